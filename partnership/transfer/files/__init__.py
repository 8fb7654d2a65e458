"""Files that people send: which kind, in which encoding, and their rows in bounded memory."""
