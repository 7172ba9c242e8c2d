"""The check of the migration before is proved on what is there already, while others go on working."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("consents", "0010_invalid_by_its_proof")]

    operations = [ValidateConstraint("consent", "consent_invalidated_at_a_moment")]
