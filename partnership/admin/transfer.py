"""Import and export pages of the administration."""


class TransferAdmin:
    """Filled in below."""
