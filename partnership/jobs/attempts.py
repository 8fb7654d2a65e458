"""What is logged of an attempt at a piece of work that did not get through."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any


def log_failed_attempt(logger: logging.Logger, work: Any, error: Exception) -> None:
    """One line where the mail server or the way to it failed; with its trace where nobody expected the error."""
    is_unexpected = not isinstance(error, (OSError, SMTPException))
    words = (type(work).__name__, work.pk, work.attempts, type(error).__name__)
    logger.warning("%s %s, attempt %s: %s", *words, exc_info=is_unexpected)
