"""Patent numbers entered in full-width signs get the key of the same number in half-width ones."""

from unicodedata import normalize

from django.db import migrations

from projects.patents.numbers import plain_number


def fold(apps, schema_editor):
    """A key that another patent has stays as it is: the number is recorded twice, and for people to correct."""
    patents = apps.get_model("projects", "Patent").objects
    columns = ("pk", "private_to_id", "publication_number", "application_number")
    keyed = patents.exclude(number_key=None).order_by("pk").values_list(*columns)
    numbered = [(pk, audience, published or applied) for pk, audience, published, applied in keyed]
    for pk, audience, number in [row for row in numbered if normalize("NFKC", row[2]) != row[2]]:
        key = f"{audience or 'shared'}:{plain_number(number)}"
        if not patents.filter(number_key=key).exists():
            patents.filter(pk=pk).update(number_key=key)


class Migration(migrations.Migration):
    dependencies = [("projects", "0004_legal_status")]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
