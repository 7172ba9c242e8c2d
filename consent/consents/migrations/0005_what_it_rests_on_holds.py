"""The checks of the migration before are proved on what is there already, while others go on working."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("consents", "0004_what_it_rests_on")]

    operations = [
        ValidateConstraint("consent", "active_consent_names_what_it_is_for"),
        ValidateConstraint("consent", "only_a_parents_consent_is_outgrown"),
        ValidateConstraint("consent", "acknowledged_after_being_told"),
        ValidateConstraint("consent", "nobody_told_where_nothing_was_shared"),
        ValidateConstraint("consent", "consent_acknowledged_by_someone"),
    ]
