"""Research projects, outcomes, patents and engineering cases."""
