"""Patents: the form of their numbers, what their dates say of protection, the import of published tables."""
