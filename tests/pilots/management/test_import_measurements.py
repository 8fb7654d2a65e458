"""`manage.py import_measurements`: real files, repeated and corrected ones, and all that a file can be wrong in."""

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from partnership.models import Change, Job
from partnership.rules.periods import SHANGHAI
from pilots.models import (
    Correction,
    DailyRollup,
    Flag,
    Measurement,
    MeasurementImport,
    ProcessUnit,
    Series,
    StagedMeasurement,
)
from tests.factories import PilotBaseFactory, UserFactory
from tests.pilots.conftest import DATA

pytestmark = pytest.mark.django_db

HEAD = "timestamp,nh4_inf_mgN_L,temp_c\n"
GOOD = HEAD + "2022-03-11 07:30,59.1,12.2\n2022-03-11 07:35,59.2,12.3\n"


def run(path: Path, *arguments: str) -> dict:
    """The outcome that the command prints as JSON; also where it ends with status 1."""
    out = io.StringIO()
    try:
        call_command("import_measurements", str(path), "--base", "B-2022-01", "--json", *arguments, stdout=out)
        status = 0
    except CommandError as error:
        status = error.returncode
    outcome = json.loads(out.getvalue())
    assert status == (1 if outcome["refused_count"] else 0)
    return outcome


def counts(outcome: dict) -> tuple[int, int, int, int]:
    return outcome["created"], outcome["updated"], outcome["unchanged"], outcome["refused_count"]


def nothing_is_loaded() -> bool:
    models = (Measurement, Series, ProcessUnit, DailyRollup, MeasurementImport, StagedMeasurement, Correction)
    return not any(model.objects.exists() for model in models)


def test_two_weeks_of_a_real_plant_come_in_whole_and_impossible_values_are_flagged(base):
    outcome = run(DATA / "wwtp_sample_5min.csv")

    assert counts(outcome) == (40_200, 0, 0, 0)
    assert dict(Measurement.objects.values_list("flag").annotate(Count("value"))) == {
        Flag.UNCHECKED: 40_186,
        Flag.OUT_OF_RANGE: 14,
    }
    flagged = Measurement.objects.filter(flag=Flag.OUT_OF_RANGE)
    assert set(flagged.values_list("series__variable__code", flat=True)) == {"T"}
    assert max(flagged.values_list("value", flat=True)) < 0
    found = Series.objects.values_list("variable__code", "point", "unit", "origin", "interval_seconds")
    assert sorted(found) == [
        ("DO", "reactor", None, "sensor", 300),
        ("NH4-N", "effluent", None, "sensor", 300),
        ("NH4-N", "influent", None, "sensor", 300),
        ("NO3-N", "effluent", None, "sensor", 300),
        ("PO4-P", "effluent", None, "sensor", 300),
        ("PO4-P", "influent", None, "sensor", 300),
        ("Q", "effluent", None, "sensor", 300),
        ("Q", "influent", None, "sensor", 300),
        ("SS", "reactor", None, "sensor", 300),
        ("T", "reactor", None, "sensor", 300),
    ]
    first = Measurement.objects.filter(series__variable__code="NH4-N", series__point="influent").order_by("time")[0]
    assert (first.time, first.value) == (dt.datetime(2022, 3, 11, 7, 30, tzinfo=SHANGHAI), 59.131)
    assert StagedMeasurement.objects.count() == 0


def test_the_laboratory_of_the_same_plant_leaves_its_empty_cells_out(base):
    outcome = run(DATA / "wwtp_sample_lab.csv", "--origin", "laboratory")

    assert counts(outcome) == (324, 0, 0, 0)
    found = Series.objects.values_list("variable__code", "point", "unit__code", "origin", "interval_seconds")
    assert sorted(found, key=str) == [
        ("NH4-N", "effluent", None, "laboratory", None),
        ("NH4-N", "influent", None, "laboratory", None),
        ("NO3-N", "effluent", None, "laboratory", None),
        ("PO4-P", "effluent", None, "laboratory", None),
        ("PO4-P", "influent", None, "laboratory", None),
        ("SS", "reactor", "HARVEST", "laboratory", None),
        ("SS", "reactor", "POSTMIX", "laboratory", None),
    ]
    postmix = Measurement.objects.filter(series__unit__code="POSTMIX")
    assert postmix.count() == 79


