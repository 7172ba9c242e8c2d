import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_fewer_indexes"),
        ("recordings", "0001_recordings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="recording",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("title"),
                models.F("service"),
                models.F("medium"),
                condition=models.Q(
                    models.Q(("state__in", ["DELETED", "CANCELLED"]), _negated=True), ("wrong", "")
                ),
                name="one_recording_a_session",
            ),
        ),
    ]
