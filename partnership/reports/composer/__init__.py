"""Compose a report: its sections become one document, with a snapshot of what each figure counted."""
