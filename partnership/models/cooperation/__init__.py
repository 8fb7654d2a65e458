"""The records of the cooperation: agreements, meetings, directions, stages, organisations, people, the calendar."""
