"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from partnership.accounts import views as accounts
from partnership.home.views.due import due, mine
from partnership.home.views.overview import overview
from partnership.home.views.record import record
from partnership.home.views.search import search
from partnership.operations.views import healthz

# Patterns are tried in this order: what begins with a word of its own stands before the includes of many patterns.
urlpatterns = [
    path("admin/", admin.site.urls),
    path("", overview, name="overview"),
    path("due/", due, name="due"),
    path("mine/", mine, name="mine"),
    path("search/", search, name="search"),
    path("record/<str:kind>/<int:key>/", record, name="record"),
    path("reports/", include("partnership.reports.urls")),
    path("accounts/login/", accounts.LoginView.as_view(), name="login"),
    path("accounts/logout/", accounts.LogoutView.as_view(), name="logout"),
    path("accounts/profile/", accounts.profile, name="profile"),
    path("accounts/password/", accounts.PasswordChangeView.as_view(), name="password_change"),
    path("accounts/forgotten/", accounts.PasswordResetView.as_view(), name="password_reset"),
    path("accounts/forgotten/sent/", accounts.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path(
        "accounts/set-password/<uidb64>/<token>/",
        accounts.PasswordResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
    path("i18n/", include("django.conf.urls.i18n")),
    path("healthz", healthz, name="healthz"),
    path("", include("partnership.cooperation.urls")),
    path("", include("projects.urls")),
    path("", include("pilots.urls")),
    path("", include("talent.urls")),
]
