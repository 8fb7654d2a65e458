"""Makes up a run: claims it, computes each variant once, and stores renderings and deliveries in one transaction."""

from __future__ import annotations

import base64
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
from partnership.reports.composer.compose import Composition, compose
from partnership.reports.composer.variants import Variant, is_personal, variant_of
from partnership.reports.delivery.withholding import reason_to_withhold
from partnership.reports.render.mail_page import render_html
from partnership.reports.render.plain_text import render_text
from partnership.reports.render.typeset import render_pdf
from partnership.reports.render.workbook import render_xlsx

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """What was made for a variant; `rendering` is None where there was nothing to say."""

    rendering: Rendering | None
    missing: tuple[str, ...]


def build_run(run_id: int) -> bool:
    """Make up a waiting run; False where it is not to be done, or somebody else does it."""
    token = ReportRun.for_workers.filter(state=ReportRun.State.WAITING).claim(run_id)
    if token is None:
        return False
    run = ReportRun.for_workers.select_related("report__owner", "asked_by").get(pk=run_id)
    try:
        readers, withheld = readers_of(run)
        made = {variant: make(run, variant) for variant in readers}
        is_ours = store(run, token, readers, made, withheld)
    except Exception as error:  # whatever it was: the run must not stay claimed, and somebody must hear of it
        logger.exception("Run %s could not be prepared", run_id)
        release(run, token, f"{type(error).__name__}: {error}")
        return False
    missing = sorted({key for one in made.values() for key in one.missing})
    if is_ours and missing:
        alerts.alert_missing_sections(run, missing)
    return is_ours


def readers_of(run: ReportRun) -> tuple[dict[Variant, list[Recipient]], list[Delivery]]:
    """The recipients of a run by the variant they read, on trial the asker alone; and rows that say who gets none.

    Both are decided at once: somebody who unsubscribes while the run is made up must not be in both, or in neither.
    """
    personal = is_personal(run.report)
    grouped: dict[Variant, list[Recipient]] = defaultdict(list)
    withheld = []
    for recipient in recipients_of(run):
        reason = reason_to_withhold(recipient, run.report)
        if reason in (None, Delivery.Reason.SAMPLE):
            grouped[variant_of(recipient, run, personal=personal)].append(recipient)
        else:
            withheld.append(withheld_delivery(run, recipient, reason))
    return dict(grouped), withheld


def recipients_of(run: ReportRun) -> list[Recipient]:
    if run.kind != ReportRun.Kind.TRIAL:
        everybody = run.report.recipients.filter(is_active=True)  # unscoped: all who are to get it
        return list(everybody.select_related("user", "private_to").order_by("pk"))
    asker = run.asked_by
    if asker is None:
        return []
    return [Recipient(report=run.report, user=asker, private_to=asker.organisation, language=asker.language)]


def make(run: ReportRun, variant: Variant) -> Made:
    """Compose and render one variant."""
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.PUBLIC_URL}/{run.pk}/{run.created_at.isoformat()}/{variant.key}")
    composition = compose(run, variant, key)
    if run.report.is_silent_when_empty and not composition.has_news and run.kind == ReportRun.Kind.SCHEDULED:
        return Made(None, composition.missing)
    return Made(render(run, variant, composition, key), composition.missing)


def render(run: ReportRun, variant: Variant, composition: Composition, key: uuid.UUID) -> Rendering:
    """All forms of a composed report, as a row that is not saved yet."""
    document = composition.document
    html, pictures = render_html(document)
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
        subject=composition.subject[:300],
        html=html,
        text=render_text(document),
        images={name: base64.b64encode(picture).decode() for name, picture in pictures.items()},
        pdf=render_pdf(document) if run.report.has_pdf else None,
        xlsx=render_xlsx(document) if run.report.has_xlsx else None,
        attachment_name=name,
        snapshot=composition.snapshot,
    )


@transaction.atomic
def store(
    run: ReportRun,
    token: uuid.UUID,
    readers: dict[Variant, list[Recipient]],
    made: dict[Variant, Made],
    withheld: list[Delivery],
) -> bool:
    """Write everything at once where the claim is still ours; False where it went to another worker."""
    renderings = {variant: one.rendering for variant, one in made.items() if one.rendering}
    is_silent = bool(made) and not renderings
    is_ours = ReportRun.for_workers.finish(
        run.pk,
        token,
        state=ReportRun.State.SILENT if is_silent else ReportRun.State.BUILT,
        built_at=timezone.now(),
        last_error="",
        missing_sections=sorted({key for one in made.values() for key in one.missing}),
    )
    if not is_ours:
        return False
    Rendering.objects.bulk_create(renderings.values(), batch_size=20)
    deliveries = [
        delivery_for(run, recipient, rendering)
        for variant, rendering in renderings.items()
        for recipient in readers[variant]
    ]
    listed = {None, *run.report.recipients.values_list("pk", flat=True)}  # unscoped: some may be off it since
    kept = [delivery for delivery in (*deliveries, *withheld) if delivery.recipient_id in listed]
    for delivery in Delivery.for_workers.bulk_create(kept, batch_size=500):
        if delivery.state == Delivery.State.WAITING:
            transaction.on_commit(partial(queue.enqueue, queue.SEND, delivery.pk))
    return True


def delivery_for(run: ReportRun, recipient: Recipient, rendering: Rendering | None) -> Delivery:
    return Delivery(
        run=run,
        recipient=recipient if recipient.pk else None,
        user=recipient.user,
        address=recipient.mail_address,
        private_to_id=recipient.private_to_id,
        rendering=rendering,
        message_id=message_id_of(run, recipient),
    )


def withheld_delivery(run: ReportRun, recipient: Recipient, reason: Delivery.Reason) -> Delivery:
    """For somebody who cannot get it any more, a row that says why, and nothing made for them."""
    delivery = delivery_for(run, recipient, None)
    delivery.state, delivery.reason = Delivery.State.WITHHELD, reason
    return delivery


def message_id_of(run: ReportRun, recipient: Recipient) -> str:
    """The same for every copy of a mail, so that a reader's mail program shows a second copy once."""
    reader = f"recipient {recipient.pk}" if recipient.pk else f"user {recipient.user_id}"
    digest = salted_hmac("partnership.delivery", f"{run.pk} {run.created_at.isoformat()} {reader}").hexdigest()
    return f"<{run.report.key}.{run.pk}.{digest[:24]}@{urlsplit(settings.PUBLIC_URL).hostname}>"


def release(run: ReportRun, token: uuid.UUID, error: str) -> None:
    """Try again after a pause; after the last one the run has failed, and the administrators are told."""
    failed, runs = ReportRun.State.FAILED, ReportRun.for_workers
    if runs.pause_or_fail(run.pk, token, attempts=run.attempts, error=error, failed=failed):
        alerts.alert_failed_run(run, error)
