"""Real data of one plant, as dirty as plants are: the shipped two weeks of the EcoRecover plant (data/README.md)."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from partnership.operations.samples.records import Row
from partnership.operations.samples.sets import SampleSet
from partnership.rules.periods import SHANGHAI
from pilots.models import Measurement, MeasurementImport, ProcessUnit, Series, Variable
from pilots.models.series import Flag
from pilots.services.rollups import refresh_rollups

FOLDER = Path(__file__).resolve().parent.parent / "data"


def load_file(samples: SampleSet, row: Row) -> None:
    """A file as series of a unit, one a column that is named, at the times at which its values were measured."""
    values = row.values
    content = (FOLDER / values["file"]).read_bytes()
    lines = list(csv.DictReader(content.decode("utf-8").splitlines()))
    unit = samples.find(ProcessUnit, values["unit"], row.place, "unit")
    columns = {column: _series(samples, row, unit, signal) for column, signal in values["columns"].items()}
    samples.store(list(columns.values()))
    measured = [one for column, series in columns.items() for one in _measurements(lines, column, series)]
    Measurement.objects.bulk_create(measured, batch_size=20_000)  # unscoped: new rows
    taken_in = MeasurementImport(
        base=unit.base,
        file_name=values["file"],
        sha256=hashlib.sha256(content).hexdigest(),
        created_count=len(measured),
        source=values["source"],
    )
    samples.store([taken_in])
    days = [one.time.date() for one in measured]
    refresh_rollups([one.pk for one in columns.values()], min(days), max(days) + dt.timedelta(days=1))


def _series(samples: SampleSet, row: Row, unit: ProcessUnit, signal: str) -> Series:
    """The series of a signal such as `NH4-N effluent`: variable and point."""
    code, point = signal.split()
    return Series(
        base=unit.base,
        unit=unit,
        variable=samples.find(Variable, {"code": code}, row.place, "columns"),
        point=point,
        origin=row.values["origin"],
        source=row.values["source"],
    )


def _measurements(lines: list[dict[str, Any]], column: str, series: Series) -> Iterator[Measurement]:
    """The filled cells of a column; a value outside the possible range keeps its place and is flagged."""
    lowest, highest = series.variable.hard_min, series.variable.hard_max
    for line in lines:
        if line[column]:
            value = float(line[column])
            is_possible = (lowest is None or value >= lowest) and (highest is None or value <= highest)
            time = dt.datetime.fromisoformat(line["timestamp"]).replace(tzinfo=SHANGHAI)
            flag = Flag.UNCHECKED if is_possible else Flag.OUT_OF_RANGE
            yield Measurement(series_id=series.pk, time=time, value=value, flag=flag)
