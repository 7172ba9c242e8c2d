"""Indexes that nothing reads. Each is dropped by itself, with its table locked for a moment."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from governance.records.operations import DropFieldIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("accounts", "0002_fewer_indexes"),
        ("deadlines", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        DropFieldIndex(
            model_name="deadline",
            name="service",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, to="accounts.service"
            ),
        ),
        DropFieldIndex(
            model_name="deadline",
            name="worker",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        DropFieldIndex(
            model_name="flag",
            name="deadline",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="flags",
                to="deadlines.deadline",
            ),
        ),
    ]
