"""The pages of the records of the cooperation: agreements, meetings, directions, organisations, people, documents."""
