"""Django's handles on the app, its administration and its log-in guard; the first fills the registry."""

from axes import apps as axes
from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PartnershipConfig(AppConfig):
    name = "partnership"
    verbose_name = _("Cooperation")

    def ready(self) -> None:
        from partnership import contributions  # noqa: PLC0415 -- app ready
        from partnership.accounts import roles  # noqa: PLC0415 -- app ready
        from partnership.operations import checks  # noqa: F401, PLC0415 -- app ready; registers itself

        contributions.register()
        post_migrate.connect(roles.sync_roles, dispatch_uid="sync_roles")


class AdministrationConfig(admin.AdminConfig):
    default = False
    default_site = "partnership.pages.admin.site.CooperationAdminSite"


class LoginGuardConfig(axes.AppConfig):
    default = False
    verbose_name = _("Log-in guard")

    def ready(self) -> None:
        super().ready()
        from axes.admin import AccessAttemptAdmin  # noqa: PLC0415 -- app ready

        # The one column to which the guard gives no name of its own.
        AccessAttemptAdmin.status.short_description = _("State")
