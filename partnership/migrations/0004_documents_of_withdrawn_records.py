"""Documents go with the record on which they hang: those of records that are withdrawn already, too."""

from django.db import migrations


def withdraw_documents(apps, schema_editor):
    Document = apps.get_model("partnership", "Document")
    ContentType = apps.get_model("contenttypes", "ContentType")
    kinds = ContentType.objects.filter(pk__in=Document.objects.values("target_type").distinct())
    for kind in kinds:
        try:
            model = apps.get_model(kind.app_label, kind.model)
        except LookupError:
            continue
        withdrawn = model._base_manager.filter(withdrawn_at__isnull=False)
        for key, moment in withdrawn.values_list("pk", "withdrawn_at"):
            Document.objects.filter(target_type=kind, target_id=key).update(withdrawn_at=moment)


class Migration(migrations.Migration):
    dependencies = [
        ("partnership", "0003_document_withdrawn_at"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(withdraw_documents, migrations.RunPython.noop)]
