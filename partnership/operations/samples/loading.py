"""Loads the samples: facts first, then so many sets of what all apps ship in `data/samples/`, all or nothing, once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from partnership.models import Change, User
from partnership.operations.data.facts import load_facts
from partnership.operations.data.files import read_blocks
from partnership.operations.samples.accounts import SampleAccount, link_accounts, make_accounts
from partnership.operations.samples.history import entered_on
from partnership.operations.samples.records import load_block
from partnership.operations.samples.sets import SampleSet
from partnership.reports.definitions import ensure_sample_reports
from partnership.rules.periods import today


@dataclass(frozen=True, slots=True)
class LoadedSamples:
    """What loading did: nothing where samples were there already; accounts carry passwords that are shown once."""

    accounts: list[SampleAccount]
    counts: dict[str, int]

    @property
    def is_new(self) -> bool:
        return bool(self.counts)


@transaction.atomic
def load_samples(*, scale: int = 1, day: dt.date | None = None) -> LoadedSamples:
    """Load `scale` sets of samples placed around a day (today unless given); raises DataFileError."""
    if samples_are_loaded():
        return LoadedSamples([], {})
    load_facts()
    accounts = make_accounts()
    blocks = list(read_blocks("samples"))
    for number in range(1, scale + 1):
        samples = SampleSet(day or today(), number, _editors())
        for file, block in blocks:
            load_block(samples, file, block)
        if samples.is_first:
            link_accounts()
            with entered_on(samples, samples.day_at("-30d")):
                ensure_sample_reports()
    return LoadedSamples(accounts, _counts())


def samples_are_loaded() -> bool:
    return User.objects.filter(is_sample=True).exists()  # unscoped: the samples of all parties


def _editors() -> dict[int | None, list[User]]:
    """The sample editors by the audience for which they enter records; None is what is shared."""
    editors = list(User.objects.filter(is_sample=True, groups__name="editor").order_by("pk"))  # unscoped: accounts
    return {None: editors} | {one.organisation_id: [one] for one in editors}


def _counts() -> dict[str, int]:
    """How many sample records there are of each kind, by its label."""
    entered = Change.objects.filter(is_sample=True, action=Change.Action.CREATED)  # unscoped: counts of samples alone
    kinds = entered.order_by().values_list("target_type__app_label", "target_type__model").annotate(Count("pk"))
    return {f"{app}.{model}": count for app, model, count in kinds}
