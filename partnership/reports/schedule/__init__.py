"""When a report is due, and its scheduled runs; any number of schedulers may work at once."""
