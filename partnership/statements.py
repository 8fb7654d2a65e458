"""Queries whose text is made once and run often: a union over many kinds costs several times more to build than to run.

Only the text is kept, never a result. A query is named by the function that builds it and by its arguments, the reader
among them as `viewer.audience`, so that all readers of a party share it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

Row = dict[str, Any]
MOST_KEPT = 512


def rows_of(build: Callable[..., QuerySet], *arguments: Any) -> list[Row]:
    """The rows of `build(*arguments)`, a queryset of values, read now by a text that may have been made before."""
    return _statement(build, *arguments).run()


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

    def run(self) -> list[Row]:
        if not self.sql:
            return []
        connection = connections[self.alias]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.parameters)  # unscoped: the builder named its viewer
            found = cursor.fetchall()
        if self.converters:
            found = [self._converted(row, connection) for row in found]
        return [dict(zip(self.names, row, strict=True)) for row in found]

    def _converted(self, row: tuple[Any, ...], connection: Any) -> list[Any]:
        values = list(row)
        for position, (converters, expression) in self.converters:
            for convert in converters:
                values[position] = convert(values[position], expression, connection)
        return values


@lru_cache(maxsize=MOST_KEPT)
def _statement(build: Callable[..., QuerySet], *arguments: Any) -> Statement:
    return Statement(build(*arguments))
