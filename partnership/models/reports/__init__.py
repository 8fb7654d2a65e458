"""Scheduled reports, their runs, and what became of each mail."""
