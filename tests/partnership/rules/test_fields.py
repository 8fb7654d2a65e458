"""Money to the fen: what is entered is what is stored, summed and read."""

from decimal import Decimal

import pytest
from django.db.models import Sum

from partnership.models import Agreement
from tests.factories import AgreementFactory


@pytest.mark.django_db
@pytest.mark.parametrize("yuan", ["0.29", "1.15", "4.35", "1001.13", "12345678901.23"])
def test_an_amount_comes_back_to_the_fen(yuan):
    record = AgreementFactory(amount=Decimal(yuan))

    assert Agreement.objects.get(pk=record.pk).amount == Decimal(yuan)


@pytest.mark.django_db
def test_a_sum_of_amounts_is_exact():
    for yuan in ("0.10", "0.20", "1.15"):
        AgreementFactory(amount=Decimal(yuan))

    assert Agreement.objects.aggregate(all=Sum("amount"))["all"] == Decimal("1.45")


@pytest.mark.django_db
def test_half_a_fen_is_rounded_up():
    record = AgreementFactory(amount=Decimal("2.005"))

    assert Agreement.objects.get(pk=record.pk).amount == Decimal("2.01")
