"""What static/vendor holds: exactly the listed files, unchanged, with their licences and icons, and whole fonts."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from partnership.reports.render.font_coverage import replace_unsupported

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
PINNED = json.loads((VENDOR / "vendor.json").read_text(encoding="utf-8"))
ICON_USED = re.compile(r"""{% icon "([\w-]+)" %}|\bicon="([\w-]+)\"""")
# Neither source font has these; they stand in GB 2312 as box drawings and as rare characters.
LACKING_OF_GB_2312 = "┧┵┸┹┺╉劐坶塥弪憝戤桊毪牿犋猸瘭稆筢耠耢耥胲脶膪艴蒈蓰蟓赇蹯轷铴镩阢骣鲰齄"


@pytest.mark.parametrize("entry", PINNED["files"], ids=lambda entry: entry["target"])
def test_vendored_file_is_what_the_list_says(entry):
    content = (VENDOR / entry["target"]).read_bytes()

    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    assert b"sourceMappingURL" not in content
    assert entry["package"] in PINNED["packages"]


def test_vendored_folder_holds_no_unlisted_file():
    found = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}

    assert found == {"vendor.json", *(entry["target"] for entry in PINNED["files"])}


def test_every_package_comes_with_its_version_and_licence_text():
    licensed = {entry["package"] for entry in PINNED["files"] if entry["target"].startswith("licenses/")}

    assert licensed == set(PINNED["packages"])
    assert PINNED["packages"] == {
        "@tabler/core": {"version": "1.6.1", "licence": "MIT"},
        "echarts": {"version": "6.1.0", "licence": "Apache-2.0 AND BSD-3-Clause"},
        "@tabler/icons": {"version": "3.51.0", "licence": "MIT"},
        "@fontsource/noto-sans-sc": {"version": "5.3.0", "licence": "OFL-1.1"},
        "@fontsource/noto-sans": {"version": "5.3.0", "licence": "OFL-1.1"},
    }


def test_sprite_has_every_icon_that_the_code_names():
    shipped = set(re.findall(r'<symbol id="([\w-]+)"', (VENDOR / "icons.svg").read_text(encoding="utf-8")))

    assert set(icons_used()) - shipped == set()


def icons_used() -> Iterator[str]:
    apps = [ROOT / name for name in ("partnership", "projects", "pilots", "talent")]
    for path in [*(ROOT / "templates").rglob("*.html"), *(path for app in apps for path in app.rglob("*.py"))]:
        for in_template, in_code in ICON_USED.findall(path.read_text(encoding="utf-8")):
            yield in_template or in_code


@pytest.mark.parametrize("style", ["Regular", "Bold"])
def test_font_has_gb_2312_and_what_the_field_writes(style):
    font = (VENDOR / "fonts" / f"NotoSansSC-{style}.ttf",)
    in_gb_2312 = "".join(
        bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF)
    )
    of_the_field = "NH₄⁺-N NO₃⁻ PO₄³⁻ COD₅ μg/L ≤50 ±0.5 ℃ m³/d ㎡ 10⁻³ Ⅳ类 ÷ × − – — “” → ¥ é 喆 堃 淼 珺"

    shown = replace_unsupported(in_gb_2312, font)

    assert len(in_gb_2312) == 7445
    assert "".join(sorted(a for a, b in zip(in_gb_2312, shown, strict=True) if a != b)) == LACKING_OF_GB_2312
    assert replace_unsupported(of_the_field, font) == of_the_field
