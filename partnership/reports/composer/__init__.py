"""Composing a report: sections become one document, with a snapshot of what each figure counted."""
