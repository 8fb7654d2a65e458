"""Django's handle on the app; fills the registry when the site starts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Projects")

    def ready(self) -> None:
        from projects import contributions  # noqa: PLC0415 -- app ready

        contributions.register()
