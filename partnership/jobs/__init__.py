"""Long work: claims, leases, progress, the messages that wake workers, and the sign of life of the scheduler."""
