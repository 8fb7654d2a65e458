"""Earlier changes get their acts: those told by one change, and what was entered along with a record.

Along with a record is what stands next to its entering on its page, by the same person in one request, or on one day
where there was none: records entered and links of the record itself. Going back loses these acts.
"""

import datetime as dt
import itertools
import uuid
from zoneinfo import ZoneInfo

from django.db import migrations

SHANGHAI = ZoneInfo("Asia/Shanghai")
ROWS_AT_ONCE = 500
COLUMNS = ("pk", "at", "action", "by_id", "request_id", "told_by_id", "target_type_id", "target_id")
PAGE = ("top_type_id", "top_id")


def give_acts(apps, schema_editor):
    Change = apps.get_model("partnership", "Change")
    rows = Change.objects.order_by(*PAGE, "-at", "-pk").values(*COLUMNS, *PAGE)
    first_of = first_changes(rows.iterator(chunk_size=2000))
    acts = {key: uuid.uuid4() for key in set(first_of.values())}
    keys = sorted(first_of)
    for start in range(0, len(keys), ROWS_AT_ONCE):
        part = keys[start : start + ROWS_AT_ONCE]
        Change.objects.bulk_update([Change(pk=key, act_id=acts[first_of[key]]) for key in part], ["act_id"])


def first_changes(rows):
    """The first change of the act of each, by key; the rows come page by page, the newest of each first."""
    leads_to = {}
    for _page, found in itertools.groupby(rows, key=lambda row: tuple(row[name] for name in PAGE)):
        changes = list(found)
        for change in changes:
            _join(leads_to, change["pk"], change["told_by_id"] or change["pk"])
        for change, entered in _entered_along(changes):
            _join(leads_to, change["pk"], entered["pk"])
    return {key: _first(leads_to, key) for key in leads_to}


def _entered_along(changes):
    """The changes of a page, newest first, that were entered along with its record, each with that record's own."""
    places = range(len(changes))
    entering = next((place for place in places if _is_entering(changes[place])), None)
    if entering is None:
        return
    entered = changes[entering]
    for side in (reversed(places[:entering]), places[entering + 1 :]):
        for place in side:
            if not _is_along(changes[place], entered):
                break
            yield changes[place], entered


def _is_entering(change):
    is_own = (change["target_type_id"], change["target_id"]) == (change["top_type_id"], change["top_id"])
    return is_own and change["action"] == "created"


def _is_along(change, entered):
    own = ("target_type_id", "target_id")
    is_link = change["action"] == "linked" and all(change[name] == entered[name] for name in own)
    is_one_act = all(change[name] == entered[name] for name in ("by_id", "request_id"))
    return (is_link or change["action"] == "created") and is_one_act and _day(change["at"]) == _day(entered["at"])


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(SHANGHAI).date()


def _first(leads_to, key):
    while leads_to.get(key, key) != key:
        key = leads_to[key]
    return key


def _join(leads_to, one, other):
    """Let two changes, and what is of one act with either, lead to the earlier of the two that theirs lead to."""
    earlier, later = sorted((_first(leads_to, one), _first(leads_to, other)))
    leads_to[one] = leads_to[other] = leads_to[later] = leads_to[earlier] = earlier


class Migration(migrations.Migration):
    dependencies = [("partnership", "0017_change_act")]

    operations = [migrations.RunPython(give_acts, migrations.RunPython.noop)]
