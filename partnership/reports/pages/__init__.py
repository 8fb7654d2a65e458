"""The pages of scheduled reports: definitions, runs, orders, and the archive of what was sent."""
