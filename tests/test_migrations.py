"""What a migration makes of records that were entered under an older rule."""

import datetime as dt
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


AT = dt.datetime(2026, 11, 1, 4, tzinfo=dt.UTC)


def change(pk: int, what: str = "created child", **values: Any) -> dict[str, Any]:
    """One row of the change table, on the page of record 7 of kind 1."""
    action, place = what.split()
    target = {"target_type_id": 1, "target_id": 7} if place == "own" else {"target_type_id": 2, "target_id": pk}
    page = {"top_type_id": 1, "top_id": 7}
    return {
        "pk": pk,
        "at": AT,
        "action": action,
        "by_id": 3,
        "request_id": "r",
        "told_by_id": None,
        **target,
        **page,
    } | values


@pytest.mark.parametrize(
    ("newest_first", "firsts"),
    [
        ([change(2), change(1, "created own")], {1: 1, 2: 1}),
        ([change(3, "linked own"), change(2), change(1, "created own")], {1: 1, 2: 1, 3: 1}),
        ([change(2, "linked child"), change(1, "created own")], {1: 1, 2: 2}),
        ([change(2, "changed child"), change(1, "created own")], {1: 1, 2: 2}),
        ([change(3), change(2, "changed own"), change(1, "created own")], {1: 1, 2: 2, 3: 3}),
        ([change(2, by_id=4), change(1, "created own")], {1: 1, 2: 2}),
        ([change(2, request_id="s"), change(1, "created own")], {1: 1, 2: 2}),
        ([change(2, "created own"), change(1)], {1: 1, 2: 1}),
        ([change(2), change(1)], {1: 1, 2: 2}),
        # The day is that of Shanghai: 15:59 is before its midnight, 16:00 is after it.
        ([change(2, at=AT.replace(hour=15, minute=59)), change(1, "created own")], {1: 1, 2: 1}),
        ([change(2, at=AT.replace(hour=16)), change(1, "created own")], {1: 1, 2: 2}),
        # Told by a change, also by one of another page, with what was entered along with its record.
        ([change(2, "changed own", told_by_id=1), change(1, "changed own")], {1: 1, 2: 1}),
        (
            [change(6), change(5, "created own", told_by_id=1), change(1, "created own", top_id=8, target_id=8)],
            {1: 1, 5: 1, 6: 1},
        ),
    ],
)
def test_earlier_changes_are_of_the_acts_that_histories_showed(
    newest_first: list[dict], firsts: dict[int, int]
) -> None:
    migration = import_module("partnership.migrations.0018_acts_of_earlier_changes")

    assert migration.first_changes(newest_first) == firsts
