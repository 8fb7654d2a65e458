"""Backups: writing one archive of database and documents, and restoring it."""
