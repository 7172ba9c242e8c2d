"""Built while people go on working. If it is interrupted, drop the index that is not valid and migrate again."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("deadlines", "0004_of_a_team")]

    operations = [
        AddIndexConcurrently(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("ended_at", None), models.Q(("team", ""), _negated=True)),
                fields=["team", "due_on"],
                name="deadline_of_team",
            ),
        ),
    ]
