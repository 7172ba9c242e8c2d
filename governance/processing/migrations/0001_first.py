import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_fewer_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalNote",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("reference", models.CharField(editable=False, max_length=20)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("purposes", models.TextField(blank=True, max_length=4000, verbose_name="what it is for")),
                (
                    "basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("a", "(a) Consent"),
                            ("b", "(b) Contract"),
                            ("c", "(c) Legal obligation"),
                            ("d", "(d) Vital interests"),
                            ("e", "(e) Public task"),
                            ("ea", "(ea) Recognised legitimate interest"),
                            ("f", "(f) Legitimate interests"),
                        ],
                        max_length=2,
                        verbose_name="the legal basis",
                    ),
                ),
                (
                    "condition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("a", "(a) Explicit consent"),
                            ("c", "(c) Vital interests"),
                            ("f", "(f) Legal claims and courts"),
                            ("g", "(g) Substantial public interest"),
                            ("h", "(h) Health or social care"),
                            ("i", "(i) Public health"),
                        ],
                        max_length=2,
                        verbose_name="the condition for health data",
                    ),
                ),
                (
                    "people",
                    models.TextField(blank=True, max_length=4000, verbose_name="whose information it is"),
                ),
                (
                    "information",
                    models.TextField(blank=True, max_length=4000, verbose_name="what sorts of information"),
                ),
                (
                    "recipients",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        verbose_name="who gets it or works with it for us, besides partners with an agreement",
                    ),
                ),
                (
                    "transfers",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        verbose_name="whether it leaves the United Kingdom, and what protects it there",
                    ),
                ),
                (
                    "retention",
                    models.TextField(blank=True, max_length=4000, verbose_name="how long it is kept"),
                ),
                (
                    "security",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="how it is kept safe, in short"
                    ),
                ),
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
                    "service",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical note",
                "verbose_name_plural": "historical notes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Note",
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
                ("purposes", models.TextField(blank=True, max_length=4000, verbose_name="what it is for")),
                (
                    "basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("a", "(a) Consent"),
                            ("b", "(b) Contract"),
                            ("c", "(c) Legal obligation"),
                            ("d", "(d) Vital interests"),
                            ("e", "(e) Public task"),
                            ("ea", "(ea) Recognised legitimate interest"),
                            ("f", "(f) Legitimate interests"),
                        ],
                        max_length=2,
                        verbose_name="the legal basis",
                    ),
                ),
                (
                    "condition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("a", "(a) Explicit consent"),
                            ("c", "(c) Vital interests"),
                            ("f", "(f) Legal claims and courts"),
                            ("g", "(g) Substantial public interest"),
                            ("h", "(h) Health or social care"),
                            ("i", "(i) Public health"),
                        ],
                        max_length=2,
                        verbose_name="the condition for health data",
                    ),
                ),
                (
                    "people",
                    models.TextField(blank=True, max_length=4000, verbose_name="whose information it is"),
                ),
                (
                    "information",
                    models.TextField(blank=True, max_length=4000, verbose_name="what sorts of information"),
                ),
                (
                    "recipients",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        verbose_name="who gets it or works with it for us, besides partners with an agreement",
                    ),
                ),
                (
                    "transfers",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        verbose_name="whether it leaves the United Kingdom, and what protects it there",
                    ),
                ),
                (
                    "retention",
                    models.TextField(blank=True, max_length=4000, verbose_name="how long it is kept"),
                ),
                (
                    "security",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="how it is kept safe, in short"
                    ),
                ),
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
                    "service",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.service",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service",), name="one_processing_note_a_service", nulls_distinct=False
                    )
                ],
            },
        ),
    ]
