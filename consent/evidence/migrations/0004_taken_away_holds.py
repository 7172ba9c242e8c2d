"""The checks of the migration before are proved on what is there already, while others go on working."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("evidence", "0003_taken_away")]

    operations = [
        ValidateConstraint("evidence", "evidence_state_is_known"),
        ValidateConstraint("evidence", "evidence_has_its_original"),
    ]
