"""Real data of one plant, as dirty as plants are: the shipped two weeks of the EcoRecover plant (data/README.md)."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from pathlib import Path

from partnership.rules.periods import SHANGHAI
from partnership.samples.world import World
from pilots.models import Measurement, MeasurementImport, PilotBase, ProcessUnit, Series, Variable
from pilots.models.series import Flag
from pilots.services.rollups import refresh_rollups

FOLDER = Path(__file__).resolve().parent.parent / "data"
SOURCE = (
    "EcoRecover plant, from EXPOsan 1.4.4 (University of Illinois/NCSA Open Source License); see pilots/data/README.md"
)
FILES = {"wwtp_sample_5min.csv": Series.Origin.SENSOR, "wwtp_sample_lab.csv": Series.Origin.LABORATORY}
# Column of the files: variable and point. A column that stands here in neither file is not taken in.
COLUMNS = {
    "flow_inf_m3_d": ("Q", "influent"),
    "flow_eff_m3_d": ("Q", "effluent"),
    "temp_c": ("T", "reactor"),
    "nh4_inf_mgN_L": ("NH4-N", "influent"),
    "nh4_eff_mgN_L": ("NH4-N", "effluent"),
    "no3_eff_mgN_L": ("NO3-N", "effluent"),
    "po4_inf_mgP_L": ("PO4-P", "influent"),
    "po4_eff_mgP_L": ("PO4-P", "effluent"),
    "tss_mg_L": ("SS", "reactor"),
    "tss_postmix_mg_L": ("SS", "reactor"),
    "do_mg_L": ("DO", "reactor"),
}


def load_reference(world: World, base: PilotBase) -> None:
    """Both files as series of a unit of their own, at the times at which they were measured."""
    unit = ProcessUnit(
        base=base,
        code="REF",
        kind=ProcessUnit.Kind.OTHER,
        name_zh="公开数据参考线（EcoRecover）",
        name_en="Reference line of public data (EcoRecover)",
        starts_on=base.starts_on,
        source=SOURCE,
    )
    world.store([unit])
    for name, origin in FILES.items():
        _load_file(world, unit, FOLDER / name, origin)


def _load_file(world: World, unit: ProcessUnit, path: Path, origin: str) -> None:
    content = path.read_bytes()
    rows = list(csv.DictReader(content.decode("utf-8").splitlines()))
    variables = {one.code: one for one in Variable.objects.all()}
    series = {
        column: Series(base=unit.base, unit=unit, variable=variables[code], point=point, origin=origin, source=SOURCE)
        for column, (code, point) in COLUMNS.items()
        if column in rows[0]
    }
    world.store(list(series.values()))
    values = [value for column, one in series.items() for value in _values(rows, column, one)]
    Measurement.objects.bulk_create(values, batch_size=20_000)
    taken_in = MeasurementImport(
        base=unit.base,
        file_name=path.name,
        sha256=hashlib.sha256(content).hexdigest(),
        created_count=len(values),
        source=SOURCE,
    )
    world.store([taken_in])
    days = [value.time.date() for value in values]
    refresh_rollups([one.pk for one in series.values()], min(days), max(days) + dt.timedelta(days=1))


def _values(rows: list[dict[str, str]], column: str, series: Series) -> list[Measurement]:
    """The filled cells of a column; a value outside the possible range keeps its place and is flagged."""
    lowest, highest = series.variable.hard_min, series.variable.hard_max
    values = []
    for row in rows:
        if row[column]:
            value = float(row[column])
            is_possible = (lowest is None or value >= lowest) and (highest is None or value <= highest)
            time = dt.datetime.fromisoformat(row["timestamp"]).replace(tzinfo=SHANGHAI)
            flag = Flag.UNCHECKED if is_possible else Flag.OUT_OF_RANGE
            values.append(Measurement(series=series, time=time, value=value, flag=flag))
    return values
