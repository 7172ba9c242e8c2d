"""What no answer was recorded with can be taken away: its file is deleted, and its entry stays.

A longer text and a check that is not proved yet lock the table for a moment. The checks are proved in the next
migration, so that nobody waits for that here.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

STATES = [
    ("WAITING", "Being checked"),
    ("READY", "Kept"),
    ("REFUSED", "Cannot be used"),
    ("DISCARDED", "Taken away"),
]


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_who_sees_it")]

    operations = [
        migrations.RemoveConstraint("evidence", "evidence_state_is_known"),
        migrations.RemoveConstraint("evidence", "evidence_has_its_original"),
        *(
            migrations.AlterField(model, "state", models.CharField(choices=STATES, max_length=9))
            for model in ("evidence", "historicalevidence")
        ),
        AddConstraintNotValid(
            "evidence",
            models.CheckConstraint(
                condition=models.Q(("state__in", [state for state, _ in STATES])),
                name="evidence_state_is_known",
            ),
        ),
        AddConstraintNotValid(
            "evidence",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "TYPED"), ("original_file", "")),
                    models.Q(("copy_file", ""), ("original_file", ""), ("state", "DISCARDED")),
                    models.Q(
                        ("kind__in", ["SCAN", "DRAWN"]),
                        ("original_size__gt", 0),
                        models.Q(("state", "DISCARDED"), _negated=True),
                        models.Q(("original_file", ""), _negated=True),
                        models.Q(("original_sha256", ""), _negated=True),
                        models.Q(("media_type", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="evidence_has_its_original",
            ),
        ),
    ]
