"""A kind is registered wherever readers look for it, and what the registry names as text exists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db.models import Model, Q
from django.urls import NoReverseMatch, resolve, reverse

from partnership.models.base import TopRecord
from partnership.rules import registry
from partnership.rules.figures import AnyFigure, Figure, Measured, Ratio, flow, measure, stock
from partnership.rules.periods import Period
from partnership.transfer.admin import TransferAdmin
from talent.models import Placement, Trainee
from tests import factories as make
from tests.canaries import OURS, World, is_guarded
from tests.test_query_counts import LISTS, PAGES

OCTOBER = Period(dt.date(2026, 10, 1), dt.date(2026, 11, 1))
TOP_RECORDS = [model for model in apps.get_models() if issubclass(model, TopRecord) and model._meta.app_label in OURS]
# Where a kind is not registered, and why.
EXCEPTIONS: dict[str, dict[str, str]] = {
    "partnership.CooperationStage": {
        "a search source": "a handful of stages, all of them on the overview",
        "a line of the navigation": "reached from the overview's timeline",
    },
    "partnership.Report": {
        "a kind": "its page shows its own runs and recipients; no documents, panels or merging",
        "a search source": "a handful, all of them on one page",
        "a line of the navigation": "its line is called `reports`",
        "a table import": "made by hand, with its sections and recipients",
        "a list in tests/test_query_counts.py": "its pages are counted in tests/partnership/reports/test_pages.py",
        "a page in tests/test_query_counts.py": "its pages are counted in tests/partnership/reports/test_pages.py",
    },
}


def address(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def missing_registrations(model: type[Model], canaries: set[str]) -> set[str]:
    """Where a kind is not registered, in the words of docs/adding_a_kind.md."""
    name = model._meta.model_name
    list_address = address(f"{name}_list")
    registered = {
        "a kind": model._meta.label_lower in registry.kinds,
        "a search source": model._meta.label in registry.search_sources,
        "a line of the navigation": name in {entry.key for area in registry.navigation for entry in area.entries},
        "a list page": bool(list_address),
        "a detail page": bool(address(f"{name}_detail", 1)),
        "an administration": admin.site.is_registered(model),
        "a table import": isinstance(admin.site._registry.get(model), TransferAdmin),
        "a list in tests/test_query_counts.py": list_address.strip("/") in LISTS,
        "a page in tests/test_query_counts.py": model in {factory_model(one) for one, _hang, _count in PAGES.values()},
        "a record in tests/canaries.py": model._meta.label in canaries or not is_guarded(model),
    }
    return {place for place, is_there in registered.items() if not is_there}


def factory_model(factory: Any) -> type[Model] | None:
    return factory._meta.model if hasattr(factory, "_meta") else None


@pytest.fixture
def canaries(bewg: Any) -> set[str]:
    """The labels of the kinds that the canary's world has a record of."""
    World("SHAREDWORD", audience=None, party=bewg)
    return set(World("CANARY", audience=bewg, party=bewg).by_label)


@pytest.mark.django_db
def test_every_kind_is_registered_wherever_readers_look_for_it(canaries):
    missing = {model._meta.label: missing_registrations(model, canaries) for model in TOP_RECORDS}

    assert {label: places for label, places in missing.items() if places} == {
        label: set(reasons) for label, reasons in EXCEPTIONS.items()
    }


def test_a_kind_that_is_registered_nowhere_is_named_with_all_that_is_missing():
    assert missing_registrations(Placement, set()) == {
        "a kind",
        "a search source",
        "a line of the navigation",
        "a detail page",
        "a table import",
        "an administration",
        "a page in tests/test_query_counts.py",
        "a record in tests/canaries.py",
    }


def figures_with_parts() -> Iterator[AnyFigure]:
    for figure in registry.figures:
        yield figure
        if isinstance(figure, Ratio):
            yield from (figure.numerator, figure.denominator)


def filters_of_list(model: type[Model]) -> set[str]:
    return set(resolve(reverse(f"{model._meta.model_name}_list")).func.view_class.filterset_class.base_filters)


def problems_of_figure(figure: AnyFigure) -> Iterator[str]:
    """What is wrong with the texts that a figure names: its columns, and the filters of its list."""
    if isinstance(figure, Ratio):
        return
    unknown = set(figure.params(OCTOBER)) - filters_of_list(figure.model)
    yield from (f"{figure.key}: the list of {figure.model.__name__} has no filter {name!r}" for name in sorted(unknown))
    if isinstance(figure, Figure):
        yield from problems_of_lookup(figure.key, figure.model, figure.field)
        yield from problems_of_lookup(figure.key, figure.model, figure.day)
        yield from problems_of_condition(figure.key, figure.model, figure.where(OCTOBER))


def problems_of_lookup(key: str, model: type[Model], lookup: str) -> Iterator[str]:
    try:
        if lookup not in ("", "pk"):
            get_fields_from_path(model, lookup.removesuffix("__pk"))
    except FieldDoesNotExist as error:
        yield f"{key}: {error}"


def problems_of_condition(key: str, model: type[Model], condition: Q) -> Iterator[str]:
    try:
        model._default_manager.filter(condition)
    except FieldError as error:
        yield f"{key}: {error}"


def test_the_columns_and_list_filters_that_figures_name_exist():
    assert [problem for figure in figures_with_parts() for problem in problems_of_figure(figure)] == []


