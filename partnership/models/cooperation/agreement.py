"""Agreements with their parties, obligations and payments."""

from __future__ import annotations

import datetime as dt

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnership.models.base import Numbered, PrivateRecord, Record
from partnership.models.cooperation.direction import ResearchDirection
from partnership.models.cooperation.organisation import Organisation
from partnership.models.cooperation.person import Person
from partnership.rules import formats
from partnership.rules.fields import DaysBefore, EndDateField, MoneyField, ends_after_start
from partnership.rules.periods import today

MAX_NOTICE_DAYS = 3660  # ten years


def in_force_on(day: dt.date) -> Q:
    """Signed, begun, not ended and not terminated on a day."""
    begun = Q(effective_on__lte=day, signed_on__isnull=False)
    not_ended = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
    return begun & not_ended & (Q(terminated_on__isnull=True) | Q(terminated_on__gt=day))


def amount_in_force_on(day: dt.date) -> Q:
    """In force on a day, with an amount: an agreement without one adds nothing to their sum."""
    return in_force_on(day) & Q(amount__isnull=False)


def ending_after(day: dt.date, days: int = 90) -> Q:
    """In force on a day, with the end at most so many days later."""
    return in_force_on(day) & Q(ends_on__lte=day + dt.timedelta(days=days))


class Agreement(Numbered, PrivateRecord):
    """An agreement between organisations; a contract may belong to a framework, an amendment to a contract."""

    code_prefix = "A"
    number_fields = ("number",)

    class Kind(models.TextChoices):
        """Civil Code, contract part, chapter 20 (art. 843-887); frameworks and NDAs are no technology contracts."""

        FRAMEWORK = "framework", _("framework agreement")
        COMMISSIONED_DEVELOPMENT = "commissioned_development", _("commissioned development contract")
        COOPERATIVE_DEVELOPMENT = "cooperative_development", _("cooperative development contract")
        PATENT_TRANSFER = "patent_transfer", _("transfer of a patent right")
        APPLICATION_TRANSFER = "application_transfer", _("transfer of the right to apply for a patent")
        KNOW_HOW_TRANSFER = "know_how_transfer", _("transfer of know-how")
        PATENT_LICENCE = "patent_licence", _("patent licence")
        KNOW_HOW_LICENCE = "know_how_licence", _("know-how licence")
        CONSULTING = "consulting", _("technical consulting contract")
        SERVICE = "service", _("technical service contract")
        NDA = "nda", _("non-disclosure agreement")
        AMENDMENT = "amendment", _("amendment")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SIGNED = "signed", _("signed, not yet effective")
        IN_FORCE = "in_force", _("in force")
        ENDED = "ended", _("ended")
        TERMINATED = "terminated", _("terminated early")

    kind = models.CharField(_("kind"), max_length=40, choices=Kind)
    number = models.CharField(_("contract number"), max_length=100, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("under"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    effective_on = models.DateField(_("effective on"), null=True, blank=True)
    ends_on = EndDateField(_("last day in force"), null=True, blank=True)
    terminated_on = models.DateField(_("terminated on"), null=True, blank=True)
    notice_days = models.PositiveIntegerField(
        _("notice period in days"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MAX_NOTICE_DAYS)],
        help_text=_("How long before its end notice must be given."),
    )
    notice_on = models.GeneratedField(
        verbose_name=_("last day to give notice"),
        expression=DaysBefore("ends_on", "notice_days"),
        output_field=models.DateField(),
        db_persist=True,
    )
    amount = MoneyField(_("amount in yuan"), null=True, blank=True)
    directions = models.ManyToManyField(
        ResearchDirection, verbose_name=_("research directions"), blank=True, related_name="agreements"
    )
    remarks = models.TextField(_("remarks"), blank=True)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ("-signed_on", "-code")
        constraints = (
            ends_after_start("agreement_ends_after_start", start="effective_on"),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="agreement_amount_not_negative",
                violation_error_message=_("An amount cannot be negative."),
            ),
        )

    @property
    def code_year(self) -> int | None:
        return self.signed_on.year if self.signed_on else None

    @property
    def status(self) -> Status:
        return self.status_on(today())

    def status_on(self, day: dt.date) -> Status:
        """Return the status on a day, which follows from the dates alone."""
        if self.terminated_on and self.terminated_on <= day:
            return self.Status.TERMINATED
        if not self.signed_on or self.signed_on > day or not self.effective_on:
            return self.Status.DRAFT if not self.signed_on or self.signed_on > day else self.Status.SIGNED
        if self.effective_on > day:
            return self.Status.SIGNED
        return self.Status.ENDED if self.ends_on and self.ends_on <= day else self.Status.IN_FORCE


