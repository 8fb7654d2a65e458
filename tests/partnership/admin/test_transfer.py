"""Import and export pages: what goes out is what one sees, what comes in is checked, and both keep to the audience."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook, load_workbook

from partnership.models import Agreement, Change, Job, Person, User
from partnership.records.uploads import upload_path
from partnership.transfer import table_jobs
from partnership.transfer.files.encodings import ENCODINGS_READ
from partnership.transfer.files.table_files import open_table
from partnership.transfer.files.text_files import ENCODING_EXPECTED
from partnership.transfer.outcome import FileRefusedError
from projects.models import Patent
from tests import tables
from tests.factories import (
    AgreementFactory,
    DirectionFactory,
    OrganisationFactory,
    PatentFactory,
    PersonFactory,
    ProjectFactory,
)
from tests.pages import soup_of
from tests.partnership.admin.forms import form_data
from tests.tables import refused

pytestmark = pytest.mark.django_db


def export(client, model="partnership_agreement", file_format="0", query=""):
    return client.post(reverse(f"admin:{model}_export") + query, {"format": file_format, "resource": "0"})


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def upload(client, text, model="partnership_agreement"):
    return tables.upload(client, text, model)


def import_rows(client, text, model="partnership_agreement", encoding="utf-8"):
    return tables.import_rows(client, text, model, encoding)


def test_export_gives_visible_rows_and_links_with_last_days_and_codes(but_client, bewg):
    direction = DirectionFactory(code="D-2013-01")
    shown = AgreementFactory(code="A-2021-01", name_en="Framework", ends_on=dt.date(2027, 1, 1), amount="1234.50")
    shown.directions.add(direction)
    AgreementFactory(name_en="Canary", private_to=bewg)

    [row] = rows_of(export(but_client))

    assert (row["code"], row["name_en"], row["ends_on"], row["amount"], row["directions"], row["private_to"]) == (
        "A-2021-01",
        "Framework",
        "2026-12-31",
        "1234.50",
        "D-2013-01",
        "",
    )


def test_export_keeps_to_the_filters_of_the_list(but_client):
    AgreementFactory(kind="nda", name_en="One")
    AgreementFactory(kind="service", name_en="Two")

    assert [row["name_en"] for row in rows_of(export(but_client, query="?kind__exact=nda"))] == ["One"]


def test_no_exported_cell_acts_as_a_formula(but_client):
    for start in ("=1+1", "+1", "-1", "@x"):
        AgreementFactory(name_en=start)

    assert {row["name_en"] for row in rows_of(export(but_client))} == {"'=1+1", "'+1", "'-1", "'@x"}
    book = load_workbook(io.BytesIO(export(but_client, file_format="1").content))
    cells = [cell for line in book.active.iter_rows(min_row=2) for cell in line]
    assert {cell.value for cell in cells if cell.value in ("'=1+1", "'+1", "'-1", "'@x")} == {
        "'=1+1",
        "'+1",
        "'-1",
        "'@x",
    }
    assert "f" not in {cell.data_type for cell in cells}


def test_export_without_the_right_to_amounts_has_none(but, member_of):
    AgreementFactory(amount=987_654)
    client = member_of(but, "viewer")
    User.objects.filter(organisation=but).update(is_staff=True)

    response = export(client)

    assert "amount" not in rows_of(response)[0]
    assert b"987654" not in response.content


def test_export_of_people_has_no_contacts(but_client, bewg):
    PersonFactory(organisation=bewg, email="secret@example.org", phone="010-555")

    text = export(but_client, "partnership_person").content.decode()

    assert "secret@example.org" not in text
    assert "010-555" not in text


def test_what_was_exported_comes_back_unchanged(but_client):
    agreement = AgreementFactory(
        name_en="=Sum", name_zh="＝合计", ends_on=dt.date(2027, 1, 1), amount="1234.50", remarks="two\nlines"
    )
    agreement.directions.add(DirectionFactory())

    answer = import_rows(but_client, export(but_client).content.decode("utf-8-sig"))

    assert "0 new, 0 changed, 1 unchanged." in answer.main.text
    assert not Change.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_new_and_changed_rows_come_in_through_the_service(but_client, but_admin, encoding):
    DirectionFactory(code="D-2013-01")
    known = AgreementFactory(code="A-2020-01", name_zh="旧名")
    text = (
        "code,name_zh,kind,signed_on,effective_on,ends_on,amount,directions\n"
        "A-2020-01,新名,nda,2020/1/5,2020-01-06,2020-12-31,,\n"
        ",技术服务协议,技术服务合同,2021-02-01,2021-02-01,,100000.5,D-2013-01\n"
    ).replace("技术服务合同", "service")

    import_rows(but_client, text, encoding=encoding)

    known.refresh_from_db()
    assert (known.name_zh, known.kind, known.signed_on, known.ends_on) == (
        "新名",
        "nda",
        dt.date(2020, 1, 5),
        dt.date(2021, 1, 1),
    )
    made = Agreement.objects.get(code="A-2021-01")
    assert (made.name_zh, str(made.amount), [one.code for one in made.directions.all()]) == (
        "技术服务协议",
        "100000.50",
        ["D-2013-01"],
    )
    assert set(Change.objects.values_list("by", flat=True)) == {but_admin.pk}


def test_each_fault_is_named_and_nothing_comes_in(but_client, bewg):
    AgreementFactory(code="A-2020-09-BEWG", private_to=bewg)
    text = (
        "code,name_zh,kind,signed_on,amount,directions,private_to\n"
        ",好,nda,2020-01-01,,,\n"
        "A-2020-09-BEWG,坏,nda,,,,\n"
        ",坏,contract,,,,\n"
        ",坏,nda,31.02.2020,,,\n"
        ",坏,nda,,much,,\n"
        ",坏,nda,,,D-1,\n"
        ",坏,nda,,,,BEWG\n"
        ",,nda,,,,\n"
    )

    found = refused(upload(but_client, text))

    assert [(row, field, cell) for row, field, cell, _expected in found] == [
        ("3", "code", "A-2020-09-BEWG"),
        ("4", "kind", "contract"),
        ("5", "signed_on", "31.02.2020"),
        ("6", "amount", "much"),
        ("7", "directions", "D-1"),
        ("8", "private_to", "BEWG"),
        ("9", "name_zh", "nothing"),
    ]
    assert found[0][3] == "the code of a record, or an empty cell for a new one"
    assert Agreement.objects.count() == 1


def test_a_row_without_the_date_of_its_code_is_named(but_client):
    [refusal] = refused(upload(but_client, "code,name_zh,held_on\n,会商,\n", "partnership_meeting"))

    assert refusal[:3] == ("2", "held_on", "nothing")


@pytest.mark.parametrize("amount", ["NaN", "-Infinity", "1e400"])
def test_what_only_python_takes_for_a_number_is_named(but_client, amount):
    [refusal] = refused(upload(but_client, f"code,name_zh,kind,amount\n,好,nda,{amount}\n"))

    assert refusal[:3] == ("2", "amount", amount)


def test_a_text_that_is_too_long_is_told_how_long_it_may_be(but_client):
    [refusal] = refused(upload(but_client, f"code,name_zh,kind\n,{'好' * 400},nda\n"))

    assert refusal[3] == "Ensure this value has at most 300 characters (it has 400)."


def test_an_unknown_column_is_named(but_client):
    [refusal] = refused(upload(but_client, "code,name_zh,kind,colour\n,好,nda,red\n"))

    assert refusal[:3] == ("2", "colour", "colour")


def test_hidden_links_survive_an_import(but_client, bewg):
    hidden, shown = ProjectFactory(private_to=bewg), ProjectFactory(code="P-2020-01")
    patent = PatentFactory(code="PT-2020-01")
    patent.projects.add(hidden)

    import_rows(but_client, "code,name_en,projects\nPT-2020-01,Renamed,P-2020-01\n", "projects_patent")

    patent = Patent.objects.get()
    assert (patent.name_en, set(patent.projects.all())) == ("Renamed", {hidden, shown})


def test_people_are_matched_by_name_and_organisation(but_client):
    OrganisationFactory(code="LAB")
    text = "name_zh,name_en,organisation,unit\n样例甲,Sample One,LAB,{}\n"

    import_rows(but_client, text.format("A"), "partnership_person")
    import_rows(but_client, text.format("B"), "partnership_person")

    assert list(Person.objects.values_list("name_zh", "unit")) == [("样例甲", "B")]


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("ends_on", "9999-12-31"),
        ("signed_on", "3000-01-01"),
        ("ends_on", "0001-01-02"),
        ("amount", "1e20"),
        ("amount", "99999999999999999.99"),
        ("amount", "1e40"),
        ("notice_days", "800000"),
        ("notice_days", "9" * 400),
    ],
)
def test_what_no_calendar_and_no_account_holds_is_refused(but_client, field, cell):
    [(row, where, found, expected)] = refused(upload(but_client, f"name_zh,kind,{field}\n协议,nda,{cell}\n"))

    assert (row, where) == ("2", field)
    assert found
    assert expected


@pytest.mark.parametrize(
    ("model", "field", "found", "expected"),
    [
        ("agreement", "amount", "1E+30", "a number from −99,999,999,999,999.99 to 99,999,999,999,999.99"),
        ("agreement", "notice_days", "1e30", "a whole number"),
        ("pilotbase", "design_flow_m3_d", "1E+30", "a number from −99,999,999.99 to 99,999,999.99"),
    ],
)
def test_a_number_beyond_all_digits_is_told_what_is_allowed(but_client, model, field, found, expected):
    app = "pilots" if model == "pilotbase" else "partnership"

    page = upload(but_client, f"name_zh,{field}\n样例,1e30\n", f"{app}_{model}")

    assert refused(page) == [("2", field, found, expected)]


TABLE = "a table as CSV or XLSX"


@pytest.mark.parametrize(
    ("content", "row", "found", "expected"),
    [
        ("表".encode("utf-16"), None, "UTF-16", "text in UTF-8 or GB 18030; save the file again as “CSV UTF-8”"),
        (b"", None, "an empty file", TABLE),
        (b",\n1,2\n", 1, "an empty file", "a first row with the names of the columns"),
        (b"a,a\n1,2\n", 1, "the column twice", "each column once"),
        (b"code,kind\n1,2,3\n", 2, "number of cells: 3", "number of cells: 2, as in the first row"),
        (b'code,kind\n1,2\n3,"4\n', 3, "a row that cannot be divided into cells",
         "a CSV file: text with one row a line, its cells separated by commas"),
        (b"%PDF-1.4\x00", None, "a PDF document", TABLE),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", None, "a binary file", TABLE),
        (b"PK\x03\x04 no workbook", None, "a file that is no workbook", TABLE),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_named(tmp_path, content, row, found, expected):
    path = tmp_path / "table"
    path.write_bytes(content)

    with pytest.raises(FileRefusedError) as error, translation.override("en"):
        list(open_table(path).rows())

    refusal = error.value.refusal
    assert (refusal.row, refusal.found_text, refusal.expected_text) == (row, found, expected)


def test_a_workbook_is_read_as_a_table_is(tmp_path):
    book = Workbook()
    book.active.append(["code", "signed_on", "amount"])
    book.active.append([None, None, None])
    book.active.append(["A-1", dt.date(2026, 3, 1), 12.0])
    book.save(tmp_path / "table")

    table = open_table(tmp_path / "table")

    assert (table.columns, list(table.rows())) == (
        ["code", "signed_on", "amount"],
        [(3, {"code": "A-1", "signed_on": "2026-03-01", "amount": "12"})],
    )


def test_a_file_over_the_limit_is_refused_in_the_form(but_client, settings):
    settings.UPLOAD_LIMIT_BYTES = 10

    page = soup_of(upload(but_client, "code,name_zh,kind\n,好,nda\n"))

    assert "the limit is 10\xa0bytes." in page.select_one(".errorlist").text


def test_the_import_page_says_beforehand_what_is_accepted(but_client, settings, monkeypatch):
    settings.UPLOAD_LIMIT_BYTES = 3 * 1024**2
    monkeypatch.setattr(table_jobs, "MAX_ROWS_ON_SQLITE", 1234)
    monkeypatch.setattr(table_jobs, "MAX_ROWS", 1234)
    monkeypatch.setattr(table_jobs, "MAX_UNPACKED_MB", 77)

    page = soup_of(but_client.get(reverse("admin:partnership_agreement_import")))

    said = page.find(id=page.select_one("input[type=file]")["aria-describedby"]).text
    assert said == (
        "CSV (UTF-8, GB 18030) or XLSX, of at most 1,234 rows; a workbook of at most 77 MB once unpacked. "
        "A file may have at most 3.0\xa0MB."
    )


def test_what_a_refusal_expects_are_the_encodings_that_are_read():
    assert all(name in ENCODING_EXPECTED for name in ENCODINGS_READ.values())


def test_the_list_of_jobs_says_in_words_what_each_is_and_about_what(but_client):
    tables.import_rows(but_client, "code,kind,name_zh,signed_on\n,framework,协议,2026-01-01\n", "partnership_agreement")

    row = soup_of(but_client.get(reverse("admin:partnership_job_changelist"))).select_one("#result_list tbody tr")

    assert [row.select_one(f".field-{name}").text for name in ("called", "about", "done_steps", "all_steps")] == [
        "Import of a table",
        "table.csv · agreements",
        "1",
        "1",
    ]


def test_the_page_of_an_import_speaks_the_readers_language(but_client, but_admin):
    preview = upload(but_client, "code,name_zh,kind,signed_on,directions\n,好,nda,2021-02-01,\n,好,nda,2021-02-01,\n")
    rows = f"code,name_zh,kind,signed_on,directions\n,好,nda,2021-02-01,D-1\n,{'好' * 400},nda,2021-02-01,\n"
    upload_path(form_data(preview)["import_file_name"][0]).write_text(rows, encoding="utf-8")
    page = tables.confirm(but_client, preview, "partnership_agreement")
    assert "table.csv · agreements" in page.main.text
    assert [row[3] for row in refused(page)] == [
        "the code or name of one research direction",
        "Ensure this value has at most 300 characters (it has 400).",
    ]

    but_admin.language = "zh-hans"
    but_admin.save()

    page = soup_of(but_client.get(Job.objects.get().get_absolute_url()))
    assert "table.csv · 协议" in page.main.text
    assert [row.find_all("td")[-1].text for row in page.select("main tbody tr")] == [
        "某一研究方向的编号或名称",
        "确保该变量包含不超过 300 字符 (目前字符数 400)。",
    ]
