"""The command that imports patents: the real file, twice, and files with each kind of fault."""

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from partnership.accounts.roles import assign_roles
from partnership.models import Change
from projects.models import Patent
from tests.factories import OrganisationFactory, PatentFactory, UserFactory

pytestmark = pytest.mark.django_db

REAL = Path("projects/data/patents_public.csv")
ENCODING_EXPECTED = "text in UTF-8 or GB 18030; save the file again as “CSV UTF-8”"
NONE_REFUSED = {"refused": [], "refused_count": 0, "remarks": [], "dry_run": False}


def run(file, *options):
    out = io.StringIO()
    status = 0
    try:
        call_command("import_patents", str(file), "--json", *options, stdout=out)
    except CommandError as error:
        status = error.returncode
    return status, json.loads(out.getvalue())


def changed(tmp_path, **cells):
    """The first row of the real file with some cells changed."""
    with REAL.open(encoding="utf-8") as real:
        row = next(csv.DictReader(real)) | cells
    return written(tmp_path, [row])


def written(tmp_path, rows, encoding="utf-8"):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    file = tmp_path / "patents.csv"
    file.write_bytes(text.getvalue().encode(encoding))
    return file


def test_the_real_file_comes_in_whole_and_a_second_run_changes_nothing():
    but = OrganisationFactory(code="BUT", name_zh="北京工业大学", name_en="Beijing University of Technology")

    assert run(REAL) == (0, {"created": 89, "updated": 0, "unchanged": 0, **NONE_REFUSED})
    changes = Change.objects.count()
    assert run(REAL) == (0, {"created": 0, "updated": 0, "unchanged": 89, **NONE_REFUSED})

    assert Change.objects.count() == changes
    assert Counter(Patent.objects.values_list("office", flat=True)) == {"CN": 78, "US": 10, "WO": 1}
    assert Counter(Patent.objects.values_list("status", flat=True)) == {
        "unknown": 38,
        "in_force": 25,
        "pending": 17,
        "rejected": 3,
        "terminated": 4,
        "withdrawn": 2,
    }
    patent = Patent.objects.get(publication_number="CN103606245B")
    assert (patent.application_number, patent.kind, patent.status, patent.private_to) == (
        "CN201310551887.9",
        "invention",
        "terminated",
        None,
    )
    applicant, owner = patent.applicants.order_by("part")
    assert (applicant.organisation, owner.name) == (but, "Beijing Chengxing Technology Co., Ltd.")
    assert [one.name for one in patent.inventors.order_by("position")] == ["何坚", "万志江", "刘东东", "纪应龙"]
    bilingual = Patent.objects.get(publication_number="CN104108316B")
    assert (bilingual.name_en[:21], bilingual.name_zh[:10]) == ("Electrohydraulic-comb", "一种纯电动汽车的电液")


