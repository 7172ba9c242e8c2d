from django.db import migrations, models


class Migration(migrations.Migration):
    """A column with a constant default, which rewrites nothing."""

    dependencies = [("deadlines", "0007_hour_clocks")]

    operations = [
        migrations.AddField(
            model_name="deadline", name="part", field=models.IntegerField(db_default=0, default=0)
        ),
    ]
