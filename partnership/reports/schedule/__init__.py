"""When a report is due, and the runs that are made of it: any number of schedulers may do so at once."""
