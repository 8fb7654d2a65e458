"""The import of a file of measurements: staged without the write lock, then saved in one short transaction."""

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
from pilots.quality.ranges import PossibleRange, possible_range
from pilots.services.measurement_columns import UNIT_NAMES, MeasuredColumn
from pilots.services.measurement_files import BadRow, MeasurementFile, open_measurements
from pilots.services.measurement_preview import preview_remarks
from pilots.services.rollups import refresh_rollups
from pilots.services.staging import Comparison, Staging

# A file has a fixed interval where that much of the steps from row to row are the same; the rest are gaps.
SHARE_OF_REGULAR_STEPS = 0.8
MIN_STEPS = 3
DUPLICATE_EXPECTED = gettext_noop("a time that no row above has; row %(first)s has it")
VARIABLE_EXPECTED = gettext_noop("a variable that is recorded here; an operator brings them in with load_facts")


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """The file to import and the options; `path` is that of the upload, `file_name` the name that the user gave."""

    path: Path
    file_name: str
    origin: str
    takes_good_rows: bool = False
    is_dry_run: bool = False


def import_measurements(order: ImportOrder, *, base: PilotBase, by: User | None, progress: Progress) -> ImportOutcome:
    """Import a file for a base; all of it or nothing, unless the order takes the good rows.

    Repeating an import changes nothing. A value that differs from an earlier one replaces it, and the earlier one is
    saved as a correction. The job of `progress` is completed in the same transaction.
    """
    staging = Staging(progress)
    staging.discard()
    try:
        outcome = _import(order, staging, base, by)
    except JobLostError:
        raise  # the staged values belong to the worker that claimed the job now
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
    staged = StagedImport(order, file, staging, base, by, interval)
    if order.is_dry_run:
        staged.preview(outcome)
    else:
        staged.save(outcome)
    return outcome


def _stage(file: MeasurementFile, staging: Staging, outcome: ImportOutcome) -> int | None:
    """Stage the good rows and refuse the others; return the interval of the rows in seconds, None where irregular."""
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
    if steps.total() < MIN_STEPS:
        return None
    seconds, count = steps.most_common(1)[0]
    return seconds if seconds > 0 and count >= SHARE_OF_REGULAR_STEPS * steps.total() else None


def _ranges(columns: list[MeasuredColumn]) -> dict[str, PossibleRange]:
    """Return the possible range of each variable measured; raises FileRefusedError where one is not recorded."""
    variables = Variable.objects.filter(code__in={column.variable for column in columns})
    ranges = {variable.code: possible_range(variable) for variable in variables}
    for column in columns:
        if column.variable not in ranges:
            raise FileRefusedError(Refusal(1, column.header, column.variable, VARIABLE_EXPECTED))
    return ranges


def _refuse_duplicates(file: MeasurementFile, staging: Staging, outcome: ImportOutcome) -> None:
    count, duplicates = staging.find_duplicates(MAX_REFUSALS_STORED)
    if not count:
        return
    for duplicate in duplicates:
        time = f"{duplicate.time.astimezone(file.times.zone):%Y-%m-%d %H:%M:%S}".removesuffix(":00")
        words = {"first": str(duplicate.first_row)}
        outcome.refuse(Refusal(duplicate.row, file.times.name, time, DUPLICATE_EXPECTED, words))
    outcome.refused_count += count - len(duplicates)
    outcome.refused.sort(key=lambda refusal: refusal.row or 0)
    staging.drop_duplicates()


@dataclass(frozen=True, slots=True)
class StagedImport:
    """A staged file, and the base into which it is imported."""

    order: ImportOrder
    file: MeasurementFile
    staging: Staging
    base: PilotBase
    by: User | None
    interval: int | None

    def preview(self, outcome: ImportOutcome) -> None:
        """Count and describe what the import would change, without writing anything."""
        known, _comparisons = self._compare(outcome)
        outcome.remarks = preview_remarks(self.file.columns, known, self.staging)

    @transaction.atomic
    def save(self, outcome: ImportOutcome) -> None:
        """Save the values, corrections and daily sums, and the record of the import."""
        # Imports into one base wait for each other: both would find the same values missing.
        PilotBase.objects.select_for_update().get(pk=self.base.pk)  # unscoped: the base given
        known, comparisons = self._compare(outcome)
        changed = [number for number, comparison in enumerate(comparisons) if comparison.created or comparison.updated]
        with act():
            record = self._record(outcome, len(changed))
            all_series = [
                series or self._create_series(column) for series, column in zip(known, self.file.columns, strict=True)
            ]
        now = timezone.now()
        for number in changed:
            self.staging.save_column(number, all_series[number].pk, record.pk, now)
        self._refresh([all_series[number].pk for number in changed])
        outcome.is_taken_in = True
        self.staging.progress.complete({"outcome": outcome.as_json()})

    def _compare(self, outcome: ImportOutcome) -> tuple[list[Series | None], list[Comparison]]:
        """Return the series of each column, None where there is none yet, and the comparison with its values."""
        known = [self._find_series(column) for column in self.file.columns]
        comparisons = [
            self.staging.compare(number, series.pk if series else None) for number, series in enumerate(known)
        ]
        outcome.created = sum(comparison.created for comparison in comparisons)
        outcome.updated = sum(comparison.updated for comparison in comparisons)
        outcome.unchanged = sum(comparison.unchanged for comparison in comparisons)
        return known, comparisons

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
        at_point = Series.objects.filter(base=self.base, unit=unit, point=column.point)  # unscoped: of the base given
        return at_point.filter(variable__code=column.variable, origin=self.order.origin).first()

    def _create_series(self, column: MeasuredColumn) -> Series:
        series = Series(
            base=self.base,
            unit=(self._find_unit(column) or self._create_unit(column)) if column.unit_code else None,
            variable=Variable.objects.get(code=column.variable),
            point=column.point,
            origin=self.order.origin,
            interval_seconds=self.interval,
        )
        return save_record(series, by=self.by)

    def _create_unit(self, column: MeasuredColumn) -> ProcessUnit:
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
