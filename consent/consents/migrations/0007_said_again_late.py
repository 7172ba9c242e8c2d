"""When a yes said again before the end was written down after it, and the end as it was known until then.

The check is proved in the next migration, so that nobody waits for that here.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consents", "0006_more_kinds_of_information")]

    operations = [
        *(
            migrations.AddField(model_name=model, name=name, field=field(null=True))
            for model in ("consent", "historicalconsent")
            for name, field in (("revived_at", models.DateTimeField), ("lapsed_on", models.DateField))
        ),
        AddConstraintNotValid(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lapsed_on", None), ("revived_at", None)),
                    models.Q(("lapsed_on__isnull", False), ("revived_at__isnull", False)),
                    _connector="OR",
                ),
                name="revived_consent_had_lapsed",
            ),
        ),
    ]
