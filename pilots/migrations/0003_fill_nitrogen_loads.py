"""Fill the nitrogen loads from the daily sums that are there."""

from itertools import groupby

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    NitrogenLoad = apps.get_model("pilots", "NitrogenLoad")
    sums = apps.get_model("pilots", "DailyRollup").objects.filter(
        used_count__gt=0, series__variable__code__in=("Q", "TN", "NH4-N"),
        series__point__in=("influent", "effluent"), series__origin="sensor",
    )  # fmt: skip
    rows = sums.order_by("series__base", "day", F("series__unit").desc(nulls_last=True), "-series").values_list(
        "series__base", "day", "series__variable__code", "series__point", "total", "used_count"
    )
    for (base, day), found in groupby(rows.iterator(), key=lambda row: row[:2]):
        means = {(code, point): total / count for _base, _day, code, point, total, count in found}
        flow = means.get(("Q", "influent"), 0)
        codes = [code for code in ("TN", "NH4-N") if {(code, "influent"), (code, "effluent")} <= means.keys()]
        if codes and flow > 0:
            code = codes[0]
            NitrogenLoad.objects.create(
                base_id=base, day=day, nitrogen=code,
                load_in=flow * means[code, "influent"], load_out=flow * means[code, "effluent"],
            )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("pilots", "0002_nitrogen_load")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
