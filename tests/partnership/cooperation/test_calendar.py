"""The working-day calendar: its years and days, and that a year without notice is said aloud."""

import csv
import datetime as dt
from io import StringIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from partnership.models import CalendarYear
from tests.factories import CalendarDayFactory, CalendarYearFactory
from tests.pages import sentence, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_the_day", "reader")]

UNTIL_IT_IS = "is loaded: until it is, Monday to Friday count as working days, Saturday and Sunday as days off."


@pytest.fixture
def year():
    """2026, with a rest day and a Sunday worked in exchange."""
    CalendarDayFactory(date=dt.date(2026, 1, 1))
    CalendarDayFactory(date=dt.date(2026, 1, 4), kind="work", name_en="In exchange for New Year")
    return CalendarYearFactory(year=2026, source="State Council")


def rows(client, address):
    return [[cell.text for cell in row.select("th, td")] for row in soup_of(client.get(address)).select("tbody tr")]


def test_the_years_say_which_notice_is_not_loaded(client, year):
    assert sentence(client, "/calendar/") == (
        f"1 year with its holiday notice. No holiday notice of 2027 {UNTIL_IT_IS}"
    )
    assert rows(client, "/calendar/") == [["2026", "–", "1", "1", "State Council", "Shared"]]


def test_with_both_notices_nothing_is_missing(client, year):
    CalendarYearFactory(year=2027)

    assert sentence(client, "/calendar/") == "2 years with their holiday notices."


def test_an_empty_calendar_says_aloud_what_is_missing(client):
    pages = [soup_of(client.get(address)) for address in ("/calendar/", "/calendar-days/")]

    told = f"No holiday notice of 2026, 2027 {UNTIL_IT_IS}"
    kept = "Operators keep the calendar in the administration; it shows up here at once."
    assert [page.select_one(".empty-hint").text for page in pages] == [f"{told} {kept}"] * 2


def test_days_say_when_the_year_asked_for_has_no_notice(client, year):
    CalendarDayFactory(date=dt.date(2028, 10, 1), name_en="National Day")

    days = "1 day differs from the plain week: rest days 1, working days at weekends 0."
    assert sentence(client, "/calendar-days/?year=2028") == f"{days} No holiday notice of 2028 {UNTIL_IT_IS}"
    assert rows(client, "/calendar-days/?year=2028") == [
        ["1 Oct 2028", "Sunday", "rest day", "National Day", "–", "Shared"]
    ]
    assert sentence(client, "/calendar-days/?year=2026") == (
        "2 days differ from the plain week: rest days 1, working days at weekends 1."
    )


def test_a_year_without_days_and_notice_is_told_where_the_list_is_empty(client, year):
    page = soup_of(client.get("/calendar-days/?year=2030"))

    assert page.select_one(".empty-hint").text.startswith(f"No holiday notice of 2030 {UNTIL_IT_IS}")


@pytest.mark.parametrize("asked", ["abc", "0", "2101", "9999", "9" * 5000, "-1"])
def test_a_year_that_is_none_shows_nothing_and_says_so(client, year, asked):
    page = soup_of(client.get("/calendar-days/", {"year": asked}))

    assert page.select("tbody tr") == []
    assert "Year:" in page.select_one("main .alert-danger").text
    assert page.select_one(".empty-hint").text.startswith("No holiday notice of 2027 is loaded")


@pytest.mark.parametrize(
    ("year", "limit"),
    [(0, "greater than or equal to 1949"), (9999, "less than or equal to 2100"), (32767, "less than or equal to 2100")],
)
def test_a_year_that_no_calendar_needs_is_refused_in_the_administration(client, operator, year, limit):
    client.force_login(operator)

    answer = client.post(reverse("admin:partnership_calendaryear_add"), {"year": year})

    assert soup_of(answer).select_one(".errorlist").text == f"Ensure this value is {limit}."
    assert not CalendarYear.objects.exists()


@pytest.mark.parametrize("year", [1949, 2100])
def test_the_first_and_the_last_year_have_a_page(client, year):
    found = CalendarYearFactory(year=year)

    assert client.get(found.get_absolute_url()).status_code == 200


def test_the_database_too_refuses_a_year_out_of_range():
    with pytest.raises(IntegrityError, match="calendar_year_in_range"), transaction.atomic():
        CalendarYearFactory(year=2101)


def test_days_are_filtered_and_exported(client, year):
    text = b"".join(client.get("/calendar-days/?kind=work&export=csv").streaming_content).decode("utf-8-sig")

    assert list(csv.reader(StringIO(text))) == [
        ["Day", "Weekday", "Kind", "Occasion", "Notice of the year", "Seen by", "Sample"],
        ["2026-01-04", "Sunday", "working day", "In exchange for New Year", "2026", "Shared", "no"],
    ]
    assert [row[0] for row in rows(client, "/calendar-days/?q=exchange")] == ["4 Jan 2026"]
    assert [row[0] for row in rows(client, "/calendar-days/?date_before=2026-01-02")] == ["1 Jan 2026"]


def test_a_year_counts_its_working_days_and_lists_what_differs(client, year):
    page = soup_of(client.get(year.get_absolute_url()))

    assert page.select_one("h1").text.strip() == "Working-day calendar of 2026"
    assert page.select_one(".page-sentence").text == ("261 working days; rest days 1, working days at weekends 1.")
    assert [cell.text for cell in page.select("tbody th")] == ["1 Jan 2026", "4 Jan 2026"]
    assert "/calendar-days/?year=2026" in [link["href"] for link in page.select("main a")]
    assert client.get("/calendar/2031/").status_code == 404


def test_the_calendar_is_found_from_the_reports_that_follow_it(client):
    page = soup_of(client.get("/reports/"))

    assert "/calendar/" in [link["href"] for link in page.select("main p.quiet a")]
    assert [one.text for one in soup_of(client.get("/calendar/")).select(".shell-side a[aria-current]")] == ["Reports"]


def test_the_address_in_a_source_is_a_link_in_the_list(client):
    CalendarYearFactory(source="https://www.gov.cn/notice.htm")

    assert soup_of(client.get("/calendar/")).select_one("tbody .source a")["href"] == "https://www.gov.cn/notice.htm"