def test_importing_again_changes_nothing(base):
    path = DATA / "wwtp_sample_lab.csv"
    run(path, "--origin", "laboratory")
    before = list(Measurement.objects.order_by("series_id", "time").values())

    outcome = run(path, "--origin", "laboratory")

    assert counts(outcome) == (0, 0, 324, 0)
    assert list(Measurement.objects.order_by("series_id", "time").values()) == before
    assert Correction.objects.count() == 0
    assert list(MeasurementImport.objects.order_by("pk").values_list("created_count", "unchanged_count")) == [
        (324, 0),
        (0, 324),
    ]


def test_a_corrected_value_replaces_the_old_one_which_is_saved_as_a_correction(base, write_file):
    run(write_file(GOOD))
    corrected = GOOD.replace("59.2", "58.7")

    outcome = run(write_file(corrected, name="corrected.csv"))

    assert counts(outcome) == (0, 1, 3, 0)
    at = dt.datetime(2022, 3, 11, 7, 35, tzinfo=SHANGHAI)
    assert Measurement.objects.get(series__variable__code="NH4-N", time=at).value == 58.7
    correction = Correction.objects.get()
    assert (correction.time, correction.old_value, correction.new_value) == (at, 59.2, 58.7)
    assert correction.old_flag == Flag.UNCHECKED
    assert correction.new_import.file_name == "corrected.csv"
    rollup = DailyRollup.objects.get(series__variable__code="NH4-N")
    assert (rollup.used_count, rollup.total, rollup.lowest) == (2, pytest.approx(117.8), 58.7)


def test_a_flag_set_by_hand_stays_when_the_same_value_comes_again(base, write_file):
    run(write_file(GOOD))
    Measurement.objects.filter(series__variable__code="NH4-N").update(flag=Flag.MAINTENANCE)

    run(write_file(GOOD))

    assert set(Measurement.objects.filter(series__variable__code="NH4-N").values_list("flag", flat=True)) == {
        Flag.MAINTENANCE
    }


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(base, write_file):
    changes = Change.objects.count()

    outcome = run(write_file(GOOD), "--dry-run")

    assert (counts(outcome), outcome["dry_run"]) == ((4, 0, 0, 0), True)
    assert nothing_is_loaded()
    assert Change.objects.count() == changes


def test_a_dry_run_names_the_time_span_the_new_series_and_the_values_flagged_with_the_reason(base, write_file):
    run(write_file("timestamp,temp_c\n2022-03-10 07:30,12\n"))
    rows = (
        "timestamp,temp_c,nh4_inf_mgN_L,do_harvest_mg_L\n"
        "2022-03-11 07:30,-1,59,<0.1\n2022-03-11 07:35,46,-1,0.4\n2022-03-12 00:05,12,58,0.3\n"
    )

    checked = run(write_file(rows), "--dry-run")
    imported = run(write_file(rows))
    again = run(write_file("timestamp,temp_c\n2022-03-10 07:30,12\n"), "--dry-run")

    assert checked["remarks"] == [
        "Values from 11 Mar 2022, 07:30 to 12 Mar 2022, 00:05 (Asia/Shanghai).",
        "2 series are new: nh4_inf_mgN_L (NH4-N, influent), do_harvest_mg_L (DO, in the reactor HARVEST).",
        "3 values are flagged “outside the possible range”: temp_c 2 (possible: 0 to 45 °C), "
        "nh4_inf_mgN_L 1 (possible: 0 to 2,000 mg/L).",
        "1 value is flagged “below detection”: do_harvest_mg_L 1.",
    ]
    assert imported["remarks"] == []
    assert again["remarks"][1:] == ["All series are known already.", "No value is flagged."]


def test_a_dry_run_counts_against_what_is_there(base, write_file):
    run(write_file(GOOD))

    outcome = run(write_file(GOOD.replace("59.2", "1.0") + "2022-03-11 07:40,59.3,\n"), "--dry-run")

    assert counts(outcome) == (1, 1, 3, 0)
    assert Measurement.objects.count() == 4


