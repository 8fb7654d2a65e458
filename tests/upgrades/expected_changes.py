"""What migrations since `before_rooms` change on purpose; all else must be what it was."""

# Tables and columns under a new name, old to new; a column by the old name of its table.
RENAMED_TABLES: dict[str, str] = {}
RENAMED_COLUMNS: dict[tuple[str, str], str] = {}
# Columns that are gone, or hold something else now: why, and what of the literals holds their meaning instead.
CHANGED_COLUMNS: dict[tuple[str, str], str] = {
    (
        "partnership_change",
        "told_by_id",
    ): "now act_id, which every change has: the histories hold its meaning",
}
# What pages show otherwise on purpose, by its name in `shown.py`, and why.
CHANGED_PAGES: dict[str, str] = {
    "news": "which changes were of one act was guessed from the minute; now each change says so, as its history does",
}
# Figures under a new key, old to new.
RENAMED_FIGURES: dict[str, str] = {}
# Django's own tables, which grow with every model and migration: each old row must still be there.
GROWING_TABLES = {"django_content_type", "django_migrations", "auth_permission", "auth_group_permissions"}
