"""The first operator of an installation without samples."""

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

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


def password_link_parts(user: User) -> dict[str, str]:
    """What the address of the page that sets a password is made of; it works once and for a few days."""
    return {
        "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }
