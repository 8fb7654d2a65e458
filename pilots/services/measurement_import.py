"""Takes a file of measurements in: staged without the write lock, then put in place in one short transaction."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from partnership.jobs.progress import JobLostError, Progress
from partnership.models import User
from partnership.records.changes import act
from partnership.records.saving import save_record
from partnership.rules.periods import ONE_DAY, SHANGHAI
from partnership.transfer.outcome import MAX_REFUSALS_STORED, FileRefusedError, ImportOutcome, Refusal
from pilots.models import MeasurementImport, PilotBase, ProcessUnit, Series, Variable
from pilots.services.measurement_columns import UNIT_NAMES, MeasuredColumn
from pilots.services.measurement_files import BadRow, MeasurementFile, Range, open_measurements
from pilots.services.measurement_preview import remarks_on
from pilots.services.rollups import refresh_rollups
from pilots.services.staging import Comparison, Staging

# A file has a fixed interval where that much of the steps from row to row are the same; the rest are gaps.
SHARE_OF_REGULAR_STEPS = 0.8
FEWEST_STEPS = 3
DUPLICATE_EXPECTED = gettext_noop("a time that no row above has; row %(first)s has it")
VARIABLE_EXPECTED = gettext_noop("a variable that is recorded here; an operator brings them in with load_facts")


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What is to be taken in and how; `path` is where the file lies, `file_name` what it was called."""

    path: Path
    file_name: str
    origin: str
    takes_good_rows: bool = False
    is_dry_run: bool = False


def import_measurements(order: ImportOrder, *, base: PilotBase, by: User | None, progress: Progress) -> ImportOutcome:
    """Import a file for a base; all of it or nothing, unless the good rows alone were asked for.

    Repeating an import changes nothing. A value that differs from what was measured before takes its place, and the old
    one goes to the corrections. The job that `progress` holds is completed in the same transaction.
    """
    staging = Staging(progress)
    staging.discard()
    try:
        outcome = _import(order, staging, base, by)
    except JobLostError:
        raise  # what is staged now belongs to whoever took the job over
    except BaseException:
        staging.discard()
        raise
    staging.discard()
    return outcome


def _import(order: ImportOrder, staging: Staging, base: PilotBase, by: User | None) -> ImportOutcome:
    outcome = ImportOutcome(is_dry_run=order.is_dry_run)
    try:
        codes = base.units.values_list("code", flat=True)  # unscoped: inherits the base's audience
        file = open_measurements(order.path, sorted(set(codes)))
        interval = _stage(file, staging, outcome)
    except FileRefusedError as error:
        return ImportOutcome.of_refused_file(error, is_dry_run=order.is_dry_run)
    _refuse_duplicates(file, staging, outcome)
    if outcome.refused_count and not order.takes_good_rows:
        return outcome
    taking = Taking(order, file, staging, base, by, interval)
    if order.is_dry_run:
        taking.foresee(outcome)
    else:
        taking.import_rows(outcome)
    return outcome


def _stage(file: MeasurementFile, staging: Staging, outcome: ImportOutcome) -> int | None:
    """Stage the good rows and note the bad ones; returns the interval of the rows in seconds, None where irregular."""
    staging.all_rows = file.text.lines - 1  # without the names of the columns
    steps: Counter[int] = Counter()
    last: dt.datetime | None = None
    number = 0
    for row in file.rows(_ranges(file.columns)):
        number = row.number
        if isinstance(row, BadRow):
            outcome.refuse(*row.refusals)
            continue
        staging.add(row)
        if last is not None:
            steps[int((row.time - last).total_seconds())] += 1
            if len(steps) > MAX_REFUSALS_STORED:
                steps = Counter(dict(steps.most_common(10)))
        last = row.time
    staging.flush(number)
    return _interval(steps)


def _interval(steps: Counter[int]) -> int | None:
    if steps.total() < FEWEST_STEPS:
        return None
    seconds, count = steps.most_common(1)[0]
    return seconds if seconds > 0 and count >= SHARE_OF_REGULAR_STEPS * steps.total() else None


def _ranges(columns: list[MeasuredColumn]) -> dict[str, Range]:
    """The possible values of each variable measured; raises FileRefusedError where one is not recorded."""
    variables = Variable.objects.filter(code__in={one.variable for one in columns})
    found = {one.code: (one.hard_min, one.hard_max) for one in variables}
    for column in columns:
        if column.variable not in found:
            raise FileRefusedError(Refusal(1, column.header, column.variable, VARIABLE_EXPECTED))
    return found


