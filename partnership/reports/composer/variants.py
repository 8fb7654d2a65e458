"""The variants of a run: readers with the same rights get the same rendering, so a thousand cost as much as a few."""

from __future__ import annotations

from dataclasses import dataclass

from partnership.models import Delivery, Organisation, Recipient, Report, ReportRun, User
from partnership.rules import registry
from partnership.rules.visibility import Viewer


@dataclass(frozen=True, slots=True)
class RenderingVariant:
    """The properties in which renderings of a run differ; `reader_id` is set only where a section is personal."""

    party_id: int | None
    language: str
    sees_amounts: bool
    is_outside: bool
    compared_with_id: int | None = None
    reader_id: int | None = None

    @property
    def key(self) -> str:
        """Return the variant as text, unique within a run."""
        party = f"party-{self.party_id}" if self.party_id else "operator"
        amounts = "amounts" if self.sees_amounts else "no-amounts"
        where = "outside" if self.is_outside else "inside"
        reader = f"-reader-{self.reader_id}" if self.reader_id else ""
        return f"{party}-{self.language}-{amounts}-{where}-after-{self.compared_with_id or 'none'}{reader}"

    @property
    def viewer(self) -> Viewer:
        """Return the viewer for whom the sections are computed; an outside reader reads in the name of the party."""
        person_id = None
        if self.reader_id:
            person_id = User.objects.get(pk=self.reader_id).person_id  # unscoped: the reader's own account
        return Viewer(
            is_active=True,
            is_operator=self.party_id is None,
            party_id=self.party_id,
            sees_amounts=self.sees_amounts,
            user_id=self.reader_id,
            person_id=person_id,
        )

    @property
    def party_name(self) -> str:
        party = Organisation.objects.filter(pk=self.party_id).first() if self.party_id else None
        return str(party) if party else ""


def is_personal(report: Report) -> bool:
    """Return whether a section of the report depends on who reads it."""
    chosen = report.sections.values_list("section", flat=True)  # unscoped: the report's own sections
    return any(key in registry.report_sections and registry.report_sections[key].is_personal for key in chosen)


def variant_for(recipient: Recipient, run: ReportRun, *, personal: bool) -> RenderingVariant:
    """Return the variant of a run that a recipient gets."""
    viewer = recipient.viewer
    return RenderingVariant(
        party_id=recipient.private_to_id,
        language=recipient.language,
        sees_amounts=viewer.sees_amounts,
        is_outside=recipient.user_id is None,
        compared_with_id=last_run_received(recipient, run),
        reader_id=recipient.user_id if personal else None,
    )


def last_run_received(recipient: Recipient, run: ReportRun) -> int | None:
    """Return the last scheduled run before this one with a mail to the recipient, or one withheld from a sample."""
    if recipient.pk is None:
        return None
    received = Delivery.objects.filter(  # unscoped: the recipient's own deliveries
        recipient=recipient.pk,
        run__kind=ReportRun.Kind.SCHEDULED,
        run__period_end__lte=run.period_start,
        rendering__isnull=False,
        state__in=(Delivery.State.SENT, Delivery.State.WITHHELD),
    )
    return received.order_by("-run__period_end").values_list("run", flat=True).first()
