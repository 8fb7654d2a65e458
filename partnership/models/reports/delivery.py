"""Runs of a report, their renderings, and the mails of each run."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership.models.claimed import ClaimedWork
from partnership.models.reports.report import OwnPartyQuerySet, Recipient, Report
from partnership.rules.periods import Period
from partnership.rules.visibility import MayBePrivate, Viewer, VisibleModel, VisibleQuerySet, as_viewer, audience_filter

LATE_AFTER = dt.timedelta(minutes=15)
FAILURES_SHOWN = dt.timedelta(days=30)


def exclude_trials_of_others(viewer: Viewer, path: str = "") -> Q:
    """Exclude trials that others started, except for operators; `path` leads to the run."""
    if viewer.is_operator:
        return Q()
    own = Q(**{f"{path}asked_by": viewer.user_id}) if viewer.user_id else Q()
    return ~Q(**{f"{path}kind": ReportRun.Kind.TRIAL}) | own


class ReportRunQuerySet(VisibleQuerySet):
    def visible_to(self, reader: object) -> ReportRunQuerySet:
        """Runs whose own audience and whose report's audience include the reader; of trials only their own."""
        viewer = as_viewer(reader)  # type: ignore[arg-type]
        if not viewer.is_active:
            return self.none()
        audiences = (audience_filter(viewer), audience_filter(viewer, "report__private_to"))
        return self.filter(*audiences, exclude_trials_of_others(viewer))

    def late(self) -> ReportRunQuerySet:
        """Scheduled runs of the last 30 days that were not built a quarter of an hour after they were due."""
        now, unbuilt = timezone.now(), (ReportRun.State.WAITING, ReportRun.State.FAILED)
        due = {"due_at__lt": now - LATE_AFTER, "due_at__gte": now - FAILURES_SHOWN}
        return self.filter(kind=ReportRun.Kind.SCHEDULED, state__in=unbuilt, **due)


class ReportRun(MayBePrivate, ClaimedWork):
    """A report for one period: once by schedule, and any number of times by hand or as a trial."""

    class Kind(models.TextChoices):
        SCHEDULED = "scheduled", _("scheduled")
        MANUAL = "manual", _("sent by hand")
        TRIAL = "trial", _("trial")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        BUILT = "built", _("prepared")
        SILENT = "silent", _("nothing to say")
        FAILED = "failed", _("failed")

    report = models.ForeignKey(Report, verbose_name=_("report"), on_delete=models.CASCADE, related_name="runs")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.SCHEDULED)
    period_start = models.DateField(_("first day"))
    period_end = models.DateField(_("day after the last"))
    due_at = models.DateTimeField(_("due at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked for by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    missing_sections = models.JSONField(_("sections that failed"), default=list, blank=True)
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    built_at = models.DateTimeField(_("prepared at"), null=True, blank=True)

    objects = ReportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of a report")
        verbose_name_plural = _("runs of reports")
        ordering = ("-due_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("report", "period_start", "period_end"),
                condition=Q(kind="scheduled"),
                name="scheduled_run_once_a_period",
            ),
        )
        indexes = (models.Index(fields=("state", "leased_until"), name="report_run_state_lease"),)

    def __str__(self) -> str:
        return f"{self.report.key} {self.period_start} ({self.kind})"

    def get_absolute_url(self) -> str:
        return reverse("report_run", args=[self.report.key, self.pk])

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)


class RenderingQuerySet(OwnPartyQuerySet):
    def visible_to(self, reader: object) -> RenderingQuerySet:
        """Renderings for the reader's own party; those with amounts only where the reader may see amounts."""
        viewer = as_viewer(reader)  # type: ignore[arg-type]
        seen = super().visible_to(viewer).filter(exclude_trials_of_others(viewer, "run__"))
        sees_all = viewer.is_operator or viewer.sees_amounts
        return seen if sees_all else seen.filter(shows_amounts=False)  # type: ignore[return-value]


