"""The log line of a failed attempt at a piece of work."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any


def log_failed_attempt(logger: logging.Logger, work: Any, error: Exception) -> None:
    """Log one line where the mail server or the network failed, and the traceback of any other error."""
    is_unexpected = not isinstance(error, (OSError, SMTPException))
    values = (type(work).__name__, work.pk, work.attempts, type(error).__name__)
    logger.warning("%s %s, attempt %s: %s", *values, exc_info=is_unexpected)
