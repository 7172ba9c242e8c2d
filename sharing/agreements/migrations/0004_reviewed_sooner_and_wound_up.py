import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Columns without a default, and checks that every row meets, on a table of few rows: locks it for milliseconds."""

    dependencies = [
        ("accounts", "0002_fewer_indexes"),
        ("agreements", "0003_key_of_the_form"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="agreement",
            name="agreement_active_has_its_number",
        ),
        migrations.AddField(
            model_name="agreement",
            name="wound_up_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="agreement",
            name="wound_up_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalagreement",
            name="wound_up_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="historicalagreement",
            name="wound_up_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("began_at__isnull", False),
                        ("ends_on__isnull", False),
                        ("first_review_on__isnull", False),
                        ("log_number__isnull", False),
                        ("review_on__isnull", False),
                        ("starts_on__isnull", False),
                        ("state__in", ["ACTIVE", "TERMINATED"]),
                    ),
                    models.Q(
                        models.Q(("state__in", ["ACTIVE", "TERMINATED"]), _negated=True),
                        ("began_at", None),
                        ("first_review_on", None),
                        ("log_number", None),
                        ("review_on", None),
                        ("superseded_at", None),
                    ),
                    _connector="OR",
                ),
                name="agreement_active_has_its_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("wound_up_at", None), ("wound_up_by", None)),
                    models.Q(
                        ("state", "ACTIVE"), ("wound_up_at__isnull", False), ("wound_up_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="agreement_wound_up_by_someone",
            ),
        ),
    ]
