"""The pages of programmes, cohorts, trainees and their practice."""
