"""The kit from which all apps build pages: lists, details, sections, filters, tables, charts, downloads."""
