"""Scheduled reports: when one is due, how it is made up, sent and looked at again."""
