"""Labels of changes in both languages: those written before stay as they are, and are shown to readers of both."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partnership", "0009_merged_records")]

    operations = [
        migrations.RenameField("change", "label", "label_zh"),
        migrations.AddField(
            "change",
            "label_en",
            models.CharField(
                blank=True,
                default="",
                help_text="Empty where it is called the same.",
                max_length=400,
                verbose_name="record in English",
            ),
            preserve_default=False,
        ),
    ]
