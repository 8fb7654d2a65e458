"""The quality of what is measured: the flags of values, and how complete the series are."""
