"""The samples that are computed, not listed: what the sensors of the sample bases measure."""
