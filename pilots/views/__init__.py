"""The pages of pilot bases, their units, variables, series and values, and the import of measurements."""
