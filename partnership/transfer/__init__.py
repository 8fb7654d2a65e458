"""Tables in and out: files that people send, read, checked and written as a job."""
