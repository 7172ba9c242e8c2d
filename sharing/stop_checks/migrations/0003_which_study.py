"""Which study a transfer for research is for. A constant default: no row is rewritten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stop_checks", "0002_with_closure")]

    operations = [
        migrations.AddField(
            model_name=model,
            name="study",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=160, verbose_name="of research, which study"
            ),
        )
        for model in ("stopcheck", "historicalstopcheck")
    ]
