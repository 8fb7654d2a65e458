"""`manage.py first_operator EMAIL`: start without samples; prints a link to set the password."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from partnership.accounts.invitations import password_link
from partnership.accounts.operators import OperatorError, create_operator
from partnership.management.platform_command import PlatformCommand
from partnership.management.terminal import operator_language


class Command(PlatformCommand):
    help = "Make an account that manages the whole site, and print a link to set its password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        with operator_language():
            try:
                operator = create_operator(email=options["email"])
            except OperatorError as error:
                raise CommandError(str(error)) from None
            self.stdout.write(_("The operator %(email)s may set a password here:") % {"email": operator.email})
        self.stdout.write(password_link(operator))
