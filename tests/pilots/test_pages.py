"""Lists and pages of pilot test bases, series and campaigns."""

import datetime as dt

import pytest

from pilots.models import DailyRollup
from pilots.services.loads import refresh_loads
from tests.factories import (
    CampaignFactory,
    OrganisationFactory,
    PilotBaseFactory,
    ProcessUnitFactory,
    ProjectFactory,
    SeriesFactory,
    VariableFactory,
)
from tests.pages import names, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_the_day", "reader")]


def total_nitrogen():
    return VariableFactory(code="TN", name_en="total nitrogen")


def fill(series, first, days, mean, used=288):
    for number in range(days):
        DailyRollup.objects.create(
            series=series, day=first + dt.timedelta(days=number), used_count=used, all_count=used,
            total=mean * used, lowest=mean - 1, highest=mean + 1,
        )  # fmt: skip
    refresh_loads([series.base_id], first, first + dt.timedelta(days=days))


def test_bases_series_and_campaigns_of_the_other_party_are_hidden(client, but):
    hidden = PilotBaseFactory(private_to=but)
    series, _campaign = SeriesFactory(base=hidden), CampaignFactory(base=hidden)

    counts = {
        folder: client.get(f"/{folder}/").context["page"].paginator.count for folder in ("bases", "series", "campaigns")
    }

    assert counts == {"bases": 0, "series": 0, "campaigns": 0}
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert client.get(series.get_absolute_url()).status_code == 404


def test_series_show_their_coverage_of_the_window_asked_for(client):
    series = SeriesFactory()
    fill(series, dt.date(2026, 10, 1), 31, 40.0, used=144)

    page = soup_of(client.get("/series/?measured_from=2026-10-01&measured_before=2026-11-01"))
    recent = soup_of(client.get("/series/"))

    assert [cell.text for cell in page.select("tbody td[data-label=Coverage]")] == ["50%"]
    assert [cell.text for cell in recent.select("tbody td[data-label=Coverage]")] == ["12%"]
    assert page.select_one("tbody td[data-label='Newest day']").text == "31 Oct 2026"
    assert page.select_one(".page-sentence").text.startswith("1 series of 1 pilot test base")


def test_a_figures_link_keeps_the_series_on_which_it_rests(client):
    base = PilotBaseFactory()
    for code in ("Q", "TN", "NH4-N"):
        SeriesFactory(base=base, variable=VariableFactory(code=code, name_en=code), interval_seconds=None)
    fill(SeriesFactory(base=base, variable=VariableFactory(code="T", name_en="T")), dt.date(2026, 10, 1), 1, 15.0)

    nitrogen = names(client, "/series/?nitrogen_from=2026-10-01&nitrogen_before=2026-11-01")
    measured = names(client, "/series/?measured_from=2026-10-01&measured_before=2026-11-01")

    assert sorted(name.split(" ")[0] for name in nitrogen) == ["Q", "TN"]
    assert [name.split(" ")[0] for name in measured] == ["T"]


def test_a_series_shows_its_daily_means_as_chart_and_table(client):
    series = SeriesFactory()
    fill(series, dt.date(2026, 11, 1), 2, 40.0)
    fill(series, dt.date(2026, 11, 4), 1, 44.0)

    page = soup_of(client.get(series.get_absolute_url()))

    days = [[cell.text for cell in row.select("th, td")] for row in page.select(".chart tbody tr")]
    assert days == [["4 Nov 2026", "44"], ["3 Nov 2026", "–"], ["2 Nov 2026", "40"], ["1 Nov 2026", "40"]]
    assert page.select_one(".page-sentence").text == "Newest day: 4 Nov 2026 (20 days ago), with a mean of 44 mg/L."
    assert "no statement of compliance" in page.select_one("[data-chart]")["aria-label"]


def test_a_series_without_values_says_so(client):
    page = soup_of(client.get(SeriesFactory().get_absolute_url()))

    assert page.select_one(".page-sentence").text == "Nothing has been measured yet."
    assert page.select(".chart") == []


