"""What the app puts into the registry."""


def register() -> None:
    """Fill the registry; called once when the site starts."""
