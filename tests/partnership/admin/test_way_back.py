"""From a page of the site to a form and, by saving, back; within the administration all is as usual."""

import pytest
from django.urls import reverse

from tests.factories import AgreementFactory, StageFactory
from tests.pages import soup_of
from tests.partnership.admin.conftest import client_of
from tests.partnership.admin.forms import form_data

pytestmark = pytest.mark.django_db


def link(client, address, words):
    """Where a link or button of a page leads."""
    return next(one["href"] for one in soup_of(client.get(address)).select("a.btn") if one.text.strip() == words)


def save(client, address, button="_save", **changes):
    """Where one lands after the button under the form."""
    return client.post(address, form_data(client.get(address), **changes, **{button: "1"}))["Location"]


def test_edit_on_a_record_leads_back_to_it_when_saved(operator_client):
    agreement = AgreementFactory()
    form = link(operator_client, agreement.get_absolute_url(), "Edit")

    assert save(operator_client, form, name_en="Renamed") == agreement.get_absolute_url()
    assert "Renamed" in soup_of(operator_client.get(agreement.get_absolute_url())).h1.text


def test_the_way_back_outlasts_save_and_continue(operator_client):
    agreement = AgreementFactory()

    form = save(operator_client, link(operator_client, agreement.get_absolute_url(), "Edit"), "_continue")

    assert save(operator_client, form) == agreement.get_absolute_url()


def test_a_record_whose_address_was_changed_is_found_at_the_new_one(operator_client):
    stage = StageFactory(number=1)
    form = link(operator_client, stage.get_absolute_url(), "Edit")

    assert save(operator_client, form, number="7") == reverse("cooperationstage_detail", args=[7])


def test_new_on_a_list_leads_to_the_record_that_was_entered(operator):
    client = client_of(operator)
    form = link(client, reverse("researchdirection_list"), "New")

    landed = save(client, form, name_zh="厌氧氨氧化")

    assert "厌氧氨氧化" in soup_of(client.get(landed)).h1.text


@pytest.mark.parametrize("query", ["", "?then=elsewhere", "?next=https://example.net/"])
def test_a_form_opened_in_the_administration_leads_to_its_list(operator_client, query):
    agreement = AgreementFactory()
    form = reverse("admin:partnership_agreement_change", args=[agreement.pk]) + query

    assert save(operator_client, form) == reverse("admin:partnership_agreement_changelist")
