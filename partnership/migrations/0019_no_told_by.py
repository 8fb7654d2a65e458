"""Acts say what `told_by` said; they are looked up by their number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partnership", "0018_acts_of_earlier_changes")]

    operations = [
        migrations.RemoveField(model_name="change", name="told_by"),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["act_id", "target_type", "action"], name="change_act_kind"),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["act_id", "top_type", "top_id"], name="change_act_page"),
        ),
    ]