class AgreementParty(Record):
    """An organisation's part in an agreement."""

    visibility_parent = "agreement"

    class Part(models.TextChoices):
        CLIENT = "client", _("client")
        DEVELOPER = "developer", _("developer")
        COOPERATOR = "cooperator", _("cooperating party")
        LICENSOR = "licensor", _("licensor or transferor")
        LICENSEE = "licensee", _("licensee or transferee")
        OTHER = "other", _("other")

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="parties"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="agreement_parts"
    )
    part = models.CharField(_("part"), max_length=20, choices=Part)
    contribution = models.CharField(_("contribution"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("party of an agreement")
        verbose_name_plural = _("parties of an agreement")
        ordering = ("agreement", "pk")
        constraints = (models.UniqueConstraint(fields=("agreement", "organisation"), name="agreement_party_once"),)

    def __str__(self) -> str:
        return formats.bracketed(self.organisation, self.get_part_display())


class Obligation(Record):
    """What an agreement obliges somebody to do by a date."""

    visibility_parent = "agreement"

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="obligations"
    )
    title = models.CharField(_("what is owed"), max_length=300)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("owed by"), on_delete=models.PROTECT, related_name="obligations"
    )
    owner = models.ForeignKey(
        Person, verbose_name=_("owner"), on_delete=models.PROTECT, null=True, blank=True, related_name="obligations"
    )
    due_on = models.DateField(_("due on"), db_index=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    remarks = models.TextField(_("remarks"), blank=True)

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        ordering = ("due_on", "pk")
        indexes = (models.Index(fields=("due_on",), condition=Q(done_on__isnull=True), name="obligation_open"),)

    def __str__(self) -> str:
        return self.title


class Payment(Record):
    """An instalment of an agreement: planned, and received."""

    visibility_parent = "agreement"

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="payments"
    )
    title = models.CharField(_("instalment"), max_length=300)
    payer = models.ForeignKey(
        Organisation, verbose_name=_("payer"), on_delete=models.PROTECT, related_name="payments_made"
    )
    payee = models.ForeignKey(
        Organisation, verbose_name=_("payee"), on_delete=models.PROTECT, related_name="payments_received"
    )
    owner = models.ForeignKey(
        Person, verbose_name=_("owner"), on_delete=models.PROTECT, null=True, blank=True, related_name="payments"
    )
    planned_amount = MoneyField(_("planned amount in yuan"))
    due_on = models.DateField(_("due on"), db_index=True)
    received_amount = MoneyField(_("received amount in yuan"), null=True, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ("due_on", "pk")
        indexes = (models.Index(fields=("due_on",), condition=Q(received_on__isnull=True), name="payment_open"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(planned_amount__gt=0),
                name="payment_planned_amount_positive",
                violation_error_message=_("A planned amount is more than nothing."),
            ),
            models.CheckConstraint(
                condition=Q(received_amount__isnull=True, received_on__isnull=True)
                | Q(received_amount__isnull=False, received_on__isnull=False),
                name="payment_received_amount_with_date",
                violation_error_message=_("A received amount and its date go together."),
            ),
        )

    def __str__(self) -> str:
        return self.title
