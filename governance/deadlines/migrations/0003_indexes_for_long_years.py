"""Built while people go on working. If it is interrupted, drop the index that is not valid and migrate again."""

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("accounts", "0002_fewer_indexes"),
        ("deadlines", "0002_fewer_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("ended_at", None), ("until_on__isnull", False)),
                fields=["until_on"],
                name="deadline_lapsing",
            ),
        ),
        AddIndexConcurrently(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("ended_at", None), models.Q(("excluded", []), _negated=True)),
                fields=["due_on"],
                name="deadline_kept_from_some",
            ),
        ),
    ]
