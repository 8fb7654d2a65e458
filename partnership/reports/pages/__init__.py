"""The pages of scheduled reports: definitions, runs, actions, and the archive of what was sent."""
