"""What a migration makes of records that were entered under an older rule."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from partnership.models import Agreement
from projects.models import Patent
from tests.factories import AgreementFactory, PatentFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("migration", "factory", "field", "numbers", "folded"),
    [
        (
            "partnership.migrations.0015_numbers_in_half_width",
            AgreementFactory,
            "number",
            ("科合（２０２４）－７", "ＨＴ－１", "HT-1", "HT-2"),
            ("shared:科合(2024)-7", "shared:ＨＴ－１", "shared:HT-1", "shared:HT-2"),
        ),
        (
            "projects.migrations.0005_numbers_in_half_width",
            PatentFactory,
            "application_number",
            ("２０１４１００５４３８４．５", "ＵＳ１７９４７３０６", "US17/947,306", "201410054385.X"),
            ("shared:CN2014100543845", "shared:ＵＳ１７９４７３０６", "shared:US17947306", "shared:CN201410054385X"),
        ),
    ],
)
def test_a_number_in_full_width_signs_gets_its_key_unless_another_record_has_it(
    migration: str, factory: Any, field: str, numbers: tuple[str, ...], folded: tuple[str, ...]
) -> None:
    model: Any = {AgreementFactory: Agreement, PatentFactory: Patent}[factory]
    for number, key in zip(numbers, folded, strict=True):
        record = factory(**{field: number})
        model.objects.filter(pk=record.pk).update(number_key=key if number.isascii() else f"shared:{number}")

    import_module(migration).fold(apps, None)

    assert tuple(model.objects.order_by("pk").values_list("number_key", flat=True)) == folded
