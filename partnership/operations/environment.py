"""Reads settings from the environment; a wrong value is refused in one sentence that names the setting."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from email.utils import getaddresses
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
MAX_SHOWN_LENGTH = 40


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Environment(environ.FileAwareEnv):
    """django-environ's reader with methods that refuse wrong values with ImproperlyConfigured.

    A value that may contain a password is never in the message.
    """

    def text(self, name: str, default: str = "") -> str:
        """The value without the line end that a file brings; the default where it is empty or missing."""
        try:
            return self.str(name, default=default).strip() or default
        except (OSError, UnicodeDecodeError):
            raise ImproperlyConfigured(f"{name}_FILE must name a file of text that can be read.") from None

    def flag(self, name: str, default: bool) -> bool:
        """True or false in one of the usual words."""
        value = self.text(name, str(default)).lower()
        if value not in (*TRUE, *FALSE):
            raise ImproperlyConfigured(f"{name} must be true or false, not {_quoted(value)}.")
        return value in TRUE

    def integer(self, name: str, default: int, *, minimum: int, maximum: int) -> int:
        """A whole number between two bounds, both included."""
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdecimal() and minimum <= int(value) <= maximum):
            raise ImproperlyConfigured(
                f"{name} must be a whole number from {minimum} to {maximum}, not {_quoted(value)}."
            )
        return int(value)

    def names(self, name: str, default: Collection[str] = ()) -> list[str]:
        """Host names or domains, separated by commas."""
        value = [part.strip() for part in self.text(name).split(",") if part.strip()] or list(default)
        for host in value:
            if any(sign in host for sign in "/@ ;") or host.count(":") == 1:
                raise ImproperlyConfigured(f"{name} must name hosts, separated by commas, such as example.org.")
        return value

    def address(self, name: str, default: str = "") -> str:
        """An e-mail address, with or without a name before it; empty where it may be."""
        value = self.text(name, default)
        addresses = [address for _display, address in getaddresses([value])]
        local, _sign, domain = addresses[0].rpartition("@") if len(addresses) == 1 else ("", "", "")
        if value and not (local and domain):
            raise ImproperlyConfigured(f"{name} must be an e-mail address, not {_quoted(value)}.")
        return value

    def folder(self, name: str, default: Path) -> Path:
        """A folder, which need not exist yet."""
        value = Path(self.text(name, str(default))).expanduser().resolve()
        if value.exists() and not value.is_dir():
            raise ImproperlyConfigured(f"{name} must be a folder: {value} is none.")
        return value

    def url(self, name: str, default: str, *, schemes: Collection[str]) -> SplitResult:
        """An address of one of the schemes; its port, where it names one, is a number."""
        with _named(name):
            value = urlsplit(self.text(name, default))
            if value.scheme not in schemes:
                expected = " or ".join(f"{scheme}://" for scheme in schemes)
                raise ImproperlyConfigured(f"{name} must begin with {expected}.")
            _ = value.port  # raises where it is no number
        return value

    def database(self, name: str, default: str) -> dict[str, Any]:
        """The database's settings as Django wants them."""
        self.url(name, default, schemes=("postgres", "postgresql", "sqlite"))
        with _named(name):
            value = self.db_url_config(self.text(name, default))
        if not value.get("NAME"):
            raise ImproperlyConfigured(f"{name} must name a database behind the host.")
        return value

    def mail(self, name: str, default: str) -> dict[str, Any]:
        """How mails are sent, as Django wants it."""
        self.url(name, default, schemes=("smtp", "smtp+tls", "smtp+ssl", "smtps", "filemail", "consolemail"))
        with _named(name):
            return self.email_url_config(self.text(name, default))


@contextmanager
def _named(name: str) -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, KeyError):
        raise ImproperlyConfigured(f"{name} cannot be read as an address; see .env.example for its form.") from None


def _quoted(value: str) -> str:
    return f"“{value[:MAX_SHOWN_LENGTH]}”"