class Rendering(VisibleModel):
    """A run as rendered and sent to one variant of readers, with what each figure counted."""

    shared_by_nature = "Has its own rule: read by the party in whose name it was made."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(ReportRun, verbose_name=_("run"), on_delete=models.CASCADE, related_name="renderings")
    variant = models.CharField(_("variant"), max_length=120)
    private_to = models.ForeignKey(
        "partnership.Organisation",
        verbose_name=_("made for"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    shows_amounts = models.BooleanField(_("shows amounts"), default=False)
    compared_with = models.ForeignKey(
        ReportRun, verbose_name=_("compared with"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made for one reader"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    subject = models.CharField(_("subject"), max_length=300)
    html = models.TextField("HTML")
    text = models.TextField(_("text"))
    images = models.JSONField(_("pictures"), default=dict)
    pdf = models.BinaryField("PDF", null=True)
    xlsx = models.BinaryField("XLSX", null=True)
    attachment_name = models.CharField(_("file name"), max_length=200, blank=True)
    snapshot = models.JSONField(_("figures and what they counted"), default=dict)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)

    objects = RenderingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rendering of a report")
        verbose_name_plural = _("renderings of reports")
        ordering = ("run", "variant")
        constraints = (models.UniqueConstraint(fields=("run", "variant"), name="rendering_once_a_variant"),)

    def __str__(self) -> str:
        return self.subject


class DeliveryQuerySet(OwnPartyQuerySet):
    def visible_to(self, reader: object) -> DeliveryQuerySet:
        """Mails to readers of the reader's own party; of trials only to themselves."""
        viewer = as_viewer(reader)  # type: ignore[arg-type]
        return super().visible_to(viewer).filter(exclude_trials_of_others(viewer, "run__"))  # type: ignore[return-value]


class Delivery(VisibleModel, ClaimedWork):
    """One mail of a run to one recipient: its state, its attempts, and the Message-ID that every copy carries."""

    shared_by_nature = "Has its own rule: a party sees its own readers."

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        WITHHELD = "withheld", _("withheld")
        FAILED = "failed", _("failed")

    class Reason(models.TextChoices):
        """Why a mail was withheld."""

        SAMPLE = "sample", _("sample")
        INACTIVE = "inactive", _("no longer active")
        MOVED = "moved", _("changed party")
        UNSUBSCRIBED = "unsubscribed", _("unsubscribed")
        HIDDEN = "hidden", _("may no longer see the report")
        REMOVED = "removed", _("taken off the list of readers")
        REPORT_WITHDRAWN = "report_withdrawn", _("the report was withdrawn")
        OUTSIDE = "outside", _("mail to this domain is no longer allowed")

    run = models.ForeignKey(ReportRun, verbose_name=_("run"), on_delete=models.CASCADE, related_name="deliveries")
    recipient = models.ForeignKey(
        Recipient,
        verbose_name=_("recipient"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="deliveries",
        help_text=_("Empty for a trial."),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    address = models.EmailField(_("address"))
    private_to = models.ForeignKey(
        "partnership.Organisation",
        verbose_name=_("reads in the name of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    rendering = models.ForeignKey(
        Rendering,
        verbose_name=_("what was sent"),
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="deliveries",
        help_text=_("Empty where nothing was made for a reader who could not get it."),
    )
    message_id = models.CharField("Message-ID", max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    reason = models.CharField(_("why it was withheld"), max_length=20, choices=Reason, blank=True)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("run", "pk")
        constraints = (
            models.UniqueConstraint(fields=("run", "recipient"), name="delivery_once_a_recipient"),
            models.UniqueConstraint(
                fields=("run", "user"), condition=Q(recipient__isnull=True), name="delivery_once_a_trial"
            ),
        )
        indexes = (models.Index(fields=("state", "next_attempt_at"), name="delivery_state_next"),)

    def __str__(self) -> str:
        return f"{self.run_id} · {self.address}"
