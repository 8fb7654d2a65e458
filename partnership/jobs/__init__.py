"""Long work: claims, leases, progress, messages to the workers, and the heartbeat of the scheduler."""
