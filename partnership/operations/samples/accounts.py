"""The sample accounts: one of each role, with random passwords that are shown once."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings

from partnership.accounts.roles import assign_roles
from partnership.models import Organisation, Person, User

FILE = Path(__file__).resolve().parents[2] / "data" / "sample_accounts.json"
OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """An account of the file, with its password where it was just created; `person` is a person's English name."""

    role: str
    party: str
    name: str
    email: str
    language: str
    person: str
    password: str = ""


def create_accounts() -> list[SampleAccount]:
    """Create the accounts; return them with their passwords, which are stored nowhere else."""
    return [_create(account) for account in _read_file()]


def link_accounts() -> None:
    """Link the accounts with people of the first set, whose work is then the accounts' own."""
    for account in _read_file():
        if account.person:
            person = Person.objects.get(name_en=account.person, is_sample=True)
            User.objects.filter(email=account.email).update(person=person)  # unscoped: sample accounts


def _read_file() -> list[SampleAccount]:
    return [SampleAccount(**values) for values in json.loads(FILE.read_text(encoding="utf-8"))]


def _create(account: SampleAccount) -> SampleAccount:
    password = settings.SAMPLE_PASSWORD or secrets.token_urlsafe(9)
    is_operator = account.role == OPERATOR
    user = User(
        email=account.email,
        name=account.name,
        organisation=Organisation.objects.filter(code=account.party).first(),
        language=account.language,
        is_staff=is_operator,
        is_superuser=is_operator,
        is_sample=True,
    )
    user.set_password(password)
    user.full_clean()
    user.save()
    if not is_operator:
        assign_roles(user, [account.role])
    return replace(account, password=password)
