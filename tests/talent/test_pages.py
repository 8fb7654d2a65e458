"""The pages of programmes, cohorts and trainees, and what they add to other pages."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import (
    AgreementFactory,
    CohortFactory,
    PartyFactory,
    PersonFactory,
    PlacementFactory,
    ProgrammeFactory,
    SupervisionFactory,
    TraineeFactory,
)
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_the_day", "reader")]


@pytest.fixture
def hidden():
    """A programme that only the other party sees, down to a placement."""
    programme = ProgrammeFactory(name_en="Hidden", private_to=PartyFactory(code="BUT"))
    return PlacementFactory(trainee__cohort__programme=programme, trainee__person__name_en="Hidden Person")


def sentence(page):
    return page.select_one(".page-sentence").text


def test_the_lists_count_what_their_reader_sees(client, hidden):
    TraineeFactory(ended_on=dt.date(2026, 6, 1), ending="completed")
    trainee = TraineeFactory()
    SupervisionFactory(trainee=trainee, organisation=PartyFactory(code="BEWG"))
    SupervisionFactory(trainee=trainee, organisation=PartyFactory(code="BUT"))

    pages = {name: soup_of(client.get(reverse(name))) for name in ("programme_list", "cohort_list", "trainee_list")}

    assert {name: sentence(page) for name, page in pages.items()} == {
        "programme_list": "2 talent programmes, 2 running.",
        "cohort_list": "2 cohorts, 2 running.",
        "trainee_list": "2 trainees, 1 in training today, 1 of them with supervisors of both sides.",
    }
    assert not any("Hidden" in page.text for page in pages.values())


def test_a_cohort_is_asked_for_by_its_number_and_by_nothing_else(client):
    trainee = TraineeFactory(person__name_en="Asked for")
    TraineeFactory()

    pages = [
        soup_of(client.get(reverse("trainee_list"), {"cohort": asked}))
        for asked in (trainee.cohort_id, "abc", "1.5", "9" * 30, 2**62)
    ]

    assert [[cell.text for cell in page.select("tbody th")] for page in pages] == [["Asked for"], [], [], [], []]
    assert [bool(page.select("main .alert-danger")) for page in pages] == [False, True, True, True, False]


@pytest.mark.parametrize("name", ["programme_detail", "cohort_detail", "trainee_detail"])
def test_the_other_partys_records_are_not_found(client, hidden, name):
    trainee = hidden.trainee
    keys = {
        "programme_detail": trainee.cohort.programme.code,
        "cohort_detail": trainee.cohort.pk,
        "trainee_detail": trainee.pk,
    }

    assert client.get(reverse(name, args=[keys[name]])).status_code == 404


def test_completions_of_a_period_leave_out_those_who_left_early(client):
    for number, ending in enumerate(("completed", "degree_by_practice", "left")):
        person = PersonFactory(name_en=f"Person {number}")
        TraineeFactory(person=person, ended_on=dt.date(2026, 10, 5), ending=ending)

    query = {"completed_from": "2026-10-01", "completed_before": "2026-11-01", "sort": "person"}
    page = soup_of(client.get(reverse("trainee_list"), query))

    assert [cell.text for cell in page.select("tbody th")] == ["Person 0", "Person 1"]


def test_a_trainee_page_shows_supervisors_of_both_sides_and_practice(client):
    trainee = TraineeFactory()
    supervisor = SupervisionFactory(trainee=trainee).supervisor
    base = PlacementFactory(trainee=trainee).base

    page = soup_of(client.get(reverse("trainee_detail", args=[trainee.pk])))

    assert supervisor.name in page.text
    assert base.name in page.text
    assert sentence(page).startswith("In training since")


def test_a_person_who_is_trained_has_the_training_on_their_page_unless_it_is_hidden(client, hidden):
    trainee = TraineeFactory(topic="Shown topic", cohort__name="2026")
    TraineeFactory(person=trainee.person, topic="Hidden topic", cohort=hidden.trainee.cohort)

    panel = soup_of(client.get(reverse("record_panel", args=["talent.trained", trainee.person.pk])))

    assert [link["href"] for link in panel.select("tbody th a")] == [trainee.get_absolute_url()]
    assert ("Shown topic" in panel.text, "Hidden" in panel.text) == (True, False)


def test_agreement_and_base_show_what_hangs_on_them_and_nothing_hidden(client, hidden):
    agreement = AgreementFactory()
    ProgrammeFactory(name_en="Shown programme", agreement=agreement)
    ProgrammeFactory(name_en="Hidden programme", agreement=agreement, private_to=PartyFactory(code="BUT"))
    PlacementFactory(base=hidden.base, trainee__person__name_en="Shown Person")

    programmes = soup_of(client.get(reverse("record_panel", args=["talent.programmes", agreement.pk])))
    placed = soup_of(client.get(reverse("record_panel", args=["talent.at_base", hidden.base.pk])))

    assert ("Shown programme" in programmes.text, "Hidden" in programmes.text) == (True, False)
    assert ("Shown Person" in placed.text, "Hidden" in placed.text) == (True, False)


# Three of the queries read the session, the account and its role.
LISTS = {
    "programme_list": (ProgrammeFactory, 9),
    "cohort_list": (CohortFactory, 9),
    "trainee_list": (TraineeFactory, 9),
}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_queries_whatever_its_rows(client, name, count, django_assert_max_num_queries):
    factory, most = LISTS[name]
    factory.create_batch(count)

    with django_assert_max_num_queries(most):
        page = soup_of(client.get(reverse(name)))

    assert len(page.select("tbody tr")) == count
