"""What a consent is for, as a code. The new column is empty in every row, so that no row is written anew."""

from django.db import migrations, models

from consent.purposes import Purpose


class Migration(migrations.Migration):
    dependencies = [("consents", "0014_until_the_worker_may_open_it")]

    operations = [
        migrations.AddField(
            model_name=model,
            name="aim",
            field=models.CharField(
                blank=True,
                choices=Purpose.choices,
                db_default="",
                default="",
                max_length=20,
                verbose_name="what it is for",
            ),
        )
        for model in ("consent", "historicalconsent")
    ]
