"""The checks of the migration before are proved on what is there already, while others go on working."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("stop_checks", "0004_which_law_and_what_differed")]

    operations = [
        ValidateConstraint("stopcheck", "stop_check_compelled_by_a_law"),
        ValidateConstraint("stopcheck", "stop_check_differs_once_sent"),
    ]
