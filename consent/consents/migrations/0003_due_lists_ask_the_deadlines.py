"""Built while people go on working. If it is interrupted, drop the index that is not valid and migrate again."""

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("accounts", "0002_fewer_indexes"),
        ("consents", "0002_fewer_indexes"),
        ("organisations", "0002_fewer_indexes"),
        ("people", "0002_fewer_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        RemoveIndexConcurrently(
            model_name="consent",
            name="consent_of_service",
        ),
        RemoveIndexConcurrently(
            model_name="consent",
            name="consent_ending_of_service",
        ),
        AddIndexConcurrently(
            model_name="consent",
            index=models.Index(fields=["state", "-id"], name="consent_newest_in_state"),
        ),
    ]
