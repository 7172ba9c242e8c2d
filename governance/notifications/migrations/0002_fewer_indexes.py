"""Indexes that nothing reads. Each is dropped by itself, with its table locked for a moment."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from governance.records.operations import DropFieldIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("notifications", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        DropFieldIndex(
            model_name="notification",
            name="recipient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notifications",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
