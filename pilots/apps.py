"""Django's handle on the app; fills the registry when the site starts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PilotsConfig(AppConfig):
    name = "pilots"
    verbose_name = _("Pilot bases")

    def ready(self) -> None:
        from pilots import contributions  # noqa: PLC0415 -- app ready

        contributions.register()
