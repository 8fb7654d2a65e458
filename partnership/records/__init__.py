"""How a record of any kind is kept: saved, coded, shared, merged, withdrawn, with its history and documents."""
