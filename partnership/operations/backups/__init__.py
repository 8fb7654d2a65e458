"""Backups: one archive of database and documents, and the way back."""
