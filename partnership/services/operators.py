"""The first operator of an installation without samples."""

from django.core.exceptions import ValidationError

from partnership.models import User
from partnership.services.records import save_record


class OperatorError(Exception):
    """Why the account was not made, as a sentence."""


def make_operator(*, email: str) -> User:
    """An operator without a usable password; raises OperatorError for a bad or taken address."""
    operator = User(email=User.objects.normalize_email(email), is_staff=True, is_superuser=True)
    operator.set_unusable_password()
    try:
        return save_record(operator, by=None)
    except ValidationError as error:
        raise OperatorError(" ".join(error.messages)) from None
