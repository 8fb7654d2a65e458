"""Data files that apps ship in `data/<folder>/`: blocks of records of one kind, in the order of the file names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings


class DataFileError(Exception):
    """A fault in a data file; the message names the file, the record and the field."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written in a data file: the file, and the record (`Project 3, milestones 2`)."""

    file: Path
    record: str

    def child(self, name: str, number: int) -> Place:
        return replace(self, record=f"{self.record}, {name} {number}")

    def error(self, field: str, problem: object) -> DataFileError:
        root = settings.BASE_DIR
        file = self.file.relative_to(root) if self.file.is_relative_to(root) else self.file
        return DataFileError(": ".join(str(part) for part in (file, self.record, field, problem) if part))


def data_files(folder: str) -> list[Path]:
    """The files of all apps in the order of their names: a number first, since later records point at earlier ones."""
    folders = (Path(config.path) / "data" / folder for config in apps.get_app_configs())
    return sorted((file for path in folders for file in path.glob("*.json")), key=lambda file: file.name)


def read_blocks(folder: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each block of each file, with its file; raises DataFileError where a file is not JSON."""
    for file in data_files(folder):
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
        except json.JSONDecodeError as error:
            raise Place(file, f"line {error.lineno}").error("", error.msg) from None
        for block in content["blocks"]:
            yield file, block
