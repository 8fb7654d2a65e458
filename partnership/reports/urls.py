"""The addresses under /reports/."""

from django.urls import path

from partnership.reports.pages import archive as report_archive
from partnership.reports.pages import orders as report_orders
from partnership.reports.pages import reports

urlpatterns = [
    path("", reports.report_list, name="report_list"),
    path("unsubscribe/<str:token>/", report_orders.unsubscribe_page, name="report_unsubscribe"),
    path("sent/<uuid:key>/", report_archive.rendering, name="report_rendering"),
    path("sent/<uuid:key>/html/", report_archive.rendering_html, name="report_rendering_html"),
    path("sent/<uuid:key>/text/", report_archive.rendering_text, name="report_rendering_text"),
    path("sent/<uuid:key>/pdf/", report_archive.rendering_pdf, name="report_rendering_pdf"),
    path("sent/<uuid:key>/xlsx/", report_archive.rendering_xlsx, name="report_rendering_xlsx"),
    path("sent/<uuid:key>/figures/<str:figure_key>/", report_archive.figure, name="report_figure"),
    path("<slug:key>/", reports.report_detail, name="report_detail"),
    path("<slug:key>/send/", report_orders.send_now, name="report_send"),
    path("<slug:key>/trial/", report_orders.send_trial, name="report_trial"),
    path("<slug:key>/preview/", report_orders.preview, name="report_preview"),
    path("<slug:key>/preview/html/", report_orders.preview_html, name="report_preview_html"),
    path("<slug:key>/runs/<int:run_id>/", reports.report_run, name="report_run"),
    path("<slug:key>/runs/<int:run_id>/retry/", report_orders.retry, name="report_retry"),
]
