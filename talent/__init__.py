"""The young engineers whom both parties train together."""