def test_a_dry_run_counts_and_writes_nothing():
    assert run(REAL, "--dry-run") == (0, {"created": 89, "updated": 0, "unchanged": 0, **NONE_REFUSED, "dry_run": True})
    assert not Patent.objects.exists()


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("filing_date", "25.13.2015", "a date such as 2026-03-01"),
        ("filing_date", "soon", "a date such as 2026-03-01"),
        ("grant_date", "9999-12-31", "a date from 1900 to 2999, or nothing where there is no end"),
        ("grant_date", "2001-01-01", "a day on or after the filing date"),
        ("kind", "idea", "one of invention, utility model, utility, design, 发明, 发明专利, 实用新型, 外观设计"),
        ("application_number", "202010123456.7", "a number such as 201410054384.5, ending in its check digit"),
        ("publication_number", "9633307", "a number such as CN104657806A"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_imported(tmp_path, column, cell, expected):
    file = changed(tmp_path, **{column: cell})

    status, report = run(file)

    assert status == 1
    assert report == {
        "created": 0,
        "updated": 0,
        "unchanged": 0,
        "refused": [{"row": 2, "field": column, "found": cell, "expected": expected}],
        "refused_count": 1,
        "remarks": [],
        "dry_run": False,
    }
    assert not Patent.objects.exists()


def test_an_unknown_status_and_a_row_without_number_are_refused(tmp_path):
    _status, report = run(changed(tmp_path, status="sleeping"))
    assert [(one["field"], one["found"]) for one in report["refused"]] == [("status", "sleeping")]

    _status, report = run(changed(tmp_path, publication_number="", application_number=""))
    assert [(one["row"], one["field"], one["found"]) for one in report["refused"]] == [(2, "publication_number", "")]


def test_a_number_twice_in_a_file_is_refused(tmp_path):
    with REAL.open(encoding="utf-8") as real:
        row = next(csv.DictReader(real))

    status, report = run(written(tmp_path, [row, row | {"publication_number": "us 9633307 b2"}]))

    assert status == 1
    assert report["refused"] == [
        {
            "row": 3,
            "field": "publication_number",
            "found": "us 9633307 b2",
            "expected": "each number once in the file",
        }
    ]


def test_a_missing_column_is_named(tmp_path):
    with REAL.open(encoding="utf-8") as real:
        row = next(csv.DictReader(real))
    del row["filing_date"]

    status, report = run(written(tmp_path, [row]))

    assert status == 1
    assert [(one["row"], one["field"], one["expected"]) for one in report["refused"]] == [
        (1, "filing_date", "the column filing_date")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_encodings_are_read(tmp_path, encoding):
    with REAL.open(encoding="utf-8") as real:
        rows = [row for row in csv.DictReader(real) if "一种" in row["title"]]

    assert run(written(tmp_path, rows, encoding))[1]["created"] == len(rows)
    assert Patent.objects.filter(name_zh__startswith="一种").count() == len(rows)


@pytest.mark.parametrize(("encoding", "name", "row"), [("utf-16", "UTF-16", None), ("big5", "Big5", 2)])
def test_another_encoding_is_named(tmp_path, encoding, name, row):
    file = changed(tmp_path, title="北京工業大學的專利與發明說明書，關於汙水處理")
    file.write_bytes(file.read_bytes().decode().encode(encoding))

    status, report = run(file)

    assert status == 1
    assert report["refused"] == [{"row": row, "field": "", "found": name, "expected": ENCODING_EXPECTED}]


def test_what_is_no_table_is_refused(tmp_path):
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")

    status, report = run(file)

    assert (status, report["refused"][0]["expected"]) == (1, "a table as CSV or XLSX")


def test_a_record_that_the_writer_cannot_see_is_neither_matched_nor_named(tmp_path, but, bewg):
    hidden = PatentFactory(publication_number="US9633307B2", name_en="Hidden", private_to=bewg)
    hidden.full_clean()
    hidden.save()
    assign_roles(UserFactory(email="editor@example.org", organisation=but), ["editor"])

    status, report = run(changed(tmp_path), "--as", "editor@example.org")

    assert (status, report["created"]) == (0, 1)
    hidden.refresh_from_db()
    assert hidden.name_en == "Hidden"


def test_an_account_without_the_right_imports_nothing(but):
    viewer = UserFactory(email="viewer@example.org", organisation=but)
    assign_roles(viewer, ["viewer"])

    with pytest.raises(CommandError, match=r"This account may not import patents\."):
        call_command("import_patents", str(REAL), "--as", viewer.email)

    assert not Patent.objects.exists()


def test_without_json_the_outcome_is_written_in_sentences(tmp_path):
    out = io.StringIO()

    with pytest.raises(CommandError, match="1 row is refused"):
        call_command("import_patents", str(changed(tmp_path, filing_date="soon")), stdout=out)

    assert out.getvalue().splitlines() == [
        "Row 2, column filing_date: found soon; expected a date such as 2026-03-01.",
        "0 new, 0 changed, 0 unchanged. 1 row is refused. Nothing was imported.",
    ]


def test_a_changed_cell_updates_and_an_empty_one_leaves_what_is_known(tmp_path):
    run(changed(tmp_path))

    assert run(changed(tmp_path, status="Expired", ipc="", inventors=""))[1]["updated"] == 1
    patent = Patent.objects.get()
    assert patent.status == "expired"
    assert patent.inventors.count() == 4


def test_an_unknown_account_or_file_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match="No active account"):
        call_command("import_patents", str(REAL), "--as", "nobody@example.org")
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("import_patents", str(tmp_path / "absent.csv"))


@pytest.mark.parametrize(
    ("terminal", "expected"), [("C.UTF-8", "a date such as 2026-03-01"), ("zh_CN.UTF-8", "形如 2026-03-01 的日期")]
)
def test_the_report_is_in_the_language_of_the_terminal(tmp_path, monkeypatch, terminal, expected):
    OrganisationFactory(code="BUT", name_zh="北京工业大学", name_en="Beijing University of Technology")
    monkeypatch.setenv("LC_ALL", terminal)

    status, report = run(changed(tmp_path, filing_date="2015-13-45"))

    assert status == 1
    assert [(one["field"], one["expected"]) for one in report["refused"]] == [("filing_date", expected)]
