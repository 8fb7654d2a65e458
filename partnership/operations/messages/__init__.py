"""Translations: the compiled catalogues, and texts that libraries do not translate."""
