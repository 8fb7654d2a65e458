"""Points at which a process that a test starts ends by SIGKILL, to show that nothing is lost or doubled there.

The product's own functions run up to the point; each function named here is the one that ends or begins there.
"""

import os
import signal

from django.db import transaction

from partnership.reports import build
from partnership.reports.delivery import send


def die(*_arguments, **_options):
    os.kill(os.getpid(), signal.SIGKILL)


def after_claim() -> None:
    """A mail is claimed, and nothing of it read yet."""
    send.get_delivery = die


def after_250() -> None:
    """The server has taken the mail, and that is not written down yet."""
    send.ReportMail.send = _and_die(send.ReportMail.send)


def before_commit() -> None:
    """All rows of a run are written, and their transaction is still open."""
    build.store = transaction.atomic(_and_die(build.store.__wrapped__))


def _and_die(function):
    def run(*arguments, **options):
        function(*arguments, **options)
        die()

    return run
