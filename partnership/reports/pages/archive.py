"""The archive of what was sent: the mail in its own frame, its text, PDF and workbook, and each figure as reported."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from partnership.models import Rendering
from partnership.pages.tables.spreadsheets import XLSX_TYPE
from partnership.reports.composer.reported import find_figure, reported_figure
from partnership.reports.delivery.mail import PDF_TYPE
from partnership.reports.delivery.send import with_inline_images, with_link
from partnership.rules.visibility import as_viewer

# A stored mail is shown as it was sent, in a frame of its own that may do nothing (a `srcdoc` frame would inherit the
# page's policy and lose all style).
FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'; form-action 'none';"
    " base-uri 'none'"
)


@login_required
def rendering(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the mail in a page that links to its other forms."""
    rendered = find_rendering(request, key)
    context = {
        "title": rendered.subject,
        "current": "reports",
        "rendering": rendered,
        "party": rendered.private_to or _("operators"),
        "run": rendered.run,
        "frame_url": reverse("report_rendering_html", args=[rendered.pk]),
    }
    return render(request, "reports/rendering.html", context)


@login_required
@xframe_options_exempt
def rendering_html(request: HttpRequest, key: UUID) -> HttpResponse:
    rendered = find_rendering(request, key)
    return framed(with_inline_images(with_link(rendered.html, None), rendered.images))


@login_required
def rendering_text(request: HttpRequest, key: UUID) -> HttpResponse:
    rendered = find_rendering(request, key)
    return HttpResponse(with_link(rendered.text, None), content_type="text/plain; charset=utf-8")


@login_required
def rendering_pdf(request: HttpRequest, key: UUID) -> HttpResponse:
    rendered = find_rendering(request, key)
    return attachment(rendered.pdf, PDF_TYPE, f"{rendered.attachment_name}.pdf")


@login_required
def rendering_xlsx(request: HttpRequest, key: UUID) -> HttpResponse:
    rendered = find_rendering(request, key)
    return attachment(rendered.xlsx, XLSX_TYPE, f"{rendered.attachment_name}.xlsx")


@login_required
def figure(request: HttpRequest, key: UUID, figure_key: str) -> HttpResponse:
    """Show the records that a reported figure counted, and those added and removed since."""
    rendered = find_rendering(request, key)
    reported = reported_figure(rendered, figure_key, as_viewer(request.user))
    if reported is None:
        raise Http404
    parts = [
        {"label": find_figure(part).label, "url": reverse("report_figure", args=[rendered.pk, part])}  # type: ignore[union-attr]
        for part in reported.part_keys
        if find_figure(part)
    ]
    context = {"title": reported.label, "current": "reports", "rendering": rendered, "figure": reported, "parts": parts}
    return render(request, "reports/figure.html", context)


def find_rendering(request: HttpRequest, key: UUID) -> Rendering:
    """Return a rendering for the viewer's own party; hidden and missing ones both raise 404."""
    renderings = Rendering.objects.visible_to(as_viewer(request.user)).select_related("run__report", "private_to")
    return get_object_or_404(renderings, pk=key)


def framed(html: str) -> HttpResponse:
    """Return a mail's HTML with its own content security policy."""
    response = HttpResponse(html)
    response["Content-Security-Policy"] = FRAME_POLICY
    return response


def attachment(content: bytes | memoryview | None, content_type: str, name: str) -> HttpResponse:
    if not content:
        raise Http404(_("This format was not made."))
    response = HttpResponse(bytes(content), content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
