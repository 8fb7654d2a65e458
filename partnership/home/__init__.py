"""What looks across all apps: the overview, what is due, what is mine, what changed, the search."""