def test_a_figure_of_an_unknown_column_or_filter_is_named():
    begun = flow(key="x.begun", label="Begun", model=Placement, day="began_on", filter_name="begun")
    running = stock(
        key="x.running", label="Running", model=Placement, condition=lambda day: Q(over=day), filter_name="started_from"
    )

    begun_problems, running_problems = ([*problems_of_figure(figure)] for figure in (begun, running))

    assert begun_problems[:2] == [
        "x.begun: the list of Placement has no filter 'begun_before'",
        "x.begun: the list of Placement has no filter 'begun_from'",
    ]
    assert begun_problems[2] == "x.begun: Placement has no field named 'began_on'"
    assert running_problems[0].startswith("x.running: Cannot resolve keyword 'over' into field.")


def problems_of_sources() -> Iterator[str]:
    for due in registry.due_sources:
        for lookup in (due.code, due.due_on, *due.title, due.owner, due.party):
            yield from problems_of_lookup(due.key, due.model, lookup)
        yield from problems_of_condition(due.key, due.model, due.is_open(OCTOBER.start))
        yield from problems_of_address(due.key, due.detail_name)
    for source in registry.search_sources:
        for lookup in (*source.lookups, *source.title, source.address):
            yield from problems_of_lookup(source.key, source.model, lookup)
        unread = [lookup for lookup in source.title if lookup not in source.lookups]
        yield from (f"{source.key}: {lookup!r} is a title, but no lookup" for lookup in unread)
        yield from problems_of_address(source.key, source.detail_name)
    for activity in registry.activities:
        yield from problems_of_lookup(activity.key, activity.figure.model, activity.direction)
    for followed in (*registry.activities, *registry.timeline_marks):
        if not followed.day:
            yield f"{followed.key}: its figure counts by no single day"
    for panel in registry.panels:
        if panel.on._meta.label_lower not in registry.kinds:
            yield f"{panel.key}: {panel.on.__name__} is no kind with a page"


def problems_of_address(key: str, name: str) -> Iterator[str]:
    if not address(name, 1):
        yield f"{key}: there is no page {name!r}"


def test_the_columns_and_pages_that_sources_and_panels_name_exist():
    assert list(problems_of_sources()) == []


def test_every_line_of_the_navigation_leads_to_a_page():
    entries = [entry for area in registry.navigation for entry in area.entries]

    assert [entry.key for entry in entries if not address(entry.url_name)] == []


def test_every_measured_figure_opens_a_list_of_its_series():
    measured = [figure for figure in registry.figures if isinstance(figure, Measured)]

    assert {figure.url(OCTOBER).partition("?")[0] for figure in measured} == {"/series/"}


def more_figures(model: type[Any], day: str) -> list[Figure]:
    """Twenty figures of one model, stocks and flows."""
    flows = [
        flow(key=f"more.flow.{number}", label="More", model=model, day=day, filter_name="more") for number in range(10)
    ]
    stocks = [
        stock(
            key=f"more.stock.{number}",
            label="More",
            model=model,
            condition=lambda on, back=number: Q(**{f"{day}__lte": on - dt.timedelta(days=back)}),
            filter_name="more_on",
        )
        for number in range(10)
    ]
    return [*flows, *stocks]


@pytest.fixture
def queries_of_overview(client, bewg, django_assert_max_num_queries):
    """How many queries the overview makes for an editor."""
    client.force_login(make.UserFactory(organisation=bewg))
    make.TraineeFactory()
    make.PlacementFactory()
    client.get("/")

    def count() -> int:
        with django_assert_max_num_queries(1000) as queries:
            assert client.get("/").status_code == 200
        return len(queries)

    return count


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "day", "expected"), [(Trainee, "enrolled_on", 0), (Placement, "starts_on", 1)])
def test_twenty_more_figures_cost_the_overview_one_query_for_a_new_model_and_none_for_one_that_it_reads(
    queries_of_overview, monkeypatch, model, day, expected
):
    headline = next(iter(registry.headlines))
    notes = [registry.HeadlineNote(figure, "more") for figure in more_figures(model, day)]
    before = queries_of_overview()

    monkeypatch.setitem(
        registry.headlines._entries, headline.key, registry.Headline(headline.figure, (*headline.notes, *notes))
    )

    assert queries_of_overview() == before + expected


@pytest.mark.django_db
def test_twenty_figures_of_one_model_for_four_periods_are_one_query(bewg, django_assert_num_queries):
    make.TraineeFactory(enrolled_on=dt.date(2026, 10, 5))
    periods = [
        OCTOBER,
        OCTOBER.previous,
        OCTOBER.previous.previous,
        Period(dt.date(2026, 1, 1), OCTOBER.end),
    ]
    figures = more_figures(Trainee, "enrolled_on")
    viewer = make.UserFactory(organisation=bewg).viewer

    with django_assert_num_queries(1):
        readings = measure(figures, viewer, periods)

    assert [readings["more.flow.0", period].value for period in periods] == [1, 0, 0, 1]
    assert [readings["more.stock.0", period].value for period in periods] == [1, 0, 0, 1]


def test_the_overview_has_six_headlines_and_a_seventh_is_refused():
    assert len(list(registry.headlines)) == 6

    with pytest.raises(ValueError, match="headlines has 6 entries, which is all it may have"):
        registry.headlines.add(registry.Headline(registry.figures["meetings.held"]))
