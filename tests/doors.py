"""Every address of the site and its administration, filled with the records of a world."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from django.contrib import admin
from django.db.models import ForeignKey, ManyToManyField, Model
from django.urls import get_resolver, reverse

from partnership.rules import registry
from tests.canaries import OURS, World

# Addresses without meaning for a reader who is logged in, or that end the session.
LEFT_OUT = {"login", "logout", "set_language", "healthz", "password_reset_confirm", "report_unsubscribe"}
# Pages without records of their own that give out a table as lists do.
LIKE_LISTS = {"due", "mine", "search"}
LIST_QUERIES = ("", "?q={word}", "?export=csv", "?export=xlsx")


def _of(label: str, **names: str) -> Callable[[World], list[dict[str, Any]]]:
    """Arguments taken from attributes of the world's record of a kind."""
    return lambda world: [{name: getattr(world[label], attribute) for name, attribute in names.items()}]


def _each_kind(world: World) -> list[dict[str, Any]]:
    found = {record._meta.label_lower: record for record in world.by_label.values()}
    return [{"kind": kind.key, "key": found[kind.key].pk} for kind in registry.kinds if kind.key in found]


def _panels(world: World) -> list[dict[str, Any]]:
    found = {type(record): record for record in (*world.by_label.values(), world.direction, world.person)}
    return [{"panel_key": one.key, "key": found[one.on].pk} for one in registry.panels if one.on in found]


def panels_of_the_shared(world: World) -> list[str]:
    """The addresses of panels that stand on records which are shared by nature."""
    shared = {type(record): record for record in (world.direction, world.person)}
    found = [{"panel_key": one.key, "key": shared[one.on].pk} for one in registry.panels if one.on in shared]
    return [reverse("record_panel", kwargs=arguments) for arguments in found]


def pages_of_the_shared(*records: Any) -> Iterator[str]:
    """The pages and panels of records that are shared by nature, on which private ones may be counted or named."""
    for record in records:
        yield record.get_absolute_url()
        for one in registry.panels:
            if one.on is type(record):
                yield reverse("record_panel", kwargs={"panel_key": one.key, "key": record.pk})


def _import_of_base(world: World) -> list[dict[str, Any]]:
    return [{"code": world["pilots.PilotBase"].code, "key": world["partnership.Job"].pk}]


REPORT = _of("partnership.Report", key="key")
RENDERING = _of("partnership.Rendering", key="pk")


def _run(world: World) -> list[dict[str, Any]]:
    return [{"key": world["partnership.Report"].key, "run_id": world["partnership.ReportRun"].pk}]


def _figures(world: World) -> list[dict[str, Any]]:
    return [{"key": world["partnership.Rendering"].pk, "figure_key": one.key} for one in registry.figures]


ARGUMENTS: dict[str, Callable[[World], list[dict[str, Any]]]] = {
    "record": _each_kind,
    "record_share": _each_kind,
    "record_merge": _each_kind,
    "record_withdraw": _each_kind,
    "record_restore": _each_kind,
    "record_history": _each_kind,
    "record_documents": _each_kind,
    "document_upload": _each_kind,
    "record_panel": _panels,
    "document_download": _of("partnership.Document", key="pk"),
    "job_cancel": _of("partnership.Job", key="pk"),
    "table_take_in": _of("partnership.Job", key="pk"),
    "measurement_import": _of("pilots.PilotBase", code="code"),
    "import_take_in": _import_of_base,
    "series_days": _of("pilots.Series", key="pk"),
    "series_values": _of("pilots.Series", key="pk"),
    "report_run": _run,
    "report_retry": _run,
    "report_rendering": RENDERING,
    "report_rendering_html": RENDERING,
    "report_rendering_text": RENDERING,
    "report_rendering_pdf": RENDERING,
    "report_rendering_xlsx": RENDERING,
    "report_figure": _figures,
    "report_send": REPORT,
    "report_trial": REPORT,
    "report_preview": REPORT,
    "report_preview_html": REPORT,
}


def site_addresses(world: World, word: str, *, records_only: bool = False) -> Iterator[str]:
    """Each address outside the administration; an address that nobody told how to fill raises KeyError."""
    for name, parameters in _named_patterns():
        if name.startswith("admin:") or name in LEFT_OUT:
            continue
        if parameters:
            yield from _filled(name, world)
        elif not records_only:
            queries = LIST_QUERIES if name.endswith("_list") or name in LIKE_LISTS else ("",)
            yield from (reverse(name) + query.format(word=quote(word)) for query in queries)


def _filled(name: str, world: World) -> Iterator[str]:
    if name in ARGUMENTS:
        yield from (reverse(name, kwargs=arguments) for arguments in ARGUMENTS[name](world))
        return
    if not name.endswith("_detail"):
        raise KeyError(f"{name}: tell in tests/doors.py with which records this address is filled")
    model_name = name.removesuffix("_detail")
    for record in world.by_label.values():
        if record._meta.model_name == model_name:
            yield record.get_absolute_url()


def _named_patterns() -> Iterator[tuple[str, list[str]]]:
    def walk(resolver: Any, prefix: str) -> Iterator[tuple[str, list[str]]]:
        for pattern in resolver.url_patterns:
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
            elif pattern.name:
                yield f"{prefix}{pattern.name}", list(pattern.pattern.converters)

    return walk(get_resolver(), "")


def admin_models() -> list[type[Model]]:
    """Our kinds that have an administration."""
    return [model for model in admin.site._registry if model._meta.app_label in OURS]


def admin_address(model: type[Model], view: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def has_transfer(model: type[Model]) -> bool:
    return hasattr(admin.site._registry[model], "process_import")


def admin_addresses(world: World, word: str) -> Iterator[str]:
    """The lists, forms, export and import pages and autocompletes of the administration."""
    yield reverse("admin:index")
    yield from (reverse("admin:app_list", args=[app]) for app in OURS)
    for model in admin_models():
        for query in ("", f"?q={quote(word)}", "?_facets=True", "?withdrawn=all"):
            yield admin_address(model, "changelist") + query
        yield admin_address(model, "add")
        if has_transfer(model):
            yield admin_address(model, "export")
            yield admin_address(model, "import")
        yield from _autocompletes(model, word)
    for model, record in admin_records(world):
        yield from (admin_address(model, view, record.pk) for view in ("change", "history", "delete"))


def admin_records(world: World) -> Iterator[tuple[type[Model], Model]]:
    for model in admin_models():
        if record := world.by_label.get(model._meta.label):
            yield model, record


def _autocompletes(model: type[Model], word: str) -> Iterator[str]:
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        if isinstance(field, ForeignKey | ManyToManyField):
            place = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}&field_name={field.name}"
            yield from (f"{reverse('admin:autocomplete')}?{place}&term={term}" for term in ("", quote(word)))
