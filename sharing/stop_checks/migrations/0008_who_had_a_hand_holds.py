"""The checks of the migration before are proved on what is there already, while others go on working."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("stop_checks", "0007_who_had_a_hand")]

    operations = [
        ValidateConstraint("stopcheck", "stop_check_no_hand_checks"),
        ValidateConstraint("stopcheck", "stop_check_vouched_by_the_checker"),
    ]
