"""Loads the samples: facts first, then so many sets of all apps' samples, all or nothing, and only once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from partnership.models import Change, Organisation, ResearchDirection, User
from partnership.operations.facts import load_facts
from partnership.reports.definitions import ensure_sample_reports
from partnership.rules import registry
from partnership.rules.periods import today
from partnership.samples.accounts import SampleAccount, make_accounts
from partnership.samples.history import entered_before
from partnership.samples.world import World


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
    """Load `scale` sets of samples placed around a day (today unless told)."""
    if samples_are_loaded():
        return LoadedSamples([], {})
    load_facts()
    parties = {code: _party(code) for code in ("BEWG", "BUT")}
    accounts = make_accounts(parties)
    for number in range(1, scale + 1):
        world = _world(day or today(), number, parties)
        for loader in registry.sample_loaders:
            loader.load(world)
        if world.is_first:
            with entered_before(world, 30):
                ensure_sample_reports()
    return LoadedSamples(accounts, _counts())


def samples_are_loaded() -> bool:
    return User.objects.filter(is_sample=True).exists()  # unscoped: the samples of all parties


def _party(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def _world(day: dt.date, number: int, parties: dict[str, Organisation]) -> World:
    editors = User.objects.filter(is_sample=True, groups__name="editor").order_by("pk")  # unscoped: sample accounts
    by_party = {party.pk: [one for one in editors if one.organisation_id == party.pk] for party in parties.values()}
    return World(
        day=day,
        number=number,
        bewg=parties["BEWG"],
        but=parties["BUT"],
        directions={one.code: one for one in ResearchDirection.objects.filter(is_sample=False)},
        editors={None: list(editors), **by_party},
    )


def _counts() -> dict[str, int]:
    """How many sample records there are of each kind, by its label."""
    entered = Change.objects.filter(is_sample=True, action=Change.Action.CREATED)  # unscoped: counts of samples alone
    kinds = entered.order_by().values_list("target_type__app_label", "target_type__model").annotate(Count("pk"))
    return {f"{app}.{model}": count for app, model, count in kinds}
