"""The migrations make the tables of the models, and of records entered under an older rule what the newer one wants."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from partnership.models import Agreement
from projects.models import Patent
from tests.factories import AgreementFactory, PatentFactory
from tests.processes import environment, manage, postgresql_url

pytestmark = pytest.mark.django_db
# Of the second Django's own migrations make a bigint where its model says integer.
OF_DJANGO_ALONE = ("django_migrations", "auth_group_permissions.id")
IN_SQLITE = "SELECT name, sql FROM sqlite_master WHERE sql > '' AND name NOT LIKE 'sqlite_%'"
IN_POSTGRESQL = """
    SELECT tablename || '.' || attname,
        concat_ws(' ', format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated)
    FROM pg_attribute JOIN pg_tables ON attrelid = quote_ident(tablename)::regclass
    WHERE schemaname = 'public' AND attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT conrelid::regclass || '.' || conname, concat_ws(' ', pg_get_constraintdef(oid), condeferred)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT tablename || '.' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"""


def schema_of(connection: BaseDatabaseWrapper) -> dict[str, list[str]]:
    """What the database says of each table or column, index and constraint, whatever the order of the columns."""
    with connection.cursor() as cursor:
        cursor.execute(IN_SQLITE if connection.vendor == "sqlite" else IN_POSTGRESQL)
        rows = cursor.fetchall()
    return {name: sorted(parts_of(text)) for name, text in rows if not any(other in name for other in OF_DJANGO_ALONE)}


def parts_of(text: str) -> Iterator[str]:
    """The pieces between the commas of a CREATE TABLE, each with all that stands in its own brackets."""
    depth, piece = 0, ""
    for sign in text:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 1:
            yield piece.strip()
            piece = ""
        else:
            piece += sign
            if sign == "(" and depth == 1:
                yield piece
                piece = ""
    yield piece.removesuffix(")").strip()


@pytest.fixture
def migrated_database(migrated: Path) -> Iterator[BaseDatabaseWrapper]:
    """A database of the suite's kind, made by the migrations."""
    if connection.vendor == "sqlite":
        with another_database(str(migrated)) as made:
            yield made
        return
    name = f"{connection.settings_dict['NAME']}_migrated"
    with another_database("postgres") as server, server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
        with another_database(name) as made:
            env = environment(migrated.parent, DATABASE_URL=postgresql_url(name))
            done = manage("migrate", "--verbosity=0", env=env)
            assert done.returncode == 0, done.stderr
            yield made
        cursor.execute(f"DROP DATABASE {name}")


@contextmanager
def another_database(name: str) -> Iterator[BaseDatabaseWrapper]:
    another = connection.copy()
    another.settings_dict["NAME"] = name
    try:
        yield another
    finally:
        another.close()


def test_the_migrations_make_what_the_models_say(migrated_database: BaseDatabaseWrapper) -> None:
    """All other tests run on tables that are made of the models, which takes no migrations."""
    made, expected = schema_of(migrated_database), schema_of(connection)

    assert made == expected
    assert len(made) > 100


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
