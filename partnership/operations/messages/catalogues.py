"""Compiles the message catalogues with Babel: a bare machine has no GNU gettext."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.reloader import translation_file_changed


def catalogue_sources() -> list[Path]:
    """The .po files of all apps."""
    return sorted(settings.BASE_DIR.glob("*/locale/*/LC_MESSAGES/*.po"))


def compiled_path(source: Path) -> Path:
    """Return the path of the .mo of an app's .po, below the app's folder of LOCALE_PATHS."""
    app, _locale, language, folder, name = source.relative_to(settings.BASE_DIR).parts
    return (settings.DATA_DIR / "locale" / app / language / folder / name).with_suffix(".mo")


def compile_catalogues() -> list[Path]:
    """Write each .po as .mo below DATA_DIR, where it is missing or older; returns those written."""
    written = []
    for source in catalogue_sources():
        target = compiled_path(source)
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        unfinished = target.with_suffix(f".{os.getpid()}")
        with unfinished.open("wb") as file:
            write_mo(file, catalogue)
        unfinished.replace(target)
        translation_file_changed(sender=None, file_path=target)  # this process may have read the old one, or none
        written.append(target)
    return written
