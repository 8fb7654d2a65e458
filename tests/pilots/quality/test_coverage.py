"""Of which series values are expected: silence and ends in figure, lists, report and export."""

import datetime as dt

import pytest

from partnership.rules import registry
from partnership.rules.figures import measure
from partnership.rules.periods import Period
from pilots.models import DailyRollup, Series
from tests.factories import PilotBaseFactory, ProcessUnitFactory, SeriesFactory, UserFactory, VariableFactory
from tests.pages import names, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_the_day")]

OCTOBER = Period(dt.date(2026, 10, 1), dt.date(2026, 11, 1))
WINDOW = "measured_from=2026-10-01&measured_before=2026-11-01"
ALL_A_DAY = 288


def with_sums(series: Series, first: dt.date, last: dt.date, *, used: int = ALL_A_DAY) -> Series:
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    DailyRollup.objects.bulk_create(
        DailyRollup(series=series, day=day, used_count=used, all_count=used, total=0) for day in days
    )
    return series


def series_of(code: str, **fields) -> Series:
    return SeriesFactory(variable=VariableFactory(code=code, name_en=code, name_zh=code), **fields)


def complete(code: str = "full", **fields) -> Series:
    return with_sums(series_of(code, **fields), dt.date(2026, 9, 1), dt.date(2026, 11, 23))


def coverage(viewer, period: Period = OCTOBER) -> float | None:
    figure = registry.figures["pilots.coverage"]
    return measure([figure], viewer, [period])[figure.key, period].value


@pytest.fixture
def viewer(reader):
    return reader.viewer


def test_an_old_series_imported_today_lowers_no_figure_of_today(viewer):
    base = complete().base
    with_sums(series_of("old", base=base), dt.date(2022, 3, 1), dt.date(2022, 5, 31))

    assert coverage(viewer) == 100
    assert coverage(viewer, Period(dt.date(2022, 5, 1), dt.date(2022, 7, 1))) == pytest.approx(100 * 31 / 61)


def test_a_sensor_that_falls_silent_lowers_the_coverage_for_ninety_days(viewer):
    base = complete().base
    with_sums(series_of("fails", base=base), dt.date(2026, 7, 1), dt.date(2026, 7, 15))

    found = [coverage(viewer, Period(dt.date(2026, month, 1), dt.date(2026, month + 1, 1))) for month in (9, 10)]

    assert found == [50, pytest.approx(100 * 31 / (31 + 13))]


def test_nothing_is_expected_before_the_first_value_and_a_gap_is_no_end(viewer):
    late = with_sums(series_of("late"), dt.date(2026, 10, 22), dt.date(2026, 11, 23))
    gap = with_sums(series_of("gap", base=late.base), dt.date(2026, 1, 1), dt.date(2026, 1, 2))
    with_sums(gap, dt.date(2026, 11, 20), dt.date(2026, 11, 21))

    assert coverage(viewer) == pytest.approx(100 * 10 / (10 + 31))


@pytest.mark.parametrize("part", ["series", "unit", "base"])
def test_nothing_is_expected_beyond_a_recorded_end_and_what_came_even_so(part, viewer):
    end = {"ends_on": dt.date(2026, 10, 11)}
    base = PilotBaseFactory(**(end if part == "base" else {}))
    unit = ProcessUnitFactory(base=base, **(end if part == "unit" else {}))
    series = series_of("ends", base=base, unit=unit, **(end if part == "series" else {}))
    with_sums(series, dt.date(2026, 9, 1), dt.date(2026, 10, 5))

    before = coverage(viewer)
    with_sums(series, dt.date(2026, 10, 6), dt.date(2026, 10, 15))

    assert (before, coverage(viewer)) == (50, 100)


