import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_fewer_indexes"),
        ("organisations", "0004_contacts_and_routes_of_old"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalExcuse",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("care", "Their care and treatment"),
                            ("safeguarding", "Keeping people safe"),
                            ("housing", "Housing, money and daily life"),
                            ("justice", "Courts, probation and prison"),
                            ("national_return", "National figures"),
                            ("commissioning", "Showing a funder what we do"),
                            ("quality", "Checking and improving services"),
                            ("research", "Research"),
                            ("transfer", "Handing a service over"),
                            ("legal", "Law, regulators and claims"),
                            ("staffing", "Staff and volunteers"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("excused_at", models.DateTimeField()),
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
                    "excused_by",
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
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organisations.organisation",
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
                "verbose_name": "historical excuse",
                "verbose_name_plural": "historical excuses",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalNotice",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("SERVICE", "Privacy notice of a service"),
                            ("ENGLAND", "Leaflet for England"),
                            ("SCOTLAND", "Leaflet for Scotland"),
                            ("MENTAL_HEALTH", "Leaflet for mental health"),
                        ],
                        max_length=13,
                    ),
                ),
                (
                    "style",
                    models.CharField(
                        choices=[("STANDARD", "Standard"), ("EASY_READ", "Easy read")], max_length=9
                    ),
                ),
                ("slug", models.SlugField(db_index=False, max_length=80)),
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
                "verbose_name": "historical notice",
                "verbose_name_plural": "historical notices",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("SERVICE", "Privacy notice of a service"),
                            ("ENGLAND", "Leaflet for England"),
                            ("SCOTLAND", "Leaflet for Scotland"),
                            ("MENTAL_HEALTH", "Leaflet for mental health"),
                        ],
                        max_length=13,
                    ),
                ),
                (
                    "style",
                    models.CharField(
                        choices=[("STANDARD", "Standard"), ("EASY_READ", "Easy read")], max_length=9
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                (
                    "service",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="privacy_notice",
                        to="accounts.service",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HistoricalNoticeVersion",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("reference", models.CharField(editable=False, max_length=20)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("IN_REVIEW", "With the IG team"),
                            ("RETURNED", "Sent back"),
                            ("PUBLISHED", "Published"),
                            ("SUPERSEDED", "Replaced"),
                        ],
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("body", models.TextField(max_length=40000)),
                ("national", models.TextField(blank=True, max_length=4000)),
                ("routine", models.JSONField(default=list)),
                ("what_changed", models.TextField(blank=True, max_length=1000)),
                ("review_on", models.DateField()),
                ("content_hash", models.CharField(max_length=64)),
                (
                    "authors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("sent_back_because", models.TextField(blank=True, max_length=1000)),
                ("published_at", models.DateTimeField(null=True)),
                ("published_hash", models.CharField(blank=True, max_length=64)),
                ("superseded_at", models.DateTimeField(null=True)),
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
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="privacy_notices.notice",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical notice version",
                "verbose_name_plural": "historical notice versions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="NoticeVersion",
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
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("IN_REVIEW", "With the IG team"),
                            ("RETURNED", "Sent back"),
                            ("PUBLISHED", "Published"),
                            ("SUPERSEDED", "Replaced"),
                        ],
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("body", models.TextField(max_length=40000)),
                ("national", models.TextField(blank=True, max_length=4000)),
                ("routine", models.JSONField(default=list)),
                ("what_changed", models.TextField(blank=True, max_length=1000)),
                ("review_on", models.DateField()),
                ("content_hash", models.CharField(max_length=64)),
                (
                    "authors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("sent_back_because", models.TextField(blank=True, max_length=1000)),
                ("published_at", models.DateTimeField(null=True)),
                ("published_hash", models.CharField(blank=True, max_length=64)),
                ("superseded_at", models.DateTimeField(null=True)),
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
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="privacy_notices.notice",
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
        ),
        migrations.CreateModel(
            name="Excuse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("care", "Their care and treatment"),
                            ("safeguarding", "Keeping people safe"),
                            ("housing", "Housing, money and daily life"),
                            ("justice", "Courts, probation and prison"),
                            ("national_return", "National figures"),
                            ("commissioning", "Showing a funder what we do"),
                            ("quality", "Checking and improving services"),
                            ("research", "Research"),
                            ("transfer", "Handing a service over"),
                            ("legal", "Law, regulators and claims"),
                            ("staffing", "Staff and volunteers"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("excused_at", models.DateTimeField()),
                (
                    "excused_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.service"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service", "organisation", "purpose"), name="one_excuse_of_its_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "purpose__in",
                                [
                                    "care",
                                    "safeguarding",
                                    "housing",
                                    "justice",
                                    "national_return",
                                    "commissioning",
                                    "quality",
                                    "research",
                                    "transfer",
                                    "legal",
                                    "staffing",
                                ],
                            )
                        ),
                        name="excuse_purpose_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="excuse_says_why"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("service", None)),
                fields=("kind", "style"),
                name="one_leaflet_of_its_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("style__in", ["STANDARD", "EASY_READ"])), name="notice_style_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "SERVICE"), ("service__isnull", False), ("style", "STANDARD")),
                    models.Q(("kind__in", ["ENGLAND", "SCOTLAND", "MENTAL_HEALTH"]), ("service", None)),
                    _connector="OR",
                ),
                name="notice_of_a_service_or_leaflet",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeversion",
            constraint=models.UniqueConstraint(
                fields=("notice", "number"), name="one_notice_version_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "PUBLISHED")), fields=("notice",), name="one_published_notice"
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["DRAFT", "RETURNED", "IN_REVIEW"])),
                fields=("notice",),
                name="one_undecided_notice",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["DRAFT", "IN_REVIEW", "RETURNED", "PUBLISHED", "SUPERSEDED"])
                ),
                name="notice_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="notices_count_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("content_hash__regex", "^[0-9a-f]{64}$")), name="notice_has_a_hash"
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("state__in", ["PUBLISHED", "SUPERSEDED"]), _negated=True),
                        ("published_at", None),
                        ("published_by", None),
                        ("published_hash", ""),
                    ),
                    models.Q(
                        ("published_at__isnull", False),
                        ("published_by__isnull", False),
                        ("published_hash", models.F("content_hash")),
                        ("state__in", ["PUBLISHED", "SUPERSEDED"]),
                    ),
                    _connector="OR",
                ),
                name="notice_published_as_it_reads",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "SUPERSEDED"), ("superseded_at__gte", models.F("published_at"))),
                    models.Q(models.Q(("state", "SUPERSEDED"), _negated=True), ("superseded_at", None)),
                    _connector="OR",
                ),
                name="notice_replaced_after_it_was_published",
            ),
        ),
    ]
