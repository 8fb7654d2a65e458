"""Actions on reports: preview, send now (after a confirmation), send a trial to oneself, retry, unsubscribe."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from partnership.models import Recipient
from partnership.reports import orders
from partnership.reports.delivery.send import with_inline_images, with_link
from partnership.reports.delivery.unsubscribing import recipient_for_token, unsubscribe
from partnership.reports.pages.archive import framed
from partnership.reports.pages.audience import audience_labels
from partnership.reports.pages.reports import find_report, find_run
from partnership.reports.render.mail_page import render_html
from partnership.reports.render.pictures import draw_pictures
from partnership.rules.types import AuthenticatedRequest
from partnership.rules.visibility import as_viewer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_now(request: AuthenticatedRequest, key: str) -> HttpResponse:
    """Show the recipients and ask for confirmation; a POST sends."""
    report = find_report(as_viewer(request.user), key)
    orders.require_sender(request.user)
    if request.method == "POST":
        run = orders.send_now(report, by=request.user)
        messages.success(request, _("The report is being prepared and sent."))
        return redirect(run)
    viewer = as_viewer(request.user)
    recipients = Recipient.objects.visible_to(viewer).filter(
        report=report, is_active=True, unsubscribed_at__isnull=True
    )
    context = {
        "title": _("Send now"),
        "current": "reports",
        "report": report,
        "period": orders.latest_period(report),
        "readers": recipients.select_related("user", "private_to"),
        "labels": audience_labels(viewer),
        "names_parties": viewer.is_operator,
    }
    return render(request, "reports/send.html", context)


@login_required
@require_POST
def send_trial(request: AuthenticatedRequest, key: str) -> HttpResponse:
    """Send a copy to the user alone."""
    report = find_report(as_viewer(request.user), key)
    run = orders.send_trial(report, by=request.user)
    messages.success(request, _("The trial is being prepared and sent to you alone."))
    return redirect(run)


@login_required
@require_POST
def retry(request: AuthenticatedRequest, key: str, run_id: int) -> HttpResponse:
    run = find_run(as_viewer(request.user), key, run_id)
    count = orders.retry_failed(run, by=request.user)
    text = ngettext("%(count)d mail is being sent again.", "%(count)d mails are being sent again.", count)
    messages.success(request, text % {"count": count})
    return redirect(run)


@login_required
def preview(request: AuthenticatedRequest, key: str) -> HttpResponse:
    """Show what the user would get today, in a page around the mail."""
    report = find_report(as_viewer(request.user), key)
    orders.require_sender(request.user)
    language = chosen_language(request)
    context = {"title": _("Preview"), "current": "reports", "report": report, "language": language}
    return render(request, "reports/preview.html", context | {"languages": settings.LANGUAGES})


@login_required
@xframe_options_exempt
def preview_html(request: AuthenticatedRequest, key: str) -> HttpResponse:
    report = find_report(as_viewer(request.user), key)
    document = orders.preview(report, by=request.user, language=chosen_language(request))
    pngs = draw_pictures(document, has_pdf=False).pngs
    return framed(with_inline_images(with_link(render_html(document, pngs), None), pngs))


@csrf_exempt  # a mail program posts without our cookie (RFC 8058); the signature in the address proves who it is
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for confirmation on GET, unsubscribe on POST."""
    recipient = recipient_for_token(token)
    if recipient is None:
        raise Http404
    with translation.override(recipient.language):
        if request.method == "POST":
            recipient = unsubscribe(recipient)
        context = {"title": _("Unsubscribe"), "recipient": recipient, "report": recipient.report}
        return render(request, "reports/unsubscribe.html", context)


def chosen_language(request: AuthenticatedRequest) -> str:
    language = request.GET.get("language", "")
    return language if language in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE
