"""Why no finding was about a sharing. The new column is empty in every row, so that no row is written anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consents", "0012_rare_kinds_are_found")]

    operations = [
        migrations.AddField(
            model_name=model,
            name="why_no_finding",
            field=models.CharField(
                blank=True, default="", max_length=300, verbose_name="why no finding was about this"
            ),
            preserve_default=False,
        )
        for model in ("consent", "historicalconsent")
    ]
