"""The accounts of a first run: one of each role, with random passwords that are shown once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.conf import settings

from partnership.accounts.roles import give_roles
from partnership.models import Organisation, Person, User


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """An account as it is shown once after loading."""

    role: str
    party: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Which account is made for whom; the group is a role, `person` a sample's English name."""

    role: str
    group: str
    party: str
    name: str
    email: str
    language: str = "zh-hans"
    person: str = ""


ACCOUNTS = (
    NewAccount("operator", "", "", "样例运维管理员 Sample operator", "operator@example.org"),
    NewAccount(
        "administrator",
        "administrator",
        "BEWG",
        "样例管理员 Sample administrator BEWG",
        "admin@example.com",
        person="JIANG Springdawn",
    ),
    NewAccount(
        "manager", "manager", "BEWG", "样例主管 Sample manager BEWG", "manager@example.com", person="TIAN Halfspring"
    ),
    NewAccount(
        "editor", "editor", "BEWG", "样例编辑 Sample editor BEWG", "editor@example.com", person="SHI Firstthunder"
    ),
    NewAccount(
        "administrator",
        "administrator",
        "BUT",
        "样例管理员 Sample administrator BUT",
        "admin@example.org",
        person="SHI Whitedew",
    ),
    NewAccount(
        "manager", "manager", "BUT", "样例主管 Sample manager BUT", "manager@example.org", "en", person="SHA Frostfall"
    ),
    NewAccount(
        "editor", "editor", "BUT", "样例编辑 Sample editor BUT", "editor@example.org", "en", person="YUN Colddew"
    ),
    NewAccount("viewer", "viewer", "BUT", "样例查阅人员 Sample viewer BUT", "viewer@example.org"),
)


def make_accounts() -> list[SampleAccount]:
    """Make the accounts; returns them with their passwords, which are stored nowhere else."""
    return [_make(new, Organisation.objects.filter(code=new.party).first()) for new in ACCOUNTS]


def link_accounts() -> None:
    """Give accounts people of the first set, so that what these own and lead is the accounts' own."""
    for new in ACCOUNTS:
        if new.person:
            person = Person.objects.get(name_en=new.person, is_sample=True)
            User.objects.filter(email=new.email).update(person=person)  # unscoped: sample accounts


def _make(new: NewAccount, party: Organisation | None) -> SampleAccount:
    password = settings.SAMPLE_PASSWORD or secrets.token_urlsafe(9)
    user = User(
        email=new.email,
        name=new.name,
        organisation=party,
        language=new.language,
        is_staff=party is None,
        is_superuser=party is None,
        is_sample=True,
    )
    user.set_password(password)
    user.full_clean()
    user.save()
    if new.group:
        give_roles(user, [new.group])
    return SampleAccount(new.role, new.party, new.email, password)
