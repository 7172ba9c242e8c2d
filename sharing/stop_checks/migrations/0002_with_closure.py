"""Which Stop and Checks go together with a service closure. A constant default: no row is rewritten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stop_checks", "0001_stop_checks")]

    operations = [
        migrations.AddField(
            model_name=model,
            name="with_closure",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        )
        for model in ("stopcheck", "historicalstopcheck")
    ]
