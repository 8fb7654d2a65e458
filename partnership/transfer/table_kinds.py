"""The importer and the columns of a table of each kind."""

from __future__ import annotations

from collections.abc import Sequence

from partnership.models import User
from partnership.models.base import TopRecord
from partnership.rules import registry
from partnership.rules.visibility import Viewer, as_viewer
from partnership.transfer.record_tables import RecordImporter, table_fields
from partnership.transfer.table_import import Importer


def importer_for(model: type[TopRecord], columns: Sequence[str], by: User) -> Importer:
    """Return the importer of rows with these columns; raises FileRefusedError."""
    if model._meta.label_lower in registry.table_readers:
        return registry.table_readers[model._meta.label_lower].importer(columns, by)
    return RecordImporter(model, as_viewer(by))


def table_columns(model: type[TopRecord], viewer: Viewer) -> list[str]:
    """Return the columns that a table of a kind may have."""
    if model._meta.label_lower in registry.table_readers:
        return list(registry.table_readers[model._meta.label_lower].columns)
    return [field.name for field in table_fields(model, viewer)]
