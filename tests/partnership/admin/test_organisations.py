"""The form of an organisation."""

import pytest
from django.urls import reverse

from partnership.models import Organisation
from tests.partnership.admin.forms import form_data

pytestmark = pytest.mark.django_db


def test_a_website_without_scheme_is_taken_as_https(client, operator, bewg):
    client.force_login(operator)
    address = reverse("admin:partnership_organisation_change", args=[bewg.pk])

    answer = client.post(address, form_data(client.get(address), website="www.example.org"))

    assert answer.status_code == 302
    assert Organisation.objects.get(pk=bewg.pk).website == "https://www.example.org"
