from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A check that every row meets, on a table of few rows: locks it for milliseconds."""

    dependencies = [
        ("accounts", "0002_fewer_indexes"),
        ("agreements", "0007_discarded"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="agreement",
            name="agreement_ended_by_someone",
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        ("state__in", ["ACTIVE", "TERMINATED"]),
                        models.Q(("end_reason", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "TERMINATED"), _negated=True),
                        ("end_reason", ""),
                        ("ended_at", None),
                        ("ended_by", None),
                    ),
                    _connector="OR",
                ),
                name="agreement_ended_by_someone",
            ),
        ),
    ]
