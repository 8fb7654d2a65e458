"""Django's handle on the administration: it uses our own admin site."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    default = False
    default_site = "partnership.admin_site.CooperationAdminSite"
