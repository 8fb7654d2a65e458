"""The list of the offices that people hold or have held."""

import csv
import datetime as dt
from io import StringIO

import pytest

from tests.factories import OrganisationFactory, PersonFactory, RoleFactory
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_the_day", "reader")]


def titles(client, address):
    return [row.select("td")[0].text for row in soup_of(client.get(address)).select("tbody tr")]


@pytest.fixture
def president(but):
    person = PersonFactory(name_en="Sample President", organisation=but, email="hidden@example.org", phone="12345678")
    RoleFactory(person=person, organisation=but, title_en="vice president", ends_on=dt.date(2024, 5, 1))
    RoleFactory(person=person, organisation=but, title_en="president", starts_on=dt.date(2024, 5, 1))
    return person


def test_roles_are_counted_and_those_held_today_are_told(client, president):
    RoleFactory(title_en="dean", starts_on=dt.date(2026, 12, 1))

    page = soup_of(client.get("/roles/"))

    assert page.select_one(".page-sentence").text == "3 roles, 1 held today; people: 2."
    assert titles(client, "/roles/?state=held") == ["president"]
    assert titles(client, "/roles/?state=past") == ["vice president"]


def test_a_row_leads_to_the_person_whose_contact_details_stay_hidden(client, president):
    page = client.get("/roles/?state=held")
    export = b"".join(client.get("/roles/?export=csv").streaming_content).decode("utf-8-sig")

    assert soup_of(page).select_one("tbody th a")["href"] == president.get_absolute_url()
    assert [text for text in ("hidden@example.org", "12345678") if text in page.content.decode() + export] == []
    assert next(csv.reader(StringIO(export))) == [
        "Person", "Role", "Organisation", "First day", "Last day", "Seen by", "Sample",
    ]  # fmt: skip
    assert titles(client, "/roles/?q=hidden") == []


def test_roles_are_found_by_party_organisation_and_words(client, but, president):
    unit = OrganisationFactory(parent=but, code="LAB")
    RoleFactory(title_en="head", organisation=unit, starts_on=dt.date(2025, 1, 1))
    RoleFactory(title_en="engineer")

    assert titles(client, f"/roles/?party={but.pk}&sort=title") == ["head", "president", "vice president"]
    assert titles(client, "/roles/?organisation=LAB") == ["head"]
    assert titles(client, "/roles/?q=sample+vice") == ["vice president"]
    assert titles(client, "/roles/?started_from=2024-05-01&started_before=2024-05-02") == ["president"]


def test_the_roles_of_a_withdrawn_person_are_left_out(client):
    RoleFactory(person__withdrawn_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC), title_en="gone")

    assert titles(client, "/roles/") == []
    assert titles(client, "/roles/?state=withdrawn") == ["gone"]


@pytest.mark.parametrize("folder", ["people", "organisations"])
def test_roles_are_found_from_the_lists_they_belong_to(client, folder):
    page = soup_of(client.get(f"/{folder}/"))

    assert "/roles/" in [link["href"] for link in page.select("main p.quiet a")]
