"""Nothing is shown to a party that may not see it, and nothing of it is changed: over all kinds and all addresses."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from partnership.models import User
from partnership.rules import registry
from partnership.rules.figures import measure
from partnership.rules.periods import Period
from partnership.rules.visibility import MayBePrivate, VisibleModel
from tests.canaries import CANARY_AMOUNT, NOON, OURS, World, guarded_models, known_person
from tests.doors import (
    admin_address,
    admin_addresses,
    admin_models,
    admin_records,
    has_transfer,
    pages_of_the_shared,
    panels_of_the_shared,
    site_addresses,
)
from tests.factories import CalendarYearFactory
from tests.partnership.admin.conftest import client_of, make_member

TOKEN = "Canarybird"
MONTH = Period(dt.date(2026, 10, 1), dt.date(2026, 11, 1))
VARYING = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken[^}]+')
NO_AUDIENCE = {
    "partnership.CodeSequence": "counts within one audience by its key; operators only",
    "partnership.User": "an account; a party sees its own",
    "pilots.StagedMeasurement": "rows of a running import, read by its job only",
}
MAY_BE_PRIVATE = {
    "partnership.Agreement",
    "partnership.Change",
    "partnership.Document",
    "partnership.Job",
    "partnership.Meeting",
    "partnership.Report",
    "partnership.ReportRun",
    "pilots.PilotBase",
    "projects.EngineeringCase",
    "projects.Outcome",
    "projects.Patent",
    "projects.Project",
    "talent.Programme",
}
BOTH_WAYS = pytest.mark.parametrize(("reader", "owner"), [("BUT", "BEWG"), ("BEWG", "BUT")])


@pytest.fixture
def parties(bewg, but):
    return {"BEWG": bewg, "BUT": but}


@pytest.fixture(autouse=True)
def _frozen_clock():
    with time_machine.travel(NOON, tick=False):
        yield


def ours():
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def test_each_kind_may_be_private_inherits_or_is_shared_by_nature_with_a_reason():
    without = {model._meta.label for model in ours() if not issubclass(model, VisibleModel)}
    assert without == set(NO_AUDIENCE)

    private = {model._meta.label for model in ours() if issubclass(model, MayBePrivate)}
    assert private == MAY_BE_PRIVATE

    for model in ours():
        if issubclass(model, VisibleModel):
            ways = [issubclass(model, MayBePrivate), bool(model.visibility_parent), bool(model.shared_by_nature)]
            assert ways.count(True) == 1, model._meta.label
            if model.visibility_parent:
                assert issubclass(model._meta.get_field(model.visibility_parent).related_model, VisibleModel)


@pytest.mark.django_db
def test_each_guarded_kind_has_a_canary(bewg):
    shared = World("Shared", audience=None, party=bewg)

    assert set(shared.by_label) == guarded_models()


def reader_client(party) -> tuple[User, Client]:
    reader = make_member(party, "administrator", "manager")
    return reader, client_of(reader)


def read(client: Client, addresses: Iterable[str]) -> dict[str, tuple[int, bytes]]:
    return {address: _answer(client.get(address)) for address in addresses}


def _answer(response) -> tuple[int, bytes]:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        body = _sheets(body)  # the archive around them carries the time of the disk's clock
    return response.status_code, VARYING.sub(b"", body)


def _sheets(workbook: bytes) -> bytes:
    with ZipFile(BytesIO(workbook)) as archive:
        return b"".join(archive.read(name) for name in sorted(archive.namelist()) if name.startswith("xl/"))


def exports(client: Client) -> dict[str, tuple[int, bytes]]:
    return {
        f"{admin_address(model, 'export')} {form}": _answer(
            client.post(admin_address(model, "export"), {"format": form, "resource": "0"})
        )
        for model in admin_models()
        if has_transfer(model)
        for form in ("0", "1")
    }


def built(reader: User) -> dict[str, str]:
    """What reports and figures say to a reader, in the name of the account and of the party alone."""
    viewer = reader.viewer
    sections = {one.key: repr(one.build(viewer, MONTH, {})) for one in registry.report_sections}
    return sections | {"figures": repr(measure(registry.figures, viewer, [MONTH]))}


@pytest.mark.django_db
@BOTH_WAYS
def test_the_reading_canary(parties, reader, owner):
    """Every page, export, autocomplete, report and figure is the same whether or not the other party has rows."""
    people = [known_person(party) for party in parties.values()]
    shared = World("Shared", audience=None, party=parties[reader])
    user, client = reader_client(parties[reader])
    addresses = [*site_addresses(shared, TOKEN), *admin_addresses(shared, TOKEN)]
    variable, year = shared["pilots.Series"].variable, CalendarYearFactory(year=2026)
    addresses += pages_of_the_shared(shared.direction, variable, year, *parties.values(), *people)
    before = {**read(client, addresses), **exports(client), **built(user)}

    hidden = World(TOKEN, audience=parties[owner], party=parties[owner])
    hidden.link_with(shared)
    hidden.point_at(shared)
    after = {**read(client, addresses), **exports(client), **built(User.objects.get(pk=user.pk))}

    assert {status for status, _body in read(client, [addresses[0]]).values()} == {200}
    differing = [address for address in before if before[address] != after[address]]
    assert differing == []
    told = [address for address, answer in after.items() if TOKEN.encode() in _plain(answer, address)]
    assert told == []


def _plain(answer: tuple[int, bytes] | str, address: str) -> bytes:
    """The body without the reader's own search word, which a page may repeat."""
    body = answer.encode() if isinstance(answer, str) else answer[1]
    return b"" if TOKEN in address else body


@pytest.mark.django_db
@BOTH_WAYS
def test_addresses_of_hidden_records_are_not_found(parties, reader, owner):
    World("Shared", audience=None, party=parties[reader])
    hidden = World(TOKEN, audience=parties[owner], party=parties[owner])
    _user, client = reader_client(parties[reader])

    own_pages = set(site_addresses(hidden, TOKEN, records_only=True))
    own_pages -= set(panels_of_the_shared(hidden))
    own_pages |= {
        admin_address(model, view, record.pk)
        for model, record in admin_records(hidden)
        for view in ("change", "history", "delete")
    }
    answers = {address: client.get(address) for address in sorted(own_pages)}

    assert {address: one.status_code for address, one in answers.items() if one.status_code not in (404, 405)} == {}
    assert [address for address, one in answers.items() if TOKEN.encode() in _answer(one)[1]] == []


@pytest.mark.django_db
@BOTH_WAYS
def test_a_reader_without_the_right_finds_no_amount_anywhere(parties, reader, owner):
    shared = World("Shared", audience=None, party=parties[reader])
    member = make_member(parties[reader], "viewer")
    member.is_staff = True
    member.save()
    client = client_of(member)
    addresses = [*site_addresses(shared, TOKEN), *admin_addresses(shared, TOKEN)]
    answers = {**read(client, addresses), **exports(client), **built(member)}

    forms = _forms_of(CANARY_AMOUNT)
    told = [address for address, answer in answers.items() if any(one in _text(answer) for one in forms)]
    assert told == []


def _text(answer: tuple[int, bytes] | str) -> str:
    return answer if isinstance(answer, str) else answer[1].decode(errors="ignore")


def _forms_of(amount) -> list[str]:
    whole, ten_thousands = int(amount), amount / 10_000
    return [f"{whole}", f"{whole:,}", f"{ten_thousands:.2f}", f"{ten_thousands:,.2f}", f"{ten_thousands:,.1f}"]