def test_a_base_says_what_it_removes_and_shows_it(client):
    base = PilotBaseFactory()
    ProcessUnitFactory(base=base, code="R1", name_en="Reactor")
    CampaignFactory(base=base, title="Start-up")
    flow = SeriesFactory(base=base, variable=VariableFactory(code="Q", name_en="Flow", unit="m³/d"))
    entering = SeriesFactory(base=base, variable=total_nitrogen(), point="influent")
    leaving = SeriesFactory(base=base, variable=total_nitrogen(), point="effluent")
    for series, mean in ((flow, 10.0), (entering, 50.0), (leaving, 5.0)):
        fill(series, dt.date(2026, 11, 10), 5, mean)

    page = soup_of(client.get(base.get_absolute_url()))

    assert page.select_one(".page-sentence").text == (
        "Removed 90.0% of the nitrogen in the last 30 days, on the 5 days with data."
    )
    assert page.select_one(".chart-title").text == "Nitrogen in and out, daily means (mg/L)"
    assert {"R1 Reactor", "Start-up"} <= {cell.text for cell in page.select("tbody th")}


def test_a_day_without_flow_is_no_day_with_data(client):
    base = PilotBaseFactory()
    flow = SeriesFactory(base=base, variable=VariableFactory(code="Q", name_en="Flow", unit="m³/d"))
    for point, mean in (("influent", 50.0), ("effluent", 5.0)):
        fill(SeriesFactory(base=base, variable=total_nitrogen(), point=point), dt.date(2026, 11, 10), 5, mean)
    fill(flow, dt.date(2026, 11, 10), 3, 10.0)
    fill(flow, dt.date(2026, 11, 13), 2, 0.0)

    text = soup_of(client.get(base.get_absolute_url())).select_one(".page-sentence").text

    assert text == "Removed 90.0% of the nitrogen in the last 30 days, on the 3 days with data."


def test_a_base_without_flow_makes_no_claim(client):
    base = PilotBaseFactory()
    fill(SeriesFactory(base=base), dt.date(2026, 11, 10), 5, 50.0)

    text = soup_of(client.get(base.get_absolute_url())).select_one(".page-sentence").text

    assert text == "No nitrogen balance in the last 30 days: flow and total nitrogen were not measured together."


def test_campaigns_are_on_the_pages_of_their_project_and_base(client, but):
    project = ProjectFactory()
    CampaignFactory(project=project, title="Common campaign")
    CampaignFactory(project=project, title="Hidden campaign", base=PilotBaseFactory(private_to=but))

    panel = soup_of(client.get(f"/panel/campaigns.project/{project.pk}/"))

    assert [cell.text for cell in panel.select("tbody th")] == ["Common campaign"]
    assert names(client, "/campaigns/?started_from=2026-03-01&started_before=2026-03-02") == ["Common campaign"]


def test_an_organisation_shows_the_bases_it_operates(client, but):
    operator = OrganisationFactory()
    PilotBaseFactory(operator=operator, name_en="Common base")
    PilotBaseFactory(operator=operator, name_en="Hidden base", private_to=but)

    panel = soup_of(client.get(f"/panel/bases.organisation/{operator.pk}/"))

    assert [cell.text for cell in panel.select("tbody th")] == ["Common base"]


def test_of_eight_bases_the_overview_shows_first_those_whose_data_stopped_longest_ago(client):
    for number, age in enumerate((0, 1, 1, 1, 1, 1, 5), 1):
        base = PilotBaseFactory(code=f"B-2020-0{number}", name_en=f"Base {number}")
        fill(SeriesFactory(base=base), dt.date(2026, 11, 23) - dt.timedelta(days=age), 2, 50.0)
    PilotBaseFactory(code="B-2019-08", name_en="Base 8")

    page = soup_of(client.get("/"))

    shown = [item.h3.text for item in page.select(".status-item")]
    assert shown == ["Base 7", "Base 2", "Base 3", "Base 4", "Base 5", "Base 6"]
    assert page.select_one(".page-sentence").text.endswith("Base 7: No data for 5 days.")


def test_bases_that_never_had_data_do_not_hide_one_whose_data_stopped(client):
    for number in range(6):
        PilotBaseFactory(code=f"B-2019-0{number + 1}")
    silent = PilotBaseFactory(code="B-2020-01", name_en="Stopped")
    fill(SeriesFactory(base=silent), dt.date(2026, 11, 1), 2, 50.0)

    page = soup_of(client.get("/"))

    assert page.select(".status-item")[0].h3.text == "Stopped"
    assert page.select_one(".page-sentence").text.endswith("Stopped: No data for 22 days.")
