"""What the platform shows of the database it runs on, as one JSON object: `python -m tests.upgrades.shown`.

It ran on the version that wrote the database, and runs on the present one; both must say the same. All that it takes
from the platform's own modules is imported here, and nowhere else in this folder.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import Counter
from hashlib import sha256
from typing import Any

import django
import time_machine
from bs4 import BeautifulSoup

django.setup()

from django.apps import apps  # noqa: E402
from django.test import Client  # noqa: E402

from partnership.rules import registry  # noqa: E402
from partnership.rules.figures import measure  # noqa: E402
from partnership.rules.periods import Period  # noqa: E402

NOON = dt.datetime(2027, 3, 1, 4, tzinfo=dt.UTC)  # pages say how long ago something was
OCTOBER = Period(dt.date(2026, 10, 1), dt.date(2026, 11, 1))
READERS = {
    "BEWG": "manager@bewg.example.net",
    "BUT": "manager@but.example.net",
    "BUT without amounts": "viewer@but.example.net",
    "operator": "operations@example.net",
}
# Records of which the whole history is compared, by what was done with them.
COMPARED_IN_FULL = {
    "edited": ("partnership.agreement", 17),
    "withdrawn": ("partnership.meeting", 66),
    "shared later": ("projects.project", 29),
    "of BEWG alone": ("partnership.agreement", 18),
    "of BUT alone": ("partnership.meeting", 67),
    "merged into another": ("partnership.agreement", 20),
    "another was merged into it": ("partnership.agreement", 19),
    "measurements were imported": ("pilots.pilotbase", 4),
}
# Of each of these kinds, how many entries the histories of all its records have.
COUNTED = ("partnership.agreement", "projects.patent")


def shown() -> dict[str, Any]:
    return {
        "figures": {name: figures(email) for name, email in READERS.items()},
        "histories": {name: histories(email) for name, email in READERS.items()},
        "history entries": entries_by_kind(),
        "changes": changes(),
        "news": {name: news(email) for name, email in READERS.items()},
        "reports": reports(),
        "renderings": renderings(),
        "deliveries": deliveries(),
        "documents": {name: documents(email) for name, email in READERS.items()},
        "jobs": jobs(),
        "accounts": accounts(),
    }


def rows_of(label: str, *fields: str) -> list[tuple[Any, ...]]:
    return list(apps.get_model(label)._base_manager.order_by("pk").values_list(*fields))


def client_of(email: str) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(apps.get_model("partnership.User")._base_manager.get(email=email))
    return client


def figures(email: str) -> dict[str, str]:
    """Each registered figure of October 2026; floats to six digits, as their sums depend on the order of rows."""
    viewer = apps.get_model("partnership.User")._base_manager.get(email=email).viewer
    readings = measure(list(registry.figures), viewer, [OCTOBER])
    values = {key: reading.value for (key, _period), reading in readings.items()}
    return {key: f"{value:.6g}" if isinstance(value, float) else str(value) for key, value in values.items()}


def text_of(part: Any) -> str:
    return " ".join(part.get_text(" ").split())


def history(client: Client, kind: str, key: int) -> list[str] | None:
    """The entries of a record's history page as text; None where the reader does not find the record."""
    response = client.get(f"/record/{kind}/{key}/history/")
    if response.status_code == 404:
        return None
    assert response.status_code == 200, (kind, key, response.status_code)
    return [entry_text(entry) for entry in BeautifulSoup(response.content, "html.parser").select("ol.history > li")]


def entry_text(entry: Any) -> str:
    """An entry with its fields in the order of their text: the databases keep the keys of JSON in different orders."""
    for moment in entry.select("time[datetime]"):
        moment.string = moment["datetime"]
    fields = sorted(text_of(field.extract()) for field in entry.select("dl > div"))
    return " | ".join([text_of(entry), *fields])


def histories(email: str) -> dict[str, list[str] | None]:
    client = client_of(email)
    return {name: history(client, kind, key) for name, (kind, key) in COMPARED_IN_FULL.items()}


