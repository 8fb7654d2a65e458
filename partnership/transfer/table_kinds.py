"""Which importer writes the rows of a table of a kind, and which columns people are asked for."""

from __future__ import annotations

from collections.abc import Sequence

from partnership.models import User
from partnership.models.base import TopRecord
from partnership.rules import registry
from partnership.rules.visibility import Viewer, as_viewer
from partnership.transfer.record_tables import RecordImporter, columns_of
from partnership.transfer.table_import import Importer


def importer_for(model: type[TopRecord], columns: Sequence[str], by: User) -> Importer:
    """What writes rows of these columns; raises FileRefusedError."""
    if model._meta.label_lower in registry.table_readers:
        return registry.table_readers[model._meta.label_lower].importer(columns, by)
    return RecordImporter(model, as_viewer(by))


def columns_for(model: type[TopRecord], viewer: Viewer) -> list[str]:
    """The columns that a table of a kind may have."""
    if model._meta.label_lower in registry.table_readers:
        return list(registry.table_readers[model._meta.label_lower].columns)
    return [field.name for field in columns_of(model, viewer)]
