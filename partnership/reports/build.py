"""Build a run: claim it, compose each variant once, and store renderings and deliveries in one transaction."""

from __future__ import annotations

import logging
import uuid
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.text import get_valid_filename

from partnership.jobs import queue as queue
from partnership.models import Delivery, Recipient, Rendering, ReportRun
from partnership.reports import alerts
from partnership.reports.composer.compose import ComposedReport, compose
from partnership.reports.composer.variants import RenderingVariant, is_personal, variant_for
from partnership.reports.delivery.withholding import reason_to_withhold
from partnership.reports.render.mail_page import render_html
from partnership.reports.render.pictures import draw_pictures
from partnership.reports.render.plain_text import render_text
from partnership.reports.render.typeset import render_pdf
from partnership.reports.render.workbook import render_xlsx

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BuiltVariant:
    """The rendering of a variant, None where a silent report has no news, and the sections that failed."""

    rendering: Rendering | None
    missing_sections: tuple[str, ...]


def build_run(run_id: int) -> bool:
    """Build a waiting run; return False where it is not waiting, or another worker builds it."""
    token = ReportRun.for_workers.filter(state=ReportRun.State.WAITING).claim(run_id)
    if token is None:
        return False
    run = ReportRun.for_workers.select_related("report__owner", "asked_by").get(pk=run_id)
    try:
        recipients, withheld = group_recipients(run)
        built = {variant: build_variant(run, variant) for variant in recipients}
        is_stored = store(run, token, recipients, built, withheld)
    except Exception as error:  # whatever it was: the run must not stay claimed, and the administrators must know
        logger.exception("Run %s could not be prepared", run_id)
        record_failure(run, token, f"{type(error).__name__}: {error}")
        return False
    missing = missing_sections(built)
    if is_stored and missing:
        alerts.alert_missing_sections(run, missing)
    return is_stored


def group_recipients(run: ReportRun) -> tuple[dict[RenderingVariant, list[Recipient]], list[Delivery]]:
    """Return the recipients of a run by variant, and withheld deliveries for those who must not get it.

    Both are decided at once: somebody who unsubscribes while the run is built must not be in both, or in neither.
    """
    personal = is_personal(run.report)
    grouped: dict[RenderingVariant, list[Recipient]] = defaultdict(list)
    withheld = []
    for recipient in recipients_for(run):
        reason = reason_to_withhold(recipient, run.report)
        if reason in (None, Delivery.Reason.SAMPLE):
            grouped[variant_for(recipient, run, personal=personal)].append(recipient)
        else:
            withheld.append(withheld_delivery(run, recipient, reason))
    return dict(grouped), withheld


def recipients_for(run: ReportRun) -> list[Recipient]:
    """Return the active recipients of a run, of a trial only the user who ordered it."""
    if run.kind != ReportRun.Kind.TRIAL:
        recipients = run.report.recipients.filter(is_active=True)  # unscoped: all who are to get it
        return list(recipients.select_related("user", "private_to").order_by("pk"))
    user = run.asked_by
    if user is None:
        return []
    return [Recipient(report=run.report, user=user, private_to=user.organisation, language=user.language)]


def build_variant(run: ReportRun, variant: RenderingVariant) -> BuiltVariant:
    """Compose and render one variant."""
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.PUBLIC_URL}/{run.pk}/{run.created_at.isoformat()}/{variant.key}")
    composed = compose(run, variant, key)
    if run.report.is_silent_when_empty and not composed.has_news and run.kind == ReportRun.Kind.SCHEDULED:
        return BuiltVariant(None, composed.missing_sections)
    return BuiltVariant(render(run, variant, composed, key), composed.missing_sections)


