"""Fill the nitrogen loads from the daily sums that are there."""

from itertools import groupby

from django.db import migrations
from django.db.models import Case, F, When

FLOW, ENTERING, LEAVING = NEEDED = (("Q", "influent"), ("TN", "influent"), ("TN", "effluent"))


def fill(apps, schema_editor):
    NitrogenLoad = apps.get_model("pilots", "NitrogenLoad")
    sums = apps.get_model("pilots", "DailyRollup").objects.filter(
        used_count__gt=0, series__variable__code__in=("Q", "TN"), series__point__in=("influent", "effluent")
    )
    is_laboratory = Case(When(series__origin="laboratory", then=1), default=0)
    order = ("series__base", "day", F("series__unit").desc(nulls_last=True), is_laboratory, "-series")
    rows = sums.order_by(*order).values_list(
        "series__base", "day", "series__variable__code", "series__point", "total", "used_count"
    )
    for (base, day), found in groupby(rows.iterator(), key=lambda row: row[:2]):
        means = {(code, point): total / count for _base, _day, code, point, total, count in found}
        if means.keys() >= set(NEEDED) and means[FLOW] > 0:
            loads = {"load_in": means[FLOW] * means[ENTERING], "load_out": means[FLOW] * means[LEAVING]}
            NitrogenLoad.objects.create(base_id=base, day=day, **loads)


class Migration(migrations.Migration):
    dependencies = [("pilots", "0002_nitrogen_load")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
