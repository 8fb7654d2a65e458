"""Scheduled reports with their sections, their clocks and their recipients."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnership.models.base import Named, Record, TopRecord, in_reader_language
from partnership.models.cooperation.organisation import Organisation
from partnership.rules import registry
from partnership.rules.visibility import (
    MayBePrivate,
    Viewer,
    VisibleModel,
    VisibleQuerySet,
    WorkersManager,
    as_viewer,
)

MAX_KEY_LENGTH = 80
OPTION_NAMES = {"look_ahead_days"}  # figures cannot be narrowed to directions, projects or bases yet


def section_label(key: str) -> str:
    """Return the label of a section; its key where the app of the section is not installed."""
    return str(registry.report_sections[key].label) if key in registry.report_sections else key


class OwnPartyQuerySet(VisibleQuerySet):
    """Rows about the readers of one party: that party sees them, operators see all, nobody else any."""

    def visible_to(self, reader: object) -> OwnPartyQuerySet:
        viewer = as_viewer(reader)  # type: ignore[arg-type]
        if not viewer.is_active:
            return self.none()
        return self if viewer.is_operator else self.filter(private_to=viewer.party_id, private_to__isnull=False)


class Report(MayBePrivate, TopRecord, Named):
    """The definition of a report: cadence, sections, format. Its clock has the time of the next run."""

    class Cadence(models.TextChoices):
        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("every week")
        MONTHLY = "monthly", _("every month")
        QUARTERLY = "quarterly", _("every quarter")
        YEARLY = "yearly", _("every year")

    class Weekday(models.IntegerChoices):
        MONDAY = 1, _("Monday")
        TUESDAY = 2, _("Tuesday")
        WEDNESDAY = 3, _("Wednesday")
        THURSDAY = 4, _("Thursday")
        FRIDAY = 5, _("Friday")
        SATURDAY = 6, _("Saturday")
        SUNDAY = 7, _("Sunday")

    class DayOff(models.TextChoices):
        """What happens where the day is a day off by the official calendar."""

        ANYWAY = "anyway", _("send it anyway")
        NEXT = "next", _("on the next working day")
        PREVIOUS = "previous", _("on the working day before")

    key = models.SlugField(
        _("key"),
        max_length=MAX_KEY_LENGTH,
        unique=True,
        help_text=_("Stands in addresses and commands: monthly-cooperation."),
    )
    introduction_zh = models.TextField(_("Chinese introduction"), blank=True)
    introduction_en = models.TextField(_("English introduction"), blank=True)
    cadence = models.CharField(_("how often"), max_length=20, choices=Cadence, default=Cadence.MONTHLY)
    weekday = models.PositiveSmallIntegerField(
        _("day of the week"), choices=Weekday, default=Weekday.MONDAY, help_text=_("For weekly reports.")
    )
    day = models.PositiveSmallIntegerField(
        _("day of the month"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text=_("For monthly, quarterly and yearly reports; in a shorter month its last day."),
    )
    month = models.PositiveSmallIntegerField(
        _("month"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text=_("For yearly reports."),
    )
    at = models.TimeField(_("local time"), default=dt.time(8, 0))
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    day_off = models.CharField(_("on a day off"), max_length=20, choices=DayOff, default=DayOff.NEXT)
    looks_ahead = models.BooleanField(
        _("looks ahead"), default=False, help_text=_("Covers the period that begins, not the one that ended.")
    )
    catches_up = models.BooleanField(
        _("makes up for older periods"),
        default=False,
        help_text=_("After an outage, send every missed period, not only the latest."),
    )
    has_pdf = models.BooleanField(_("attach the PDF"), default=True)
    has_xlsx = models.BooleanField(_("attach the workbook"), default=False)
    is_silent_when_empty = models.BooleanField(_("send nothing when there is nothing to say"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("whom readers may ask"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Readers of all parties see this name and address, and their answers go there."),
    )

    objects = VisibleQuerySet.as_manager()
    for_workers = WorkersManager.from_queryset(VisibleQuerySet)()

    class Meta:
        verbose_name = _("scheduled report")
        verbose_name_plural = _("scheduled reports")
        ordering = ("key",)
        permissions = (("send_report", _("Can preview, send and resend reports")),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(day_off="previous") | Q(looks_ahead=True),
                name="report_early_only_when_looking_ahead",
                violation_error_message=_(
                    "Only a report that looks ahead can go out on the working day before: the period of another is"
                    " not over then."
                ),
            ),
        )

    def clean(self) -> None:
        self._clean_key()  # first: a key is compared with all others, also where another field is refused
        super().clean()
        if self.time_zone not in zoneinfo.available_timezones():
            message = _("A time zone such as Asia/Shanghai was expected, found: %(found)s")
            raise ValidationError({"time_zone": ValidationError(message, params={"found": self.time_zone})})

    def _clean_key(self) -> None:
        """Let the key of private reports alone end in the party: a clash must not reveal a hidden report."""
        if self.private_to:
            suffix = f"-{self.private_to.code.lower()}"
            self.key = self.key if not self.key or self.key.endswith(suffix) else f"{self.key}{suffix}"
            if len(self.key) > MAX_KEY_LENGTH:
                message = _("With %(suffix)s at its end this key is longer than %(most)d characters.")
                raise ValidationError(
                    {"key": ValidationError(message, params={"suffix": suffix, "most": MAX_KEY_LENGTH})}
                )
            return
        if Report.objects.filter(pk=self.pk, key=self.key).exists():
            return  # it was private when it got its key
        for code in Organisation.objects.filter(is_party=True).values_list("code", flat=True):
            if self.key.casefold().endswith(f"-{code.casefold()}"):
                message = _("Keys that end in -%(party)s are for the reports that are private to that party.")
                raise ValidationError({"key": ValidationError(message, params={"party": code.lower()})})

    def get_absolute_url(self) -> str:
        return reverse("report_detail", args=[self.key])

    @property
    def introduction(self) -> str:
        return in_reader_language(self.introduction_zh, self.introduction_en)


class ReportSectionChoice(Record):
    """A section of a report, with its position and options."""

    visibility_parent = "report"

    report = models.ForeignKey(Report, verbose_name=_("report"), on_delete=models.CASCADE, related_name="sections")
    section = models.CharField(_("section"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    options = models.JSONField(
        _("options"),
        default=dict,
        blank=True,
        help_text=_('Such as {"look_ahead_days": 90} for what is due.'),
    )

    class Meta:
        verbose_name = _("section of a report")
        verbose_name_plural = _("sections of a report")
        ordering = ("report", "position", "pk")
        constraints = (models.UniqueConstraint(fields=("report", "section"), name="report_section_once"),)

    def __str__(self) -> str:
        return section_label(self.section)

    def clean(self) -> None:
        super().clean()
        if self.section not in registry.report_sections:
            raise ValidationError({"section": _("There is no section of this name.")})
        if not isinstance(self.options, dict) or not set(self.options) <= OPTION_NAMES:
            expected = ", ".join(sorted(OPTION_NAMES))
            message = _("Only these options are known: %(names)s")
            raise ValidationError({"options": ValidationError(message, params={"names": expected})})
        days = self.options.get("look_ahead_days", 1)
        if not isinstance(days, int) or isinstance(days, bool) or days < 1:
            raise ValidationError({"options": _("The days to look ahead are a whole number of at least 1.")})


class ReportClock(VisibleModel):
    """When a report is due next; the scheduler and `reschedule` write it by compare-and-set."""

    visibility_parent = "report"

    report = models.OneToOneField(
        Report, verbose_name=_("report"), on_delete=models.CASCADE, primary_key=True, related_name="clock"
    )
    next_due_at = models.DateTimeField(_("next due"), null=True, db_index=True)

    objects = VisibleQuerySet.as_manager()
    for_workers = WorkersManager()

    class Meta:
        verbose_name = _("clock of a report")
        verbose_name_plural = _("clocks of reports")

    def __str__(self) -> str:
        return f"{self.report_id}: {self.next_due_at}"


class Recipient(Record):
    """Who gets a report: an account, or somebody outside with an address and the party in whose name they read."""

    shared_by_nature = "Has its own rule: a party sees its own readers."

    report = models.ForeignKey(Report, verbose_name=_("report"), on_delete=models.CASCADE, related_name="recipients")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="subscriptions",
    )
    name = models.CharField(_("name outside"), max_length=150, blank=True)
    address = models.EmailField(_("address outside"), blank=True)
    private_to = models.ForeignKey(
        "partnership.Organisation",
        verbose_name=_("reads in the name of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"is_party": True},
        related_name="+",
        help_text=_("Taken from the account; empty for operators."),
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    is_active = models.BooleanField(_("active"), default=True)
    unsubscribed_at = models.DateTimeField(_("unsubscribed at"), null=True, blank=True, editable=False)

    objects = OwnPartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        ordering = ("report", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(user__isnull=False, address="") | (Q(user__isnull=True) & ~Q(address="")),
                name="recipient_account_or_address",
                violation_error_message=_("Name an account or an address outside, not both."),
            ),
            models.UniqueConstraint(
                fields=("report", "user"),
                condition=Q(user__isnull=False),
                name="recipient_account_once",
                violation_error_message=_("This account receives the report already."),
            ),
            models.UniqueConstraint(
                fields=("report", "private_to", "address"),
                condition=Q(user__isnull=True),
                name="recipient_address_once",
                violation_error_message=_("This address receives the report already."),
            ),
        )

    def __str__(self) -> str:
        return str(self.user) if self.user_id else self.name or self.address

    def clean(self) -> None:
        super().clean()
        if self.user:
            self.private_to = self.user.organisation
        if self.user is None:
            self._check_outside()
        is_operator = self.user is not None and self.user.viewer.is_operator
        if self.private_to_id is None and not is_operator:
            raise ValidationError({"private_to": _("Name the party in whose name the report is read.")})
        audience = self.report.private_to_id if self.report_id else None
        if audience and audience != self.private_to_id and not is_operator:
            raise ValidationError(_("The report is private to another party."))

    def _check_outside(self) -> None:
        if not self.is_allowed_outside:
            message = _("Mail to %(domain)s is not allowed: an operator adds it to REPORT_OUTSIDE_DOMAINS.")
            raise ValidationError({"address": ValidationError(message, params={"domain": self._domain})})

    @property
    def is_allowed_outside(self) -> bool:
        """Whether the operator lets reports go to the domain of the address."""
        return self._domain in {domain.lower() for domain in settings.REPORT_OUTSIDE_DOMAINS}

    @property
    def _domain(self) -> str:
        return self.address.rpartition("@")[2].lower()

    @property
    def mail_address(self) -> str:
        return self.user.email if self.user else self.address

    @property
    def viewer(self) -> Viewer:
        """The recipient as a reader of shared records; somebody outside sees no amounts."""
        if self.user:
            return self.user.viewer
        return Viewer(is_active=self.is_active, party_id=self.private_to_id)