def render(run: ReportRun, variant: RenderingVariant, composed: ComposedReport, key: uuid.UUID) -> Rendering:
    """Return an unsaved rendering: the composed report as mail, text, PDF and workbook."""
    document = composed.document
    pictures = draw_pictures(document, has_pdf=run.report.has_pdf)
    with translation.override(variant.language):
        name = get_valid_filename(f"{run.report.name} {run.period.label}")
    return Rendering(
        id=key,
        run=run,
        variant=variant.key,
        private_to_id=variant.party_id,
        language=variant.language,
        shows_amounts=variant.sees_amounts,
        compared_with_id=variant.compared_with_id,
        reader_id=variant.reader_id,
        subject=composed.subject[:300],
        html=render_html(document, pictures.pngs),
        text=render_text(document),
        images=pictures.pngs,
        pdf=render_pdf(document, pictures.svgs) if run.report.has_pdf else None,
        xlsx=render_xlsx(document) if run.report.has_xlsx else None,
        attachment_name=name,
        snapshot=composed.snapshot,
    )


@transaction.atomic
def store(
    run: ReportRun,
    token: uuid.UUID,
    recipients: dict[RenderingVariant, list[Recipient]],
    built: dict[RenderingVariant, BuiltVariant],
    withheld: list[Delivery],
) -> bool:
    """Store renderings and deliveries and finish the run; return False where another worker has claimed it since."""
    renderings = {variant: result.rendering for variant, result in built.items() if result.rendering}
    is_silent = bool(built) and not renderings
    is_finished = ReportRun.for_workers.finish(
        run.pk,
        token,
        state=ReportRun.State.SILENT if is_silent else ReportRun.State.BUILT,
        built_at=timezone.now(),
        last_error="",
        missing_sections=missing_sections(built),
    )
    if not is_finished:
        return False
    Rendering.objects.bulk_create(renderings.values(), batch_size=20)
    deliveries = [
        delivery_for(run, recipient, rendering)
        for variant, rendering in renderings.items()
        for recipient in recipients[variant]
    ]
    listed = {None, *run.report.recipients.values_list("pk", flat=True)}  # unscoped: some may have been removed since
    deliveries = [delivery for delivery in (*deliveries, *withheld) if delivery.recipient_id in listed]
    for delivery in Delivery.for_workers.bulk_create(deliveries, batch_size=500):
        if delivery.state == Delivery.State.WAITING:
            transaction.on_commit(partial(queue.enqueue, queue.SEND, delivery.pk))
    return True


def missing_sections(built: dict[RenderingVariant, BuiltVariant]) -> list[str]:
    return sorted({key for result in built.values() for key in result.missing_sections})


def delivery_for(run: ReportRun, recipient: Recipient, rendering: Rendering | None) -> Delivery:
    return Delivery(
        run=run,
        recipient=recipient if recipient.pk else None,
        user=recipient.user,
        address=recipient.mail_address,
        private_to_id=recipient.private_to_id,
        rendering=rendering,
        message_id=message_id(run, recipient),
    )


def withheld_delivery(run: ReportRun, recipient: Recipient, reason: Delivery.Reason) -> Delivery:
    """Return a withheld delivery with its reason, for a recipient for whom nothing is rendered."""
    delivery = delivery_for(run, recipient, None)
    delivery.state, delivery.reason = Delivery.State.WITHHELD, reason
    return delivery


def message_id(run: ReportRun, recipient: Recipient) -> str:
    """Return the same ID for every copy of a mail, so that a reader's mail program shows copies once."""
    reader = f"recipient {recipient.pk}" if recipient.pk else f"user {recipient.user_id}"
    digest = salted_hmac("partnership.delivery", f"{run.pk} {run.created_at.isoformat()} {reader}").hexdigest()
    return f"<{run.report.key}.{run.pk}.{digest[:24]}@{urlsplit(settings.PUBLIC_URL).hostname}>"


def record_failure(run: ReportRun, token: uuid.UUID, error: str) -> None:
    """Pause the run until its next attempt; after the last one it has failed, and the administrators are alerted."""
    failed, runs = ReportRun.State.FAILED, ReportRun.for_workers
    if runs.pause_or_fail(run.pk, token, attempts=run.attempts, error=error, failed=failed):
        alerts.alert_failed_run(run, error)
