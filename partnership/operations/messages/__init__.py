"""What the platform says in Chinese: the compiled catalogues, and texts that libraries leave out."""
