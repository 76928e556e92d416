from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pricing', '0006_own_lists'),
    ]

    operations = [
        migrations.AddField(
            model_name='scheme',
            name='also_called',
            field=models.CharField(blank=True, help_text='Other names that it is found by, former ones too.', max_length=500),
        ),
        migrations.AddField(
            model_name='scheme',
            name='quoted_from',
            field=models.DateField(blank=True, help_text='The first day from which it is sold by quotation, without a list price.', null=True),
        ),
    ]
