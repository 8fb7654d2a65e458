"""Deliver a mail of a run: whether it may be sent, its MIME parts, sending, and unsubscribing."""
