from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0003_indexes_for_long_years")]

    operations = [
        migrations.AddField(
            model_name="deadline",
            name="team",
            field=models.CharField(db_default="", default="", max_length=8),
        ),
    ]
