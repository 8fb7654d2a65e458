"""Writes that span models: the import of measurements, daily sums and nitrogen loads."""
