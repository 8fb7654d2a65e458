"""The lists of the administration: who sees a row stands beside its name, numbers are written as people read them."""

from decimal import Decimal

import pytest
from django.contrib import admin
from django.urls import reverse

from partnership.models import Agreement, CodeSequence
from tests.factories import AgreementFactory, DirectionFactory, EngineeringCaseFactory, PaymentFactory
from tests.pages import soup_of
from tests.partnership.admin.conftest import client_of

pytestmark = pytest.mark.django_db
AMOUNT_IN_AGREEMENTS = admin.site._registry[Agreement].list_display.index("amount")
WITH_AUDIENCE = [model for model, one in admin.site._registry.items() if "seen_by" in one.list_display]


def column(client, kind, heading, **query):
    """The cells of a list below a heading."""
    table = soup_of(client.get(reverse(f"admin:{kind}_changelist"), query)).select_one("#result_list")
    headings = [one.text.strip() for one in table.select("thead th .text")]
    place = headings.index(heading)
    return [row.select("th, td")[place].text for row in table.select("tbody tr")]


@pytest.mark.parametrize("model", WITH_AUDIENCE, ids=lambda model: model._meta.label)
def test_who_sees_a_row_stands_beside_what_names_it(model, rf, operator):
    request = rf.get("/admin/")
    request.user = operator
    columns = admin.site._registry[model].get_list_display(request)

    before = columns[: columns.index("seen_by")]

    assert len(before) == 1 or before[-1] in ("named", "called")


@pytest.mark.parametrize(
    ("language", "heading", "amounts"),
    [("en", "Amount", ["CNY 950,000", "CNY 4.80 million"]), ("zh-hans", "金额", ["95.00 万元", "480.00 万元"])],
)
def test_amounts_are_written_as_on_the_pages_and_sorted_by_what_they_are(operator, language, heading, amounts):
    operator.language = language
    operator.save()
    for amount in (4_800_000, 950_000):
        AgreementFactory(amount=amount)
    client = client_of(operator)
    place = AMOUNT_IN_AGREEMENTS + 1  # the boxes to mark come first

    rising = column(client, "partnership_agreement", heading, o=place)
    falling = column(client, "partnership_agreement", heading, o=-place)

    assert (rising, falling) == (amounts, amounts[::-1])


def test_an_agreement_without_an_amount_has_a_dash(operator_client):
    AgreementFactory(amount=None)

    assert column(operator_client, "partnership_agreement", "Amount") == ["–"]


def test_the_amounts_of_payments_have_their_unit_too(operator_client):
    PaymentFactory(planned_amount=Decimal("1260000.50"))

    assert column(operator_client, "partnership_payment", "Planned") == ["CNY 1.26 million"]


def test_other_numbers_have_thousands_and_no_empty_decimals(operator_client):
    EngineeringCaseFactory(capacity_m3_d=20_000)

    assert column(operator_client, "projects_engineeringcase", "Capacity in m³/d") == ["20,000"]


@pytest.mark.parametrize(
    ("language", "heading", "day"), [("en", "Signed on", "5 Sep 2026"), ("zh-hans", "签署日期", "2026年9月5日")]
)
def test_days_are_written_as_on_the_pages(operator, language, heading, day):
    AgreementFactory(signed_on="2026-09-05")
    client = client_of(operator)
    client.cookies["django_language"] = language

    assert column(client, "partnership_agreement", heading) == [day]


def test_a_payment_says_from_whom_to_whom_and_what_was_received_when(operator_client, bewg, but):
    PaymentFactory(payer=bewg, payee=but, received_on="2026-09-05", received_amount=Decimal(290_000))

    headings = ("Payer → payee", "Received on", "Received")
    cells = [column(operator_client, "partnership_payment", heading) for heading in headings]

    assert cells == [["BEWG → BUT"], ["5 Sep 2026"], ["CNY 290,000"]]


@pytest.mark.parametrize(("language", "none"), [("en", "none"), ("zh-hans", "无")])
def test_a_filter_calls_having_none_by_a_word(operator, language, none):
    DirectionFactory()
    client = client_of(operator)
    client.cookies["django_language"] = language

    page = soup_of(client.get(reverse("admin:partnership_agreement_changelist")))

    assert page.select_one("#changelist-filter a[href='?directions__isnull=True']").text == none


def test_a_code_sequence_has_a_page_of_its_history_though_its_key_is_no_number(operator_client):
    sequence = CodeSequence.objects.create(key="A-2018", last_number=2)

    response = operator_client.get(reverse("admin:partnership_codesequence_history", args=[sequence.pk]))

    assert response.status_code == 200
    assert "A-2018" in soup_of(response).select_one("#content h1").text
