"""Running an installation: doctor, backups, restore, installation, facts, samples, supervisor, logs, checks."""
