"""Built while people go on working. If it is interrupted, drop the index that is not valid and migrate again."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("consents", "0011_invalid_by_its_proof_holds")]

    operations = [
        AddIndexConcurrently(
            model_name="consent",
            index=models.Index(
                condition=models.Q(("kind", "SHARE_CARE"), _negated=True),
                fields=["kind", "-id"],
                name="consent_newest_of_rare_kind",
            ),
        ),
    ]
