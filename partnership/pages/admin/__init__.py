"""The base of every administration of records: whose rows, whose choices, and which actions a reader has."""