FIRST_OF = "column of times named timestamp, datetime, date_time, time, 时间, 日期时间, 采样时间, 监测时间, date, day"
KNOWN = "flow, temp, ph, orp, do, nh4, no2, no3, tn, po4, tp, cod, bod5, tss, mlss, mlvss, air, power"
BAD_FILES = {
    "wrong date": (HEAD + "2022-13-45 07:30,1,1\n", 2, "timestamp", "2022-13-45 07:30",
                   "a time as in 2026-10-31 07:30, in 24 hours"),
    "no date": (HEAD + "yesterday,1,1\n", 2, "timestamp", "yesterday", "a time as in 2026-10-31 07:30, in 24 hours"),
    "day alone": (HEAD + "2022-03-11,1,1\n", 2, "timestamp", "2022-03-11",
                  "a time as in 2026-10-31 07:30, in 24 hours"),
    "future": (HEAD + "2999-01-01 00:00,1,1\n", 2, "timestamp", "2999-01-01 00:00", "a time that is past"),
    "unset clock": (HEAD + "1970-01-01 00:00,1,1\n", 2, "timestamp", "1970-01-01 00:00", "a time after 1991"),
    "no number": (GOOD + "2022-03-11 07:40,abc,1\n", 4, "nh4_inf_mgN_L", "abc",
                  "a number with a decimal point, or an empty cell"),
    "decimal comma": ("timestamp;temp_c\n2022-03-11 07:30;12,5\n", 2, "temp_c", "12,5",
                      "a number with a decimal point, or an empty cell"),
    "infinite": (HEAD + "2022-03-11 07:30,inf,1\n", 2, "nh4_inf_mgN_L", "inf",
                 "a number with a decimal point, or an empty cell"),
    "duplicate": (GOOD + "2022-03-11 07:30,3,4\n", 4, "timestamp", "2022-03-11 07:30",
                  "a time that no row above has; row 2 has it"),
    "missing cell": (HEAD + "2022-03-11 07:30,1\n", 2, "", "number of cells: 2",
                     "number of cells: 3, as in the first row"),
    "missing time column": ("nh4_inf_mgN_L,temp_c\n1,2\n", 1, "", "nh4_inf_mgN_L, temp_c",
                            f"a {FIRST_OF}, 日期, 采样日期, 监测日期"),
    "unknown column": ("timestamp,colour_inf\n2022-03-11 07:30,1\n", 1, "colour_inf", "colour_inf",
                       f"name_point_unit as in nh4_inf_mgN_L, with one of these names: {KNOWN}; and one of these "
                       "points, or none: inf, eff, harvest, postmix"),
    "unknown unit": ("timestamp,nh4_inf_ppm\n2022-03-11 07:30,1\n", 1, "nh4_inf_ppm", "ppm",
                     "one of these units at the end: mgN_L"),
    "no unit": ("timestamp,nh4_inf\n2022-03-11 07:30,1\n", 1, "nh4_inf", "no unit",
                "one of these units at the end: mgN_L"),
    "same column twice": ("timestamp,tn_inf_mg_L,tn_inf_mgN_L\n2022-03-11 07:30,1,1\n", 1, "tn_inf_mgN_L",
                          "tn_inf_mgN_L", "each series in one column; tn_inf_mg_L holds the same one"),
    "no value column": ("timestamp,\n2022-03-11 07:30,\n", 1, "", "timestamp, ",
                        "a column of times and at least one of values, separated by comma, semicolon or tab"),
    "value in a nameless column": ("timestamp,temp_c,\n2022-03-11 07:30,12,5\n", 2, "", "5",
                                   "nothing: the column has no name"),
    "one column": ("timestamp\n2022-03-11 07:30\n", 1, "", "a single column",
                   "a column of times and at least one of values, separated by comma, semicolon or tab"),
    "no rows": (HEAD, None, "", "a first row and nothing below it", "at least one row of values"),
    "empty": ("", None, "", "an empty file", "a CSV file: text with one row a line, its cells separated by commas"),
    "web page": ("<!DOCTYPE html><html><body>Log in, please</body></html>", None, "", "a web page or XML",
                 "a CSV file: text with one row a line, its cells separated by commas"),
    "quote left open": (HEAD + '2022-03-11 07:30,"1,1\n', 2, "", "a row that cannot be divided into cells",
                        "a CSV file: text with one row a line, its cells separated by commas"),
    "unknown zone": ("timestamp (Mars/Base),temp_c\n2022-03-11 07:30,1\n", 1, "timestamp (Mars/Base)", "Mars/Base",
                     "a time zone as in UTC, +08:00 or Asia/Shanghai"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_refused_with_row_column_found_and_expected_and_leaves_nothing(case, base, write_file):
    text, row, field, found, expected = BAD_FILES[case]

    outcome = run(write_file(text))

    assert outcome["refused"] == [{"row": row, "field": field, "found": found, "expected": expected}]
    assert counts(outcome) == (0, 0, 0, 1)
    assert nothing_is_loaded()


OTHER_FILES = {
    "UTF-16": (GOOD.encode("utf-16"), "UTF-16"),
    "UTF-16 without mark": (GOOD.encode("utf-16-le"), "UTF-16"),
    "UTF-32": (GOOD.encode("utf-32"), "UTF-32"),
    "Windows-1252": ((GOOD + "# mesuré\n").encode("cp1252"), "Windows-1252"),
    "Excel": (b"PK\x03\x04" + bytes(range(256)), "an Excel workbook or another ZIP archive"),
    "old Excel": (b"\xd0\xcf\x11\xe0" + bytes(range(256)), "an old Excel workbook"),
    "PDF": (b"%PDF-1.7\n\x00", "a PDF document"),
    "binary": (bytes(range(1, 256)) * 4 + b"\0", "a binary file"),
}


@pytest.mark.parametrize("case", OTHER_FILES)
def test_what_is_no_text_of_ours_is_named(case, base, tmp_path):
    content, found = OTHER_FILES[case]
    path = tmp_path / "values.csv"
    path.write_bytes(content)

    outcome = run(path)

    assert [one["found"] for one in outcome["refused"]] == [found]
    assert nothing_is_loaded()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_utf8_with_and_without_mark_and_gb18030_are_read(encoding, base, write_file):
    text = "采样时间,nh4_inf_mgN_L\n2022-03-11 07:30,59.1\n"

    assert counts(run(write_file(text, encoding))) == (1, 0, 0, 0)


def test_a_bad_row_refuses_the_file_unless_the_good_rows_are_asked_for(base, write_file):
    path = write_file(GOOD + "2022-03-11 07:40,abc,xyz\n2022-03-11 07:35,1,1\n")

    refused = run(path)
    assert counts(refused) == (0, 0, 0, 2)
    assert [(one["row"], one["field"]) for one in refused["refused"]] == [
        (4, "nh4_inf_mgN_L"),
        (4, "temp_c"),
        (5, "timestamp"),
    ]
    assert nothing_is_loaded()

    taken = run(path, "--take-good-rows")
    assert counts(taken) == (4, 0, 0, 2)
    assert sorted(Measurement.objects.values_list("value", flat=True)) == [12.2, 12.3, 59.1, 59.2]


def test_values_for_the_same_time_in_different_columns_are_no_duplicates(base, write_file):
    text = HEAD + "2022-03-11 07:30,59.1,\n2022-03-11 07:30,,12.2\n"

    assert counts(run(write_file(text))) == (2, 0, 0, 0)


def test_an_account_imports_only_into_bases_it_sees_and_with_its_rights(base, editor, but, write_file):
    path = write_file(GOOD)
    PilotBaseFactory(code="B-2023-01-BUT", private_to=but)
    viewer = UserFactory(organisation=editor.organisation)

    for code, email, sentence in (
        ("B-2023-01-BUT", editor.email, "There is no pilot test base B-2023-01-BUT."),
        ("B-9999-01", editor.email, "There is no pilot test base B-9999-01."),
        ("B-2022-01", viewer.email, "This account may not import measurements."),
        ("B-2022-01", "nobody@example.org", "No active account has the address nobody@example.org."),
    ):
        with pytest.raises(CommandError) as error:
            call_command("import_measurements", str(path), "--base", code, "--as", email)
        assert str(error.value) == sentence
    assert nothing_is_loaded()

    run(path, "--as", editor.email)

    record, job = MeasurementImport.objects.get(), Job.objects.get()
    assert (record.by, job.by, job.private_to, job.state) == (editor, editor, editor.organisation, "done")


def test_a_file_that_cannot_be_read_is_one_sentence(base, tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.csv cannot be read: No such file or directory\."):
        call_command("import_measurements", str(tmp_path / "nowhere.csv"), "--base", "B-2022-01")


def test_without_json_the_outcome_is_written_in_sentences(base, write_file):
    out = io.StringIO()

    with pytest.raises(CommandError, match="1 row is refused"):
        call_command(
            "import_measurements", str(write_file(HEAD + "yesterday,1,1\n")), "--base", "B-2022-01", stdout=out
        )

    assert out.getvalue().splitlines() == [
        "Row 2, column timestamp: found yesterday; expected a time as in 2026-10-31 07:30, in 24 hours.",
        "0 new, 0 changed, 0 unchanged. 1 row is refused. Nothing was imported.",
    ]
