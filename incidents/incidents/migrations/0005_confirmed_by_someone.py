"""What 0004 asks of every new row holds of the rows before it too; read without stopping anybody who writes."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("incidents", "0004_a_line_once_and_when_it_was_confirmed")]

    operations = [ValidateConstraint(model_name="incident", name="incident_confirmed_by_someone")]
