"""Tables of records: their columns, how a cell is written, and the same as a file to download."""
