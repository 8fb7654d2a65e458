"""Django's handles on the administration: it uses our own admin site, and names the log-in guard in words."""

from axes.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class AdministrationConfig(AdminConfig):
    default = False
    default_site = "partnership.admin_site.CooperationAdminSite"


class LoginGuardConfig(AppConfig):
    default = False
    verbose_name = _("Log-in guard")

    def ready(self) -> None:
        super().ready()
        from axes.admin import AccessAttemptAdmin  # noqa: PLC0415 -- app ready

        # The one column to which the guard gives no name of its own.
        AccessAttemptAdmin.status.short_description = _("State")  # type: ignore[attr-defined]
