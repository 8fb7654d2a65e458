"""The pages of projects, outcomes, patents and engineering cases."""
