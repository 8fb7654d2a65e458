"""Real data of one plant with its gaps and faults: two weeks of the EcoRecover plant (data/README.md)."""

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
from pilots.quality.ranges import possible_range
from pilots.services.rollups import refresh_rollups

FOLDER = Path(__file__).resolve().parent.parent / "data"


def load_file(samples: SampleSet, row: Row) -> None:
    """Load a file as series of a unit, one for each column that the row names, at the times of measurement."""
    values = row.values
    content = (FOLDER / values["file"]).read_bytes()
    lines = list(csv.DictReader(content.decode("utf-8").splitlines()))
    unit = samples.find(ProcessUnit, values["unit"], row.place, "unit")
    columns = {column: _series(samples, row, unit, signal) for column, signal in values["columns"].items()}
    samples.store(list(columns.values()))
    measurements = [value for column, series in columns.items() for value in _measurements(lines, column, series)]
    Measurement.objects.bulk_create(measurements, batch_size=20_000)
    record = MeasurementImport(
        base=unit.base,
        file_name=values["file"],
        sha256=hashlib.sha256(content).hexdigest(),
        created_count=len(measurements),
        source=values["source"],
    )
    samples.store([record])
    days = [measurement.time.date() for measurement in measurements]
    refresh_rollups([series.pk for series in columns.values()], min(days), max(days) + dt.timedelta(days=1))


def _series(samples: SampleSet, row: Row, unit: ProcessUnit, signal: str) -> Series:
    """Return the new series of a signal such as `NH4-N effluent`: variable and point."""
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
    """Yield the filled cells of a column; a value outside the possible range is flagged."""
    possible = possible_range(series.variable)
    for line in lines:
        if line[column]:
            value = float(line[column])
            time = dt.datetime.fromisoformat(line["timestamp"]).replace(tzinfo=SHANGHAI)
            yield Measurement(series_id=series.pk, time=time, value=value, flag=possible.flag(value))