def _refuse_duplicates(file: MeasurementFile, staging: Staging, outcome: ImportOutcome) -> None:
    count, shown = staging.find_duplicates(MAX_REFUSALS_STORED)
    if not count:
        return
    for one in shown:
        found = f"{one.time.astimezone(file.times.zone):%Y-%m-%d %H:%M:%S}".removesuffix(":00")
        outcome.refuse(Refusal(one.row, file.times.name, found, DUPLICATE_EXPECTED, {"first": str(one.first_row)}))
    outcome.refused_count += count - len(shown)
    outcome.refused.sort(key=lambda refusal: refusal.row or 0)
    staging.drop_duplicates()


@dataclass(frozen=True, slots=True)
class Taking:
    """A staged file on its way into a base."""

    order: ImportOrder
    file: MeasurementFile
    staging: Staging
    base: PilotBase
    by: User | None
    interval: int | None

    def foresee(self, outcome: ImportOutcome) -> None:
        """Count and tell what taking it in would do, without writing anything."""
        known, _compared = self._compare(outcome)
        outcome.remarks = remarks_on(self.file.columns, known, self.staging)

    @transaction.atomic
    def import_rows(self, outcome: ImportOutcome) -> None:
        """Put everything in place, with its corrections, its daily sums and the record of the import."""
        # Imports into one base wait for each other: both would find the same values missing.
        PilotBase.objects.select_for_update().get(pk=self.base.pk)  # unscoped: the base given
        known, compared = self._compare(outcome)
        touched = [number for number, one in enumerate(compared) if one.created or one.updated]
        with act():
            record = self._record(outcome, len(touched))
            series = [one or self._make_series(self.file.columns[number]) for number, one in enumerate(known)]
        now = timezone.now()
        for number in touched:
            self.staging.import_rows(number, series[number].pk, record.pk, now)
        self._refresh([series[number].pk for number in touched])
        outcome.is_taken_in = True
        self.staging.progress.complete({"outcome": outcome.as_json()})

    def _compare(self, outcome: ImportOutcome) -> tuple[list[Series | None], list[Comparison]]:
        """The series of each column, as far as there is one, and how its values stand to what was measured before."""
        known = [self._find_series(column) for column in self.file.columns]
        compared = [self.staging.compare(number, one.pk if one else None) for number, one in enumerate(known)]
        _count(outcome, compared)
        return known, compared

    def _refresh(self, series_ids: list[int]) -> None:
        span = self.staging.span()
        if span and series_ids:
            first, last = (time.astimezone(SHANGHAI).date() for time in span)
            refresh_rollups(series_ids, first, last + ONE_DAY)

    def _record(self, outcome: ImportOutcome, series_count: int) -> MeasurementImport:
        record = MeasurementImport(
            base=self.base,
            by=self.by,
            file_name=self.order.file_name,
            sha256=self.file.text.sha256,
            series_count=series_count,
            created_count=outcome.created,
            updated_count=outcome.updated,
            unchanged_count=outcome.unchanged,
        )
        return save_record(record, by=self.by)

    def _find_unit(self, column: MeasuredColumn) -> ProcessUnit | None:
        units = ProcessUnit.objects.filter(base=self.base, code=column.unit_code)  # unscoped: of the base given
        return units.order_by("-starts_on").first() if column.unit_code else None

    def _find_series(self, column: MeasuredColumn) -> Series | None:
        unit = self._find_unit(column)
        if column.unit_code and unit is None:
            return None
        same = Series.objects.filter(base=self.base, unit=unit, point=column.point)  # unscoped: of the base given
        return same.filter(variable__code=column.variable, origin=self.order.origin).first()

    def _make_series(self, column: MeasuredColumn) -> Series:
        series = Series(
            base=self.base,
            unit=(self._find_unit(column) or self._make_unit(column)) if column.unit_code else None,
            variable=Variable.objects.get(code=column.variable),
            point=column.point,
            origin=self.order.origin,
            interval_seconds=self.interval,
        )
        return save_record(series, by=self.by)

    def _make_unit(self, column: MeasuredColumn) -> ProcessUnit:
        chinese, english = UNIT_NAMES[column.unit_code]
        unit = ProcessUnit(
            base=self.base,
            code=column.unit_code,
            name_zh=chinese,
            name_en=english,
            kind=ProcessUnit.Kind.OTHER,
            starts_on=self.base.starts_on,
        )
        return save_record(unit, by=self.by)


def _count(outcome: ImportOutcome, compared: list[Comparison]) -> None:
    outcome.created = sum(one.created for one in compared)
    outcome.updated = sum(one.updated for one in compared)
    outcome.unchanged = sum(one.unchanged for one in compared)
