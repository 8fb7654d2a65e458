"""The lists of supervisions and placements."""

import csv
import datetime as dt
from io import StringIO

import pytest

from tests.factories import (
    PilotBaseFactory,
    PlacementFactory,
    ProgrammeFactory,
    ProjectFactory,
    SupervisionFactory,
    TraineeFactory,
)
from tests.pages import names, sentence, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_the_day", "reader")]


@pytest.mark.parametrize("folder", ["supervisions", "placements"])
def test_an_empty_list_says_where_one_enters_a_record(client, folder):
    page = soup_of(client.get(f"/{folder}/"))

    hint = "Editors enter it with the trainee, in the administration; it shows up here at once."
    assert page.select_one(".empty-hint").text == hint


@pytest.fixture
def trainee():
    programme = ProgrammeFactory(code="T-7", name_en="Joint base")
    return TraineeFactory(cohort__programme=programme, person__name_en="Trainee Sample", person__email="t@example.org")


def test_supervisions_are_counted_and_filtered_by_side_state_and_programme(client, trainee, bewg, but):
    supervisor = SupervisionFactory(trainee=trainee, organisation=but).supervisor
    SupervisionFactory(trainee=trainee, organisation=bewg, supervisor=supervisor, ends_on=dt.date(2026, 9, 1))
    postdoc = ProgrammeFactory(kind="postdoc")
    SupervisionFactory(
        trainee__person__name_en="Another", trainee__cohort__programme=postdoc, starts_on=dt.date(2025, 1, 1)
    )
    hidden = ProgrammeFactory(private_to=but)
    SupervisionFactory(trainee__cohort__programme=hidden, trainee__person__name_en="Hidden")

    assert sentence(client, "/supervisions/") == "3 supervisions, 2 running; supervisors: 2."
    assert names(client, "/supervisions/?state=ended") == ["Trainee Sample"]
    assert names(client, f"/supervisions/?party={but.pk}") == ["Trainee Sample"]
    assert names(client, "/supervisions/?programme=T-7") == ["Trainee Sample", "Trainee Sample"]
    assert names(client, "/supervisions/?kind=postdoc") == ["Another"]
    assert names(client, "/supervisions/?started_before=2026-01-01") == ["Another"]
    assert names(client, "/supervisions/?sort=person&q=another") == ["Another"]


def test_a_supervision_leads_to_the_trainee_and_exports_names_alone(client, trainee):
    supervision = SupervisionFactory(trainee=trainee, supervisor__name_en="Supervisor Sample")

    page = soup_of(client.get("/supervisions/"))
    text = b"".join(client.get("/supervisions/?export=csv").streaming_content).decode("utf-8-sig")

    assert page.select_one("tbody th a")["href"] == trainee.get_absolute_url()
    assert list(csv.reader(StringIO(text))) == [
        ["Trainee", "Supervisor", "Side", "Programme", "First day", "Last day", "Seen by", "Sample"],
        ["Trainee Sample", "Supervisor Sample", str(supervision.organisation), "T-7 Joint base", "2026-03-01", "",
         "Shared", "no"],
    ]  # fmt: skip


def test_placements_are_counted_and_filtered_by_base_project_and_state(client, trainee, but):
    base = PilotBaseFactory(code="B-7", name_en="Gaobeidian")
    project = ProjectFactory(code="P-7")
    PlacementFactory(trainee=trainee, base=base, project=project, purpose="Start-up")
    PlacementFactory(trainee=trainee, base=base, starts_on=dt.date(2027, 1, 1), purpose="Next year")
    PlacementFactory(trainee__person__name_en="Over", ends_on=dt.date(2026, 6, 1))
    PlacementFactory(trainee__cohort__programme=ProgrammeFactory(private_to=but), trainee__person__name_en="Hidden")

    assert sentence(client, "/placements/") == "3 placements, 1 running; trainees: 2."
    assert names(client, "/placements/?state=ended") == ["Over"]
    assert names(client, "/placements/?state=ahead") == ["Trainee Sample"]
    assert names(client, "/placements/?base=B-7") == ["Trainee Sample", "Trainee Sample"]
    assert names(client, "/placements/?project=P-7") == ["Trainee Sample"]
    assert names(client, "/placements/?q=gaobeidian+start") == ["Trainee Sample"]


def test_the_panel_of_a_base_leads_to_the_list_of_its_placements(client, trainee):
    base = PlacementFactory(trainee=trainee).base

    panel = soup_of(client.get(f"/panel/talent.at_base/{base.pk}/"))
    [address] = [link["href"] for link in panel.select("a.card-more")]

    assert names(client, address) == ["Trainee Sample"]


def test_both_lists_are_found_from_the_trainees(client):
    page = soup_of(client.get("/trainees/"))

    assert [link["href"] for link in page.select("main p.quiet a")] == ["/supervisions/", "/placements/"]


def test_a_trainee_who_practises_twice_at_a_base_is_counted_once(client, trainee):
    base = PilotBaseFactory(code="B-7")
    PlacementFactory.create_batch(2, trainee=trainee, base=base)
    PlacementFactory(base=base)

    address = "/trainees/?base=B-7"

    assert len(names(client, address)) == 2
    assert sentence(client, address).startswith("2 trainees")


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "states"),
    [
        ("2026-11-25", None, ["ahead"]),
        ("2026-11-24", None, ["running"]),
        ("2026-11-23", None, ["running"]),
        ("2026-01-01", "2026-11-25", ["running"]),  # the last day is today
        ("2026-01-01", "2026-11-24", ["ended"]),
        ("2026-01-01", "2026-11-23", ["ended"]),
    ],
)
def test_a_placement_is_found_by_its_state_today(client, starts_on, ends_on, states):
    PlacementFactory(starts_on=starts_on, ends_on=ends_on)

    listed = [state for state in ("ahead", "running", "ended") if names(client, f"/placements/?state={state}")]

    assert listed == states
