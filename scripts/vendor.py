"""Fetch the browser's libraries that static/vendor/vendor.json pins; needs npm, so only who updates them runs it.

To update: change a version in vendor.json, run `python scripts/vendor.py`, read the diff, run the tests, commit.
The fonts in the same list are made by scripts/fonts.py.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
LIST = VENDOR / "vendor.json"
# Static files are hashed and collected, which fails on a comment that names a map that is not shipped.
SOURCE_MAP_COMMENT = re.compile(rb"\s*(?://[#@] ?sourceMappingURL=\S+|/\*[#@] ?sourceMappingURL=[^*]+\*/)\s*")
DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
EMPTY_FRAME = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'
STROKE = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
NEWLINE = b"\n"


def main() -> None:
    pinned = read_list()
    with tempfile.TemporaryDirectory() as folder:
        fetched = {entry["package"] for entry in pinned["files"] if is_fetched(entry)}
        packages = {name: fetch(name, pinned["packages"][name]["version"], Path(folder)) for name in sorted(fetched)}
        for entry in filter(is_fetched, pinned["files"]):
            write(entry, file_content(entry, packages[entry["package"]]))
    write_list(pinned)


def read_list() -> dict[str, Any]:
    return json.loads(LIST.read_text(encoding="utf-8"))


def write_list(pinned: dict[str, Any]) -> None:
    LIST.write_text(json.dumps(pinned, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def is_fetched(entry: dict[str, Any]) -> bool:
    """Return whether a file is fetched; not if it was written by hand or made by scripts/fonts.py."""
    return "made_by" not in entry


def fetch(name: str, version: str, folder: Path) -> Path:
    """Fetch and unpack a package; return its folder."""
    command = ["npm", "pack", f"{name}@{version}", "--json", "--pack-destination", str(folder)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    unpacked = folder / name.replace("/", "-")
    with tarfile.open(folder / json.loads(output)[0]["filename"]) as archive:
        archive.extractall(unpacked, filter="data")
    return unpacked / "package"


def file_content(entry: dict[str, Any], package: Path) -> bytes:
    """Return the content of the file of an entry."""
    if "icons" in entry:
        return sprite(package / entry["source"], entry["icons"])
    content = (package / entry["source"]).read_bytes()
    return SOURCE_MAP_COMMENT.sub(NEWLINE, content).rstrip() + NEWLINE


def sprite(folder: Path, names: list[str]) -> bytes:
    """Return the icons as symbols of one file, each shown by `<use href="icons.svg#name">`."""
    symbols = [symbol(name, (folder / f"{name}.svg").read_text(encoding="utf-8")) for name in sorted(set(names))]
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>\n"]).encode()


def symbol(name: str, icon: str) -> str:
    match = DRAWING.search(icon)
    if match is None:
        raise ValueError(f"The icon {name} is no SVG drawing.")
    paths = "".join(line.strip() for line in match[1].replace(EMPTY_FRAME, "").splitlines())
    return f'<symbol id="{name}" viewBox="0 0 24 24" {STROKE}>{paths}</symbol>'


def write(entry: dict[str, Any], content: bytes) -> None:
    """Write the file, and its hash into the entry."""
    target = VENDOR / entry["target"]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    entry["sha256"] = hashlib.sha256(content).hexdigest()
    print(f"{entry['target']}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
