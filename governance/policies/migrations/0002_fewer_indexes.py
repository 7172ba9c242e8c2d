"""Indexes that nothing reads. Each is dropped by itself, with its table locked for a moment."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from governance.records.operations import DropFieldIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("policies", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        DropFieldIndex(
            model_name="historicalpolicy",
            name="history_date",
            field=models.DateTimeField(),
        ),
        DropFieldIndex(
            model_name="historicalpolicy",
            name="number",
            field=models.CharField(max_length=40),
        ),
        DropFieldIndex(
            model_name="historicalpolicy",
            name="slug",
            field=models.SlugField(db_index=False, max_length=80),
        ),
        DropFieldIndex(
            model_name="historicalpolicyversion",
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
            model_name="historicalpolicyversion",
            name="history_date",
            field=models.DateTimeField(),
        ),
        DropFieldIndex(
            model_name="historicalpolicyversion",
            name="policy",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="policies.policy",
            ),
        ),
        DropFieldIndex(
            model_name="historicalpolicyversion",
            name="published_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        DropFieldIndex(
            model_name="historicalpolicyversion",
            name="reference",
            field=models.CharField(editable=False, max_length=20),
        ),
        DropFieldIndex(
            model_name="historicalpolicyversion",
            name="reviewed_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        DropFieldIndex(
            model_name="historicalpolicyversion",
            name="sponsor",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        DropFieldIndex(
            model_name="historicalsection",
            name="history_date",
            field=models.DateTimeField(),
        ),
        DropFieldIndex(
            model_name="historicalsection",
            name="version",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="policies.policyversion",
            ),
        ),
        DropFieldIndex(
            model_name="policyversion",
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
