"""Django's handle on the app; fills the registry when the site starts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TalentConfig(AppConfig):
    name = "talent"
    verbose_name = _("Talent")

    def ready(self) -> None:
        from talent import contributions  # noqa: PLC0415 -- app ready

        contributions.register()
