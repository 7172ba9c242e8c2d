from django.db import migrations, models


class Migration(migrations.Migration):
    """A column with a constant default, which rewrites nothing."""

    dependencies = [("deadlines", "0010_flagged_lately")]

    operations = [
        migrations.AddField(
            model_name="deadline",
            name="elsewhere",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
