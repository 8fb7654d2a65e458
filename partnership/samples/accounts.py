"""The accounts of a first run: one of each role, with random passwords that are shown once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.conf import settings

from partnership.accounts.roles import give_roles
from partnership.models import Organisation, User


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """An account as it is shown once after loading."""

    role: str
    party: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Place:
    """Which account is made for whom; the group is a role of `partnership.accounts.roles`."""

    role: str
    group: str
    party: str
    name: str
    email: str
    language: str = "zh-hans"


PLACES = (
    Place("operator", "", "", "样例运维管理员 Sample operator", "operator@example.org"),
    Place("administrator", "administrator", "BEWG", "样例管理员 Sample administrator BEWG", "admin@example.com"),
    Place("manager", "manager", "BEWG", "样例主管 Sample manager BEWG", "manager@example.com"),
    Place("editor", "editor", "BEWG", "样例编辑 Sample editor BEWG", "editor@example.com"),
    Place("administrator", "administrator", "BUT", "样例管理员 Sample administrator BUT", "admin@example.org"),
    Place("manager", "manager", "BUT", "样例主管 Sample manager BUT", "manager@example.org", "en"),
    Place("editor", "editor", "BUT", "样例编辑 Sample editor BUT", "editor@example.org", "en"),
    Place("viewer", "viewer", "BUT", "样例查阅人员 Sample viewer BUT", "viewer@example.org"),
)


def make_accounts(parties: dict[str, Organisation]) -> list[SampleAccount]:
    """Make the accounts; returns them with their passwords, which are stored nowhere else."""
    return [_make(place, parties.get(place.party)) for place in PLACES]


def _make(place: Place, party: Organisation | None) -> SampleAccount:
    password = settings.SAMPLE_PASSWORD or secrets.token_urlsafe(9)
    user = User(
        email=place.email,
        name=place.name,
        organisation=party,
        language=place.language,
        is_staff=party is None,
        is_superuser=party is None,
        is_sample=True,
    )
    user.set_password(password)
    user.full_clean()
    user.save()
    if place.group:
        give_roles(user, [place.group])
    return SampleAccount(place.role, place.party, place.email, password)
