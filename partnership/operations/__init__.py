"""Running an installation: doctor, backups, installation, facts, samples, supervisor, logs, checks."""
