"""The number of a row counts more than wrong passwords now. Its column stays as it is, so the
release before goes on working while this one is put in its place.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_tries")]

    operations = [
        migrations.AlterField(
            "tries", "wrong", models.PositiveIntegerField(default=0, db_column="wrong")
        ),
        migrations.RenameField("tries", "wrong", "number"),
    ]
