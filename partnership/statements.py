"""Queries that are made once and run often: a union over many kinds costs several times more to build than to run.

A query is named by the function that builds it and by its arguments, the reader among them as `viewer.audience`, so
that all readers of a party share its text. Its rows are kept as long as the database stands still: whoever asks names
the `state` that he found it in (`StateOfDatabase`), and what was read in that state is not read again. Without a state
it is read anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Aggregate, Func, QuerySet, TextField, Value

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

Row = dict[str, Any]
MOST_KEPT = 512


class StateOfDatabase(Func):
    """Names what a query can see: two queries that find the same name see the same rows, whatever they ask for.

    It is PostgreSQL's snapshot, which the end of every transaction that wrote alters, and the last checkpoint: a server
    that crashed writes one before it may give a transaction's number out again. Empty where nothing is known to stand
    still: on other databases, on a standby, and once the transaction has written.
    """

    output_field = TextField()
    template = "''"

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        name = "(SELECT checkpoint_lsn FROM pg_control_checkpoint())::text || ' ' || pg_current_snapshot()::text"
        is_known = "pg_current_xact_id_if_assigned() IS NULL AND NOT pg_is_in_recovery()"
        return self.as_sql(compiler, connection, template=f"CASE WHEN {is_known} THEN {name} ELSE '' END")


def rows_of(build: Callable[..., QuerySet], *arguments: Any, state: str = "") -> list[Row]:
    """The rows of `build(*arguments)`, a queryset of values, by a text that may have been made before."""
    return _statement(build, *arguments).run(state)


def totals_of(records: QuerySet, aggregates: Mapping[str, Aggregate], *, state: str = "") -> Row:
    """What `records.aggregate(**aggregates)` gives, by a text whose row can be kept."""
    query = records.query
    if query.distinct or query.is_sliced or query.combinator or query.group_by is not None:
        return records.aggregate(**aggregates)
    # The values of a constant alone make a queryset of one row.
    constant = records.order_by().annotate(all_records=Value(1)).values("all_records")
    rows = Statement(constant.annotate(**aggregates).values(*aggregates)).run(state)
    return rows[0] if rows else records.aggregate(**aggregates)


class Statement:
    """The text of a queryset of values, with what turns the database's values into Python's."""

    def __init__(self, queryset: QuerySet) -> None:
        self.alias = queryset.db
        query = queryset.query
        compiler = query.get_compiler(self.alias)
        try:
            self.sql, self.parameters = compiler.as_sql()
        except EmptyResultSet:
            self.sql = ""
            return
        chosen = [expression for expression, _text, _alias in compiler.select[: compiler.col_count]]
        self.converters = list(compiler.get_converters(chosen).items())
        self.names = list(query.selected or [*query.values_select, *query.annotation_select])

    def run(self, state: str = "") -> list[Row]:
        """The rows now, or those that were read in this state of the database."""
        if not self.sql:
            return []
        read = _kept if state else _read
        found = read(self.alias, self.sql, self.parameters, state)
        if self.converters:
            found = [self._converted(row, connections[self.alias]) for row in found]
        return [dict(zip(self.names, row, strict=True)) for row in found]

    def _converted(self, row: tuple[Any, ...], connection: Any) -> list[Any]:
        values = list(row)
        for position, (converters, expression) in self.converters:
            for convert in converters:
                values[position] = convert(values[position], expression, connection)
        return values


def _read(alias: str, sql: str, parameters: tuple[Any, ...], _state: str) -> list[tuple[Any, ...]]:
    """The rows as the database gives them; the state only says of what they are kept."""
    with connections[alias].cursor() as cursor:
        cursor.execute(sql, parameters)  # unscoped: the builder named its viewer
        return cursor.fetchall()


_kept = lru_cache(maxsize=MOST_KEPT)(_read)


@lru_cache(maxsize=MOST_KEPT)
def _statement(build: Callable[..., QuerySet], *arguments: Any) -> Statement:
    return Statement(build(*arguments))
