"""What a draft comes to, for lists; of those that are there already it is not known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quotes", "0006_whole_lines")]

    operations = [
        migrations.AddField("quote", "sums", models.JSONField(blank=True, default=dict)),
    ]
