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

    It is PostgreSQL's snapshot, which every commit of a change alters, and the start of the server, whose successor may
    count anew. Empty where nothing is known to stand still: on other databases, and once the transaction has written.
    """

    output_field = TextField()
    template = "''"

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        name = "pg_postmaster_start_time()::text || pg_current_snapshot()::text"
        template = f"CASE WHEN pg_current_xact_id_if_assigned() IS NULL THEN {name} ELSE '' END"
        return self.as_sql(compiler, connection, template=template)


def rows_of(build: Callable[..., QuerySet], *arguments: Any, state: str = "") -> list[Row]:
    """The rows of `build(*arguments)`, a queryset of values, by a text that may have been made before."""
    return _statement(build, *arguments).run(state)


def totals_of(records: QuerySet, aggregates: Mapping[str, Aggregate], *, state: str = "") -> Row:
    """Aggregates over all the records, by name."""
    # Grouped by a constant, an aggregate over all records is a queryset of one row.
    grouped = records.order_by().annotate(all_records=Value(1)).values("all_records")
    rows = Statement(grouped.annotate(**aggregates).values(*aggregates)).run(state)
    return rows[0] if rows else {name: one.empty_result_set_value for name, one in aggregates.items()}


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
    with connections[alias].cursor() as cursor:
        cursor.execute(sql, parameters)  # unscoped: the builder named its viewer
        return cursor.fetchall()


_kept = lru_cache(maxsize=MOST_KEPT)(_read)


@lru_cache(maxsize=MOST_KEPT)
def _statement(build: Callable[..., QuerySet], *arguments: Any) -> Statement:
    return Statement(build(*arguments))
