"""Loads the samples once, all or nothing: the facts, then so many sets of the `data/samples/` files of all apps."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from partnership.models import Change, User
from partnership.operations.data.facts import load_facts
from partnership.operations.data.files import read_blocks
from partnership.operations.samples.accounts import SampleAccount, create_accounts, link_accounts
from partnership.operations.samples.history import entered_on
from partnership.operations.samples.records import load_block
from partnership.operations.samples.sets import SampleSet
from partnership.reports.definitions import ensure_sample_reports
from partnership.rules.periods import today


@dataclass(frozen=True, slots=True)
class LoadedSamples:
    """The new accounts with their passwords, and the number of new records: none where samples were loaded already."""

    accounts: list[SampleAccount]
    count: int

    @property
    def is_new(self) -> bool:
        return self.count > 0


@transaction.atomic
def load_samples(*, scale: int = 1, day: dt.date | None = None) -> LoadedSamples:
    """Load `scale` sets of samples placed around a day (today unless given); raises DataFileError."""
    if samples_are_loaded():
        return LoadedSamples([], 0)
    load_facts()
    accounts = create_accounts()
    blocks = list(read_blocks("samples"))
    for number in range(1, scale + 1):
        samples = SampleSet(day or today(), number, _editors())
        for file, block in blocks:
            load_block(samples, file, block)
        if samples.is_first:
            link_accounts()
            with entered_on(samples, samples.day_at("-30d")):
                ensure_sample_reports()
    created = Change.objects.filter(is_sample=True, action=Change.Action.CREATED)  # unscoped: counts of samples alone
    return LoadedSamples(accounts, created.count())


def samples_are_loaded() -> bool:
    return User.objects.filter(is_sample=True).exists()  # unscoped: the samples of all parties


def _editors() -> dict[int | None, list[User]]:
    """The sample editors by the audience for which they enter records; None is what is shared."""
    editors = list(User.objects.filter(is_sample=True, groups__name="editor").order_by("pk"))  # unscoped: accounts
    return {None: editors} | {editor.organisation_id: [editor] for editor in editors}
