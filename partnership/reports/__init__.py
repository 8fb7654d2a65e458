"""Scheduled reports: when a report is due, how it is built, sent, and shown later."""
