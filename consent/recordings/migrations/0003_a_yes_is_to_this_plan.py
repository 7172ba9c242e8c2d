from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recordings", "0002_one_recording_a_session"),
    ]

    operations = [
        migrations.AddField(
            model_name="custody",
            name="lost",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="historicalcustody",
            name="lost",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="historicalrecording",
            name="changed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="recording",
            name="changed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
