"""Samples that are computed: the measurements of the sample bases."""