def test_the_figures_link_lists_the_series_that_it_counts_with_the_coverage_of_each(client, viewer, but):
    base = complete().base
    with_sums(series_of("half", base=base), dt.date(2026, 8, 1), dt.date(2026, 11, 23), used=ALL_A_DAY // 2)
    with_sums(series_of("old", base=base), dt.date(2022, 3, 1), dt.date(2022, 5, 31))
    with_sums(series_of("later", base=base), dt.date(2026, 11, 1), dt.date(2026, 11, 23))
    series_of("empty", base=base)
    complete("hidden", base=PilotBaseFactory(private_to=but))

    page = soup_of(client.get(f"/series/?{WINDOW}"))

    shown = {row.th.text: row.select_one("[data-label=Coverage]").text for row in page.select("tbody tr")}
    assert shown == {"full (mg/L)": "100%", "half (mg/L)": "50%"}
    assert coverage(viewer) == 75


def test_a_list_shows_silence_and_end_as_states_and_counts_the_silent(client, viewer):
    base = complete().base
    with_sums(series_of("silent", base=base), dt.date(2026, 6, 1), dt.date(2026, 6, 30))
    with_sums(series_of("quiet", base=base), dt.date(2026, 7, 1), dt.date(2026, 8, 26))
    with_sums(series_of("ended", base=base, ends_on=dt.date(2026, 8, 1)), dt.date(2026, 7, 1), dt.date(2026, 7, 31))
    with_sums(series_of("rare", base=base, interval_seconds=None), dt.date(2022, 7, 1), dt.date(2022, 7, 1))
    series_of("empty", base=base)
    series_of("never", base=base, ends_on=dt.date(2026, 8, 1))

    page = soup_of(client.get("/series/"))

    rows = {row.th.text.split(" ")[0]: row for row in page.select("tbody tr")}
    cells = {
        name: tuple(row.select_one(f"[data-label={label}]").text.strip() for label in ("Coverage", "State"))
        for name, row in rows.items()
    }
    assert cells == {
        "full": ("100%", "active"),
        "quiet": ("0%", "active"),
        "silent": ("–", "silent"),
        "ended": ("–", "ended"),
        "rare": ("–", "active"),
        "empty": ("–", "–"),
        "never": ("–", "ended"),
    }
    aside = page.select_one(".page-aside a, a[href*='state=silent']")
    assert aside.text == "1 series has been silent for more than 90 days; no values of it are expected any more."
    assert names(client, "/series/?state=silent") == ["silent (mg/L)"]
    assert sorted(names(client, "/series/?state=ended")) == ["ended (mg/L)", "never (mg/L)"]
    assert soup_of(client.get(Series.objects.get(variable__code="silent").get_absolute_url())).select_one(
        ".badge.tone-attention"
    ).text == "silent"  # fmt: skip


def test_the_export_leaves_the_coverage_of_what_is_not_expected_empty(client, viewer):
    base = complete().base
    with_sums(series_of("silent", base=base), dt.date(2026, 6, 1), dt.date(2026, 6, 30))

    rows = b"".join(client.get("/series/?export=csv")).decode("utf-8-sig").splitlines()

    head = rows[0].split(",")
    found = {row.split(",")[0]: row.split(",")[head.index("Coverage (%)") :][:2] for row in rows[1:]}
    assert found == {"full (mg/L)": ["100.0", "active"], "silent (mg/L)": ["", "silent"]}


def test_a_report_names_the_series_that_are_silent(bewg, but):
    base = complete().base
    with_sums(series_of("silent", base=base), dt.date(2026, 6, 1), dt.date(2026, 6, 30))
    hidden = PilotBaseFactory(private_to=but)
    with_sums(series_of("hidden", base=hidden), dt.date(2026, 6, 1), dt.date(2026, 6, 30))

    part = registry.report_sections["pilots"].build(UserFactory(organisation=bewg).viewer, OCTOBER, {})

    text = "1 series has been silent for more than 90 days; no values of it are expected any more."
    assert part.sentence.endswith(text)
    assert {one.now.figure.key: one.now.value for one in part.figures}["pilots.coverage"] == 100
