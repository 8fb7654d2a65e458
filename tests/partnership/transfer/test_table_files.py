"""Files of tables that came damaged: each is refused in words, whatever the reader of workbooks trips over."""

import io
import zipfile

import pytest
from django.utils import translation
from openpyxl import Workbook

from partnership.transfer.files.table_files import open_table
from partnership.transfer.outcome import FileRefusedError

SHEET = "xl/worksheets/sheet1.xml"


def workbook_with(part: str, content: bytes) -> bytes:
    """A workbook in which one part is another."""
    whole, changed = io.BytesIO(), io.BytesIO()
    Workbook().save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            target.writestr(name, content if name == part else source.read(name))
    return changed.getvalue()


def damaged_within() -> bytes:
    """A workbook whose packed sheet was overwritten."""
    whole = io.BytesIO()
    Workbook().save(whole)
    with zipfile.ZipFile(whole) as book:
        start = book.getinfo(SHEET).header_offset + 30 + len(SHEET)
    content = whole.getvalue()
    return content[:start] + b"\xff" * 20 + content[start + 20 :]


def encrypted() -> bytes:
    """A workbook whose sheet is marked as locked with a password."""
    content = bytearray(workbook_with(SHEET, b""))
    entry = content.rindex(SHEET.encode()) - 46
    content[entry + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [damaged_within(), encrypted(), workbook_with(SHEET, b"<sheet>"), workbook_with("xl/workbook.xml", b"<none/>")],
)
def test_a_damaged_workbook_is_refused_in_words(tmp_path, content):
    (tmp_path / "table").write_bytes(content)

    with pytest.raises(FileRefusedError) as error, translation.override("en"):
        list(open_table(tmp_path / "table").rows())

    assert error.value.refusal.found_text == "a file that is no workbook"


def test_a_zero_byte_far_into_a_text_makes_it_a_binary_file(tmp_path):
    (tmp_path / "table").write_bytes(b"code,name\n1," + b"x" * 5000 + b"\0\n")

    with pytest.raises(FileRefusedError) as error, translation.override("en"):
        open_table(tmp_path / "table")

    assert error.value.refusal.found_text == "a binary file"


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path):
    with (
        zipfile.ZipFile(tmp_path / "table", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/sharedStrings.xml", "w") as part,
    ):
        for _mebibyte in range(201):
            part.write(bytes(1024**2))

    with pytest.raises(FileRefusedError) as error, translation.override("en"):
        open_table(tmp_path / "table")

    assert error.value.refusal.found_text == "a workbook of more than 200 MB once unpacked"
