"""The first operator of an installation without samples."""

from django.core.exceptions import ValidationError

from partnership.models import User
from partnership.records.saving import save_record


class OperatorError(Exception):
    """The sentence that says why the account was not created."""


def create_operator(*, email: str) -> User:
    """Return an operator without a usable password: a new one, or one that never set a password.

    Raises OperatorError for a bad or taken address.
    """
    known = User.objects.filter(email__iexact=email, is_superuser=True, is_active=True).first()  # unscoped: by address
    if known is not None and not known.has_usable_password():
        return known
    operator = User(email=User.objects.normalize_email(email), is_staff=True, is_superuser=True)
    operator.set_unusable_password()
    try:
        return save_record(operator, by=None)
    except ValidationError as error:
        raise OperatorError(" ".join(error.messages)) from None
