"""The check of the migration before is proved on what is there already, while others go on working."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("consents", "0007_said_again_late")]

    operations = [ValidateConstraint("consent", "revived_consent_had_lapsed")]
