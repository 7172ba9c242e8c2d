"""A constant default writes no row anew: both tables are locked for a moment, however many people there are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_fewer_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalperson",
            name="keep_from_parents",
            field=models.BooleanField(default=False, verbose_name="they asked us not to tell their parents"),
        ),
        migrations.AddField(
            model_name="person",
            name="keep_from_parents",
            field=models.BooleanField(default=False, verbose_name="they asked us not to tell their parents"),
        ),
    ]
