"""Documents: files attached to a record, served only to those who may see it."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnership.models.base import Attached, Authored, Record
from partnership.rules import formats
from partnership.rules.visibility import MayBePrivate, VisibleQuerySet


class DocumentQuerySet(VisibleQuerySet):
    def of(self, record: models.Model) -> DocumentQuerySet:
        """The documents of a record."""
        return self.filter(target_type=ContentType.objects.get_for_model(record), target_id=record.pk)


class Document(MayBePrivate, Attached, Authored, Record):
    """A version of a file. Audience and withdrawal are those of its record, copied here by the services."""

    class Kind(models.TextChoices):
        CONTRACT = "contract", _("contract text")
        MINUTES = "minutes", _("minutes")
        REPORT = "report", _("report")
        CERTIFICATE = "certificate", _("certificate")
        DRAWING = "drawing", _("drawing")
        DATA = "data", _("data")
        OTHER = "other", _("other")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OTHER)
    title = models.CharField(_("title"), max_length=300)
    version = models.PositiveIntegerField(_("version"), default=1)
    file = models.FileField(_("file"), upload_to="%Y/%m", max_length=300)
    file_name = models.CharField(_("file name"), max_length=255, editable=False)
    content_type = models.CharField(_("content type"), max_length=150, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("title", "-version")
        indexes = (models.Index(fields=("target_type", "target_id"), name="document_target"),)

    def __str__(self) -> str:
        return formats.bracketed(self.title, f"v{self.version}")

    def get_absolute_url(self) -> str:
        return reverse("document_download", args=[self.pk])
