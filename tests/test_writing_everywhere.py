"""Writing keeps what the writer cannot see: after every form, action, import and delete it is what it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.db.models import ForeignKey, ManyToManyField, Model
from django.test import Client

from tests.canaries import NOON, OURS, World, known_person
from tests.doors import admin_address, admin_models, admin_records, has_transfer, site_addresses
from tests.partnership.admin.conftest import client_of, make_member
from tests.partnership.admin.forms import form_data
from tests.tables import confirm, upload

TOKEN = "Canarybird"
BOTH_WAYS = pytest.mark.parametrize(("writer", "owner"), [("BUT", "BEWG"), ("BEWG", "BUT")])
STOCK_ACTIONS = ("delete_selected",)


@pytest.fixture(autouse=True)
def _frozen_clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def parties(bewg, but):
    return {"BEWG": bewg, "BUT": but}


def rows_of(world: World) -> dict[str, Any]:
    """Each column of each record of the world, and each of their links."""
    rows = {label: _columns(record) for label, record in world.by_label.items()}
    links = {field: _links(field, world) for model in _ours() for field in model._meta.many_to_many}
    return rows | {str(field): found for field, found in links.items()}


def _columns(record: Model) -> dict[str, Any] | None:
    return type(record)._base_manager.filter(pk=record.pk).values().first()


def _links(field: ManyToManyField, world: World) -> list[tuple]:
    """The links whose end on either side is a record of the world."""
    sides = ((field.m2m_column_name(), field.model), (field.m2m_reverse_name(), field.related_model))
    keys = [(column, getattr(world.by_label.get(model._meta.label), "pk", None)) for column, model in sides]
    rows = field.remote_field.through._base_manager.order_by("pk").values_list(*(column for column, _key in keys))
    return [row for row in rows if any(value == key for value, (_column, key) in zip(row, keys, strict=True))]


def _ours() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def save_every_form(client: Client, shared: World, hidden: World) -> list[str]:
    """Save each form as it stands; the kinds whose form was saved."""
    saved = []
    for model, record in admin_records(shared):
        address = admin_address(model, "change", record.pk)
        page = client.get(address)
        form_id = f"{model._meta.model_name}_form"
        if page.status_code != 200 or b'name="_save"' not in page.content:
            continue
        data = form_data(page, form_id)
        if client.post(address, data).status_code == 302:
            saved.append(model._meta.label)
        client.post(address, data | _pointing_at(model, hidden))
        if target := hidden.by_label.get(model._meta.label):
            client.post(admin_address(model, "change", target.pk), data)
        client.post(admin_address(model, "add"), data | _pointing_at(model, hidden))
    return saved


def _pointing_at(model: type[Model], hidden: World) -> dict[str, list[Any]]:
    """A forged form: each choice names the hidden record of its kind."""
    fields = (*model._meta.concrete_fields, *model._meta.many_to_many)
    return {
        field.name: [target.pk]
        for field in fields
        if isinstance(field, ForeignKey | ManyToManyField)
        and (target := hidden.by_label.get(field.related_model._meta.label))
    }


def run_every_action(client: Client, shared: World, hidden: World) -> None:
    for model in admin_models():
        actions = [getattr(one, "__name__", one) for one in admin.site._registry[model].actions or ()]
        marked = [one.by_label[model._meta.label].pk for one in (shared, hidden) if model._meta.label in one.by_label]
        for action in (*actions, *STOCK_ACTIONS):
            data = {"action": action, "_selected_action": marked, "post": "yes", "confirmed": "yes"}
            client.post(admin_address(model, "changelist") + "?withdrawn=all", data)


def import_everything(client: Client, shared: World, hidden: World) -> None:
    for model in admin_models():
        record = hidden.by_label.get(model._meta.label)
        if record is None or not has_transfer(model):
            continue
        for text in (f"code,name_en\n{record.code},x\n", f"code,name_en,private_to\n,x,{hidden.party.code}\n"):
            name = model._meta.label_lower.replace(".", "_")
            page = upload(client, text, name)
            if page.context.get("confirm_form"):
                confirm(client, page, name)


def post_everywhere(client: Client, shared: World, hidden: World) -> None:
    for world in (hidden, shared):
        for address in site_addresses(world, TOKEN, records_only=True):
            client.post(address, {"confirmed": "yes", "title": "x", "kind": "other"})


def delete_everything(client: Client, shared: World, hidden: World) -> None:
    for world in (hidden, shared):
        for model, record in reversed(list(admin_records(world))):
            client.post(admin_address(model, "delete", record.pk), {"post": "yes"})


STEPS: tuple[Callable[[Client, World, World], Any], ...] = (
    run_every_action,
    import_everything,
    post_everywhere,
    delete_everything,
)


@pytest.mark.django_db
@pytest.mark.parametrize("roles", [("editor",), ("administrator", "manager")])
@BOTH_WAYS
def test_the_writing_canary(parties, writer, owner, roles):
    known_person(parties[owner])
    shared = World("Shared", audience=None, party=parties[writer])
    hidden = World(TOKEN, audience=parties[owner], party=parties[owner])
    hidden.link_with(shared)
    before = rows_of(hidden)
    client = client_of(make_member(parties[writer], *roles))

    saved = save_every_form(client, shared, hidden)
    assert rows_of(hidden) == before
    for step in STEPS:
        step(client, shared, hidden)
        assert rows_of(hidden) == before, step.__name__

    assert {"partnership.Agreement", "projects.Patent", "pilots.PilotBase", "talent.Programme"} <= set(saved)
