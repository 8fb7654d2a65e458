"""What migrations since `before_rooms` change on purpose; all else must be what it was."""

# Tables and columns under a new name, old to new; a column by the old name of its table.
RENAMED_TABLES: dict[str, str] = {}
RENAMED_COLUMNS: dict[tuple[str, str], str] = {}
# Columns that are gone, or hold something else now: why, and what of the literals holds their meaning instead.
CHANGED_COLUMNS: dict[tuple[str, str], str] = {}
# Figures under a new key, old to new.
RENAMED_FIGURES: dict[str, str] = {}
# Django's own tables, which grow with every model and migration: each old row must still be there.
GROWING_TABLES = {"django_content_type", "django_migrations", "auth_permission", "auth_group_permissions"}
