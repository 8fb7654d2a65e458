"""What measurements say: daily values, coverage, removal, the state of each base."""
