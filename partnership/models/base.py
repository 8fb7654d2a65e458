"""The abstract models of all records: names in two languages, source, code, withdrawal, number."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar
from unicodedata import normalize

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from partnership.rules.visibility import MayBePrivate, VisibleModel, foreign_keys_to_narrower

Result = TypeVar("Result")


def in_reader_language(chinese: str, english: str) -> str:
    """The text in the active language, or the other where that one is empty."""
    return (chinese or english) if (get_language() or "").startswith("zh") else (english or chinese)


def in_both_languages(translate: Callable[[], Result]) -> tuple[Result, Result]:
    """Return the result in Chinese and in English: stored text is for readers of both."""
    with override("zh-hans"):
        chinese = translate()
    with override("en"):
        return chinese, translate()


class Named(models.Model):
    """A name in Chinese and in English; at least one of them."""

    name_zh = models.CharField(_("Chinese name"), max_length=300, blank=True)
    name_en = models.CharField(_("English name"), max_length=300, blank=True)
    name_missing_error: ClassVar = _("Give a Chinese or an English name.")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_reader_language(self.name_zh, self.name_en)

    def clean(self) -> None:
        super().clean()
        if not (self.name_zh or self.name_en):
            raise ValidationError({"name_zh": self.name_missing_error})


class Record(VisibleModel):
    """A record of the cooperation, with its source, the mark of samples and the times of entry and change."""

    source = models.CharField(
        _("source"), max_length=500, blank=True, help_text=_("Where the facts come from: a document, a page, a person.")
    )
    is_sample = models.BooleanField(_("sample"), default=False, editable=False, db_index=True)
    created_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        for field in foreign_keys_to_narrower(self):
            raise ValidationError(
                {field.name: _("A record that others may see cannot point at one that is private to one party.")}
            )


class TopRecord(Record):
    """A record with pages of its own; it is withdrawn rather than deleted.

    An imported row changes the record that has the same values in the fields of `import_key`.
    """

    import_key: ClassVar[tuple[str, ...]] = ("code",)

    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class CodedRecord(TopRecord, Named):
    """A top record with a short code that never changes (`A-2021-03`)."""

    code_prefix: ClassVar[str] = ""

    code = models.CharField(
        _("code"), max_length=40, unique=True, editable=False, help_text=_("Given when the record is entered.")
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse(f"{self._meta.model_name}_detail", args=[self.code])

    @property
    def code_year(self) -> int | None:
        """The year in the code; None is the year of entry."""
        return None


class PrivateRecord(MayBePrivate, CodedRecord):
    """A coded top record that may be private to one party."""

    class Meta:
        abstract = True


class Numbered(models.Model):
    """A record with an official number (of a patent, of a contract), which is unique within an audience.

    The number is the value of the first filled field of `number_fields`.
    """

    number_fields: ClassVar[tuple[str, ...]]

    number_key = models.CharField(_("number by audience"), max_length=120, unique=True, null=True, editable=False)

    class Meta:
        abstract = True

    @staticmethod
    def plain_number(number: str) -> str:
        """Return the number in one form, however it was typed: a Chinese keyboard writes －７."""
        return "".join(normalize("NFKC", number).split()).upper()

    @classmethod
    def key_of(cls, audience_id: int | None, number: str) -> str:
        """Return the unique key of a number within an audience."""
        return f"{audience_id or 'shared'}:{cls.plain_number(number)}"

    @property
    def number_field(self) -> str:
        return next((name for name in self.number_fields if getattr(self, name)), "")

    def clean(self) -> None:
        super().clean()
        field = self.number_field
        key = self.key_of(self.private_to_id, getattr(self, field)) if field else None  # type: ignore[attr-defined]
        # The key names the audience, so this looks only at what the writer's own audience has.
        if key and type(self)._base_manager.filter(number_key=key).exclude(pk=self.pk).exists():
            raise ValidationError({field: _("This number is recorded already.")})
        self.number_key = key


class CodeSequence(models.Model):
    """The last code number of a kind, year and audience; a code does not show how many the other party has."""

    key = models.CharField(_("sequence"), max_length=60, primary_key=True)
    last_number = models.PositiveIntegerField(_("last number given"), default=0)

    class Meta:
        verbose_name = _("code sequence")
        verbose_name_plural = _("code sequences")

    def __str__(self) -> str:
        return self.key


class Attached(models.Model):
    """A row attached to a record of any kind; it has that record's audience in a column of its own."""

    target_type = models.ForeignKey(ContentType, verbose_name=_("kind"), on_delete=models.PROTECT, related_name="+")
    target_id = models.BigIntegerField(_("record"))

    class Meta:
        abstract = True


class Authored(models.Model):
    """A row with the account that wrote it; the row remains when the account is deleted."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        abstract = True
