"""Django's handle on the app; fills the registry when the site starts."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PartnershipConfig(AppConfig):
    name = "partnership"
    verbose_name = _("Cooperation")

    def ready(self) -> None:
        from partnership import (  # noqa: PLC0415 -- app ready
            celery,  # noqa: F401 -- the application of all shared tasks
            checks,  # noqa: F401 -- registers itself
            contributions,
            roles,
        )

        contributions.register()
        post_migrate.connect(roles.sync_roles, dispatch_uid="partnership.roles")
