"""Reads of measurements: daily values, nitrogen removal, the state of each base."""
