"""Writes that span models: imports of measurements and their daily sums."""
