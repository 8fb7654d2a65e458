"""Contract numbers are recorded once an audience, as patent numbers are."""

from django.db import migrations, models


def fill(apps, schema_editor):
    """Give each contract its key; where a number was entered twice, the later one gets none until it is corrected."""
    agreements, seen = apps.get_model("partnership", "Agreement").objects, set()
    for agreement in agreements.exclude(number="").order_by("pk").only("number", "private_to_id").iterator():
        key = f"{agreement.private_to_id or 'shared'}:{''.join(agreement.number.split()).upper()}"
        if key not in seen:
            agreements.filter(pk=agreement.pk).update(number_key=key)
            seen.add(key)


class Migration(migrations.Migration):
    dependencies = [("partnership", "0007_calendar_years_in_range")]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="number_key",
            field=models.CharField(
                editable=False, max_length=120, null=True, unique=True, verbose_name="number by audience"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
