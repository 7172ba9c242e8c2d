import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalCandourReport",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("reference", models.CharField(editable=False, max_length=20)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "To be written"),
                            ("SUBMITTED", "Waits for somebody else to read it"),
                            ("PUBLISHED", "Published"),
                        ],
                        max_length=9,
                    ),
                ),
                ("due_on", models.DateField()),
                (
                    "followed",
                    models.TextField(blank=True, max_length=4000, verbose_name="how we followed the rules"),
                ),
                (
                    "policies",
                    models.TextField(blank=True, max_length=4000, verbose_name="our rules, and who helps"),
                ),
                (
                    "changes",
                    models.TextField(blank=True, max_length=4000, verbose_name="what we learnt and changed"),
                ),
                ("figures", models.JSONField(default=dict)),
                (
                    "authors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("sent_back_because", models.TextField(blank=True, max_length=4000)),
                ("published_at", models.DateTimeField(null=True)),
                ("published_hash", models.CharField(blank=True, max_length=64)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
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
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical candour report",
                "verbose_name_plural": "historical candour reports",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CandourReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(editable=False, max_length=20, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("year", models.PositiveSmallIntegerField(unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "To be written"),
                            ("SUBMITTED", "Waits for somebody else to read it"),
                            ("PUBLISHED", "Published"),
                        ],
                        max_length=9,
                    ),
                ),
                ("due_on", models.DateField()),
                (
                    "followed",
                    models.TextField(blank=True, max_length=4000, verbose_name="how we followed the rules"),
                ),
                (
                    "policies",
                    models.TextField(blank=True, max_length=4000, verbose_name="our rules, and who helps"),
                ),
                (
                    "changes",
                    models.TextField(blank=True, max_length=4000, verbose_name="what we learnt and changed"),
                ),
                ("figures", models.JSONField(default=dict)),
                (
                    "authors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("sent_back_because", models.TextField(blank=True, max_length=4000)),
                ("published_at", models.DateTimeField(null=True)),
                ("published_hash", models.CharField(blank=True, max_length=64)),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["DRAFT", "SUBMITTED", "PUBLISHED"])),
                        name="candour_report_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "DRAFT"),
                            models.Q(
                                models.Q(("followed", ""), _negated=True),
                                models.Q(("policies", ""), _negated=True),
                                models.Q(("changes", ""), _negated=True),
                                models.Q(("content_hash", ""), _negated=True),
                                models.Q(("figures", {}), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="candour_report_is_read_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("published_at__isnull", False),
                                ("published_by__isnull", False),
                                ("published_hash", models.F("content_hash")),
                                ("state", "PUBLISHED"),
                            ),
                            models.Q(
                                models.Q(("state", "PUBLISHED"), _negated=True),
                                ("published_at", None),
                                ("published_by", None),
                                ("published_hash", ""),
                            ),
                            _connector="OR",
                        ),
                        name="candour_report_published_as_it_reads",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_by", None),
                            models.Q(("authors__contains", [models.F("published_by")]), _negated=True),
                            _connector="OR",
                        ),
                        name="candour_report_by_two_people",
                    ),
                ],
            },
        ),
    ]
