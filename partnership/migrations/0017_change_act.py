"""Each change is of an act; which earlier changes are of one is for the next migration to say."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partnership", "0016_changes_of_one_act")]

    operations = [
        migrations.AddField(
            model_name="change",
            name="act_id",
            field=models.UUIDField(
                default=uuid.uuid4,
                editable=False,
                help_text="The same for all changes of one form, import or merge.",
                verbose_name="act",
            ),
        ),
    ]
