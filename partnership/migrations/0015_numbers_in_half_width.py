"""Contract numbers entered in full-width signs get the key of the same number in half-width ones."""

from unicodedata import normalize

from django.db import migrations


def fold(apps, schema_editor):
    """A key that another contract has stays as it is: the number is recorded twice, and for people to correct."""
    agreements = apps.get_model("partnership", "Agreement").objects
    keyed = agreements.exclude(number_key=None).order_by("pk").values_list("pk", "private_to_id", "number")
    for pk, audience, number in [row for row in keyed if normalize("NFKC", row[2]) != row[2]]:
        key = f"{audience or 'shared'}:{''.join(normalize('NFKC', number).split()).upper()}"
        if not agreements.filter(number_key=key).exists():
            agreements.filter(pk=pk).update(number_key=key)


class Migration(migrations.Migration):
    dependencies = [("partnership", "0014_no_narrowing")]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
