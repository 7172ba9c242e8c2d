"""Built while people go on working. If it is interrupted, drop the index that is not valid and migrate again."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("notifications", "0003_once_a_day")]

    operations = [
        AddIndexConcurrently(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("held", True)), fields=["recipient"], name="held_for_the_day"
            ),
        ),
    ]
