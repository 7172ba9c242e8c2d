from django.db import migrations, models

STATES = [
    ("DRAFT", "Draft"),
    ("IG_REVIEW", "With the IG team"),
    ("AWAITING_SIGNATURE", "Waiting for signatures"),
    ("ACTIVE", "Active"),
    ("TERMINATED", "Ended early"),
    ("REJECTED", "Rejected"),
    ("DISCARDED", "Discarded"),
]


class Migration(migrations.Migration):
    """A draft that nobody wants has a state of its own. It reads the agreements once, to check the constraint."""

    dependencies = [
        ("agreements", "0006_how_a_signature_was_made"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="agreement", name="agreement_state_is_known"),
        migrations.AlterField(
            model_name="agreement", name="state", field=models.CharField(choices=STATES, max_length=20)
        ),
        migrations.AlterField(
            model_name="historicalagreement",
            name="state",
            field=models.CharField(choices=STATES, max_length=20),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(state__in=[state for state, _ in STATES]), name="agreement_state_is_known"
            ),
        ),
    ]
