"""Three sample pilot bases with units, series, campaigns and measurements."""
