"""The database keeps to it: what is published is what was reviewed, and a day is set by somebody."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("policies", "0004_versions_from_before")]

    operations = [
        migrations.AddConstraint(
            model_name="policyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reviewed_at", None), ("reviewed_hash", "")),
                    models.Q(("reviewed_at__isnull", False), ("reviewed_hash__regex", "^[0-9a-f]{64}$")),
                    _connector="OR",
                ),
                name="policy_review_keeps_a_hash",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at", None), ("published_hash", ""), ("read_with", None)),
                    models.Q(
                        ("published_at__isnull", False),
                        ("published_hash", models.F("reviewed_hash")),
                        ("read_with__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="policy_published_as_reviewed",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("publish_on", None), ("scheduled_at", None), ("scheduled_by", None)),
                    models.Q(
                        ("publish_on__isnull", False),
                        ("scheduled_at__isnull", False),
                        ("scheduled_by__isnull", False),
                        ("state", "SPONSOR_APPROVAL"),
                    ),
                    _connector="OR",
                ),
                name="policy_scheduled_by_its_sponsor",
            ),
        ),
    ]
