"""Services for records of any kind: saving, codes, sharing, merging, withdrawal, history, documents, uploads."""
