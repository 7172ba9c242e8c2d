"""Indexes that nothing reads. Each is dropped by itself, with its table locked for a moment."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from governance.records.operations import DropFieldIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("organisations", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        DropFieldIndex(
            model_name="historicalorganisation",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        DropFieldIndex(
            model_name="historicalorganisation",
            name="history_date",
            field=models.DateTimeField(),
        ),
        DropFieldIndex(
            model_name="historicalorganisation",
            name="reference",
            field=models.CharField(editable=False, max_length=20),
        ),
        DropFieldIndex(
            model_name="organisation",
            name="created_by",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
