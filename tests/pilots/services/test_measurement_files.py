"""What the columns and times of a file mean."""

import datetime as dt

import pytest
from django.utils import translation

from partnership.rules.periods import SHANGHAI
from partnership.transfer.outcome import FileRefusedError
from pilots.models import Flag
from pilots.quality.ranges import PossibleRange
from pilots.services.measurement_columns import parse_header
from pilots.services.measurement_files import BadRow, Row, open_measurements

RANGES = {
    "Q": PossibleRange(0),
    "T": PossibleRange(0, 45),
    "NH4-N": PossibleRange(0, 2000),
    "DO": PossibleRange(0, 20),
}


def rows(path, **options) -> list[Row | BadRow]:
    return list(open_measurements(path, **options).rows(RANGES))


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("timestamp", "2022-03-11 07:30", "2022-03-10 23:30:00"),
        ("timestamp", "2022-03-11T07:30:15", "2022-03-10 23:30:15"),
        ("采样时间", "2022/3/11 7:30", "2022-03-10 23:30:00"),
        ("time", "2022-03-11 07:30:00.000", "2022-03-10 23:30:00"),
        ("time", "2022-03-11 07:30Z", "2022-03-11 07:30:00"),
        ("time", "2022-03-11 07:30+01:00", "2022-03-11 06:30:00"),
        ("time (UTC)", "2022-03-11 07:30", "2022-03-11 07:30:00"),
        ("time [+09:00]", "2022-03-11 07:30", "2022-03-10 22:30:00"),
        ("time (America/Chicago)", "2022-03-11 07:30", "2022-03-11 13:30:00"),
        ("date,time", "2022-03-11,07:30", "2022-03-10 23:30:00"),
        ("日期", "2022/03/11", "2022-03-10 16:00:00"),
        ("timestamp", "2022-03-13 02:30", "2022-03-12 18:30:00"),  # skipped in Chicago
    ],
)
def test_times_are_those_of_the_clock_in_shanghai_unless_the_file_says_otherwise(header, cells, expected, write_file):
    (row,) = rows(write_file(f"{header},temp_c\n{cells},12\n"))

    assert (f"{row.time:%F %T}", row.time.tzinfo, row.values) == (expected, dt.UTC, [(0, 12.0, Flag.UNCHECKED)])


@pytest.mark.parametrize("time", ["2022-03-13 02:30", "2022-11-06 01:30"])
def test_a_time_that_a_zone_skips_or_has_twice_is_refused(time, write_file):
    (row,) = rows(write_file(f"time (America/Chicago),temp_c\n{time},12\n"))

    with translation.override("en"):
        refused = [(one.found_text, one.expected_text) for one in row.refusals]
    assert refused == [
        (time, "a time that the clock of America/Chicago shows once; write it with its offset, as in +08:00")
    ]


def test_values_are_read_converted_and_flagged(write_file):
    text = "timestamp\tflow_inf_L_s\ttemp_c\tnh4_eff_mgN_L\tdo_mg_L\n2022-03-11 07:30\t2\t-17.8\t<0.05\tNaN\n\n"

    (row,) = rows(write_file(text))

    assert row == Row(
        number=2,
        time=dt.datetime(2022, 3, 11, 7, 30, tzinfo=SHANGHAI),
        values=[(0, 172.8, Flag.UNCHECKED), (1, -17.8, Flag.OUT_OF_RANGE), (2, 0.05, Flag.BELOW_DETECTION)],
    )


@pytest.mark.parametrize(
    ("header", "series", "factor"),
    [
        ("NH4_inf_mgn_l", ("NH4-N", "influent", ""), 1.0),
        ("tss_g_L", ("SS", "reactor", ""), 1000.0),
        ("tss_harvest_mg_L", ("SS", "reactor", "HARVEST"), 1.0),
        ("ph_eff", ("pH", "effluent", ""), 1.0),
        ("ph", ("pH", "reactor", ""), 1.0),
        ("flow_eff_m3_h", ("Q", "effluent", ""), 24.0),
        ("power_kWh", ("POWER", "power", ""), 1.0),
    ],
)
def test_a_column_is_named_by_variable_point_and_unit(header, series, factor):
    column = parse_header(header, 1)

    assert (column.series_key, column.factor) == (series, factor)


def test_the_process_units_of_the_base_are_points_too(write_file):
    path = write_file("timestamp,do_pn1_mg_L\n2022-03-11 07:30,0.4\n")

    assert open_measurements(path, ["PN1"]).columns[0].series_key == ("DO", "reactor", "PN1")
    with pytest.raises(FileRefusedError) as error:
        open_measurements(path)
    assert error.value.refusal.found == "pn1_mg_L"
