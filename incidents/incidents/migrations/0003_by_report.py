"""Incidents of a year are found by when they were reported. Without locking: people go on reporting meanwhile."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("incidents", "0002_telling_and_candour")]

    operations = [
        AddIndexConcurrently("incident", models.Index(fields=["reported_at"], name="incident_by_report")),
    ]
