"""Pages over the records of all apps: overview, due items, the reader's own, changes, search."""
