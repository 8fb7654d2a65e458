"""Reads the settings from the environment, so that a wrong value is one sentence that names the setting."""

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
    """django-environ's reader; its casts take or break on what these methods refuse with ImproperlyConfigured.

    A value never stands in the message where it may hold a password.
    """

    def text(self, name: str, default: str = "") -> str:
        """The value without the line end that a file brings; the default where it is empty or missing."""
        try:
            return self.str(name, default=default).strip() or default
        except (OSError, UnicodeDecodeError):
            raise ImproperlyConfigured(f"{name}_FILE must name a file of text that can be read.") from None

    def flag(self, name: str, default: bool) -> bool:
        """True or false in one of the usual words."""
        found = self.text(name, str(default)).lower()
        if found not in (*TRUE, *FALSE):
            raise ImproperlyConfigured(f"{name} must be true or false, not {_shown(found)}.")
        return found in TRUE

    def whole(self, name: str, default: int, *, least: int, most: int) -> int:
        """A whole number between two bounds, both included."""
        found = self.text(name, str(default))
        if not (found.isascii() and found.isdecimal() and least <= int(found) <= most):
            raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}, not {_shown(found)}.")
        return int(found)

    def names(self, name: str, default: Collection[str] = ()) -> list[str]:
        """Host names or domains, separated by commas."""
        found = [one.strip() for one in self.text(name).split(",") if one.strip()] or list(default)
        for one in found:
            if any(sign in one for sign in "/@ ;") or one.count(":") == 1:
                raise ImproperlyConfigured(f"{name} must name hosts, separated by commas, such as example.org.")
        return found

    def address(self, name: str, default: str = "") -> str:
        """An e-mail address, with or without a name before it; empty where it may be."""
        found = self.text(name, default)
        addresses = [address for _display, address in getaddresses([found])]
        local, _sign, domain = addresses[0].rpartition("@") if len(addresses) == 1 else ("", "", "")
        if found and not (local and domain):
            raise ImproperlyConfigured(f"{name} must be an e-mail address, not {_shown(found)}.")
        return found

    def folder(self, name: str, default: Path) -> Path:
        """A folder, which need not exist yet."""
        found = Path(self.text(name, str(default))).expanduser().resolve()
        if found.exists() and not found.is_dir():
            raise ImproperlyConfigured(f"{name} must be a folder: {found} is none.")
        return found

    def url(self, name: str, default: str, *, schemes: Collection[str]) -> SplitResult:
        """An address of one of the schemes; its port, where it names one, is a number."""
        with _named(name):
            found = urlsplit(self.text(name, default))
            if found.scheme not in schemes:
                expected = " or ".join(f"{scheme}://" for scheme in schemes)
                raise ImproperlyConfigured(f"{name} must begin with {expected}.")
            _ = found.port  # raises where it is no number
        return found

    def database(self, name: str, default: str) -> dict[str, Any]:
        """The database's settings as Django wants them."""
        self.url(name, default, schemes=("postgres", "postgresql", "sqlite"))
        with _named(name):
            found = self.db_url_config(self.text(name, default))
        if not found.get("NAME"):
            raise ImproperlyConfigured(f"{name} must name a database behind the host.")
        return found

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


def _shown(value: str) -> str:
    return f"“{value[:MAX_SHOWN_LENGTH]}”"
