"""Tables in and out: uploaded files, read, checked and imported as a job; and the export of what a reader sees."""