def entries_by_kind() -> dict[str, int]:
    client = client_of(READERS["operator"])
    return {kind: sum(len(history(client, kind, key) or ()) for (key,) in rows_of(kind, "pk")) for kind in COUNTED}


def changes() -> dict[str, int]:
    """How many changes of each kind of record and action there are, for each audience."""
    found = rows_of("partnership.Change", "target_type__model", "action", "private_to__code")
    return dict(sorted(Counter(f"{kind} {action} {party or 'all'}" for kind, action, party in found).items()))


def news(email: str) -> str:
    page = BeautifulSoup(client_of(email).get("/").content, "html.parser")
    return text_of(page.select_one("#changes .card-body"))


def reports() -> dict[str, list[Any]]:
    """Each definition: its cadence, when it is due next, its sections in order, how many readers it has."""
    sections = rows_of("partnership.ReportSectionChoice", "report__key", "position", "section", "options")
    readers = Counter(key for (key,) in rows_of("partnership.Recipient", "report__key"))
    return {
        key: [
            cadence,
            due_at and due_at.isoformat(),
            [[section, options] for _place, section, options in sorted(one[1:] for one in sections if one[0] == key)],
            readers[key],
        ]
        for key, cadence, due_at in rows_of("partnership.Report", "key", "cadence", "clock__next_due_at")
    }


def digest(content: bytes | str | None) -> str:
    content = content.encode() if isinstance(content, str) else content
    return sha256(content).hexdigest() if content else ""


def renderings() -> dict[str, dict[str, Any]]:
    """Each rendering: what is stored of it, and what each reader gets who opens it."""
    clients = {name: client_of(email) for name, email in READERS.items()}
    return {str(one.pk): rendering(one, clients) for one in apps.get_model("partnership.Rendering")._base_manager.all()}


def rendering(one: Any, clients: dict[str, Client]) -> dict[str, Any]:
    return {
        "subject": one.subject,
        "html": digest(one.html),
        "text": digest(one.text),
        "images": digest(json.dumps(one.images, sort_keys=True)),
        "snapshot": digest(json.dumps(one.snapshot, sort_keys=True)),
        "pdf": digest(one.pdf),
        "xlsx": digest(one.xlsx),
        "opened": {name: client.get(f"/reports/sent/{one.pk}/").status_code for name, client in clients.items()},
        "pdf as the operator gets it": downloaded(clients["operator"], f"/reports/sent/{one.pk}/pdf/"),
    }


def downloaded(client: Client, address: str) -> str:
    """The checksum of a file as a reader gets it, or the status where there is none for them."""
    response = client.get(address)
    if response.status_code != 200:
        return str(response.status_code)
    return digest(b"".join(response) if response.streaming else response.content)


def deliveries() -> list[str]:
    """Each mail: to whom, in which state, from which rendering."""
    found = rows_of("partnership.Delivery", "address", "state", "reason", "rendering", "message_id")
    return sorted(" ".join(str(value) for value in row) for row in found)


def documents(email: str) -> dict[str, str]:
    client = client_of(email)
    found = rows_of("partnership.Document", "pk", "title", "version")
    return {f"{title} v{version} {key}": downloaded(client, f"/documents/{key}/file/") for key, title, version in found}


def jobs() -> list[str]:
    client = client_of(READERS["operator"])
    found = rows_of("partnership.Job", "pk", "kind", "state")
    return [f"{kind} {state} {client.get(f'/jobs/{key}/').status_code}" for key, kind, state in found]


def accounts() -> dict[str, list[str]]:
    """The roles of each account."""
    found = sorted(rows_of("partnership.User", "email", "groups__name"), key=str)
    return {email: [role for one, role in found if one == email and role] for email, _role in found}


if __name__ == "__main__":
    with time_machine.travel(NOON, tick=False):
        json.dump(shown(), sys.stdout, ensure_ascii=False, indent=1, sort_keys=True)
