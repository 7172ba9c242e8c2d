import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("policies", "0005_approved_as_it_reads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalResource",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("reference", models.CharField(editable=False, max_length=20)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "state",
                    models.CharField(choices=[("LIVE", "In use"), ("WITHDRAWN", "Withdrawn")], max_length=9),
                ),
                ("title", models.CharField(max_length=150)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("how_to", "How-to guide"),
                            ("template", "Template"),
                            ("form", "Form"),
                            ("e_learning", "E-learning"),
                            ("leaflet", "Leaflet"),
                            ("link", "Link"),
                        ],
                        max_length=10,
                    ),
                ),
                ("summary", models.CharField(max_length=300)),
                ("anchor", models.CharField(blank=True, max_length=90)),
                ("changed_on", models.DateField()),
                ("review_on", models.DateField()),
                ("staff_only", models.BooleanField(db_default=True, default=True)),
                ("slug", models.SlugField(db_index=False, max_length=80, null=True)),
                (
                    "content",
                    models.CharField(
                        choices=[
                            ("address", "the address of a page"),
                            ("text", "a text"),
                            ("file", "a file"),
                            ("blank", "a form that Sharewell makes"),
                        ],
                        max_length=7,
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=500)),
                ("text", models.TextField(blank=True, max_length=40000)),
                ("blank", models.CharField(blank=True, max_length=60)),
                ("withdrawn_because", models.TextField(blank=True, max_length=1000)),
                ("form_key", models.UUIDField(editable=False, null=True)),
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
                    "owner",
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
                    "policy",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="policies.policy",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical resource",
                "verbose_name_plural": "historical resources",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Resource",
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
                (
                    "state",
                    models.CharField(choices=[("LIVE", "In use"), ("WITHDRAWN", "Withdrawn")], max_length=9),
                ),
                ("title", models.CharField(max_length=150)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("how_to", "How-to guide"),
                            ("template", "Template"),
                            ("form", "Form"),
                            ("e_learning", "E-learning"),
                            ("leaflet", "Leaflet"),
                            ("link", "Link"),
                        ],
                        max_length=10,
                    ),
                ),
                ("summary", models.CharField(max_length=300)),
                ("anchor", models.CharField(blank=True, max_length=90)),
                ("changed_on", models.DateField()),
                ("review_on", models.DateField()),
                ("staff_only", models.BooleanField(db_default=True, default=True)),
                ("slug", models.SlugField(max_length=80, null=True, unique=True)),
                (
                    "content",
                    models.CharField(
                        choices=[
                            ("address", "the address of a page"),
                            ("text", "a text"),
                            ("file", "a file"),
                            ("blank", "a form that Sharewell makes"),
                        ],
                        max_length=7,
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=500)),
                ("text", models.TextField(blank=True, max_length=40000)),
                ("blank", models.CharField(blank=True, max_length=60)),
                ("withdrawn_because", models.TextField(blank=True, max_length=1000)),
                ("form_key", models.UUIDField(editable=False, null=True)),
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
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resources",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resources",
                        to="policies.policy",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(models.F("title"), models.F("id"), name="resource_by_title"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.search.SearchVector(
                            "title", "summary", "text", config="english"
                        ),
                        name="resource_by_what_it_says",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Upper("title"), "gin_trgm_ops"
                        ),
                        name="resource_title_by_part",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Upper("summary"), "gin_trgm_ops"
                        ),
                        name="resource_summary_by_part",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Upper("text"), "gin_trgm_ops"
                        ),
                        name="resource_text_by_part",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["LIVE", "WITHDRAWN"])),
                        name="resource_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("address", ""), ("blank", ""), ("content", "file"), ("text", "")),
                            models.Q(
                                ("address__regex", "^https://"),
                                ("blank", ""),
                                ("content", "address"),
                                ("text", ""),
                            ),
                            models.Q(
                                ("address", ""),
                                ("blank", ""),
                                ("content", "text"),
                                models.Q(("text", ""), _negated=True),
                            ),
                            models.Q(
                                ("address", ""),
                                ("content", "blank"),
                                ("staff_only", True),
                                ("text", ""),
                                models.Q(("blank", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="resource_is_made_of_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("content__in", ["text", "file"]), ("kind", "how_to")),
                            models.Q(("content__in", ["file", "blank"]), ("kind", "template")),
                            models.Q(("content__in", ["file", "blank"]), ("kind", "form")),
                            models.Q(("content__in", ["address"]), ("kind", "e_learning")),
                            models.Q(("content__in", ["text", "file"]), ("kind", "leaflet")),
                            models.Q(("content__in", ["address"]), ("kind", "link")),
                            _connector="OR",
                        ),
                        name="resource_holds_what_its_kind_holds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("staff_only", True), ("slug__isnull", False), _connector="OR"),
                        name="public_resource_has_an_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("anchor", ""), ("policy__isnull", False), _connector="OR"),
                        name="resource_section_is_of_a_policy",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("state", "WITHDRAWN"), _negated=True), ("withdrawn_because", "")
                            ),
                            models.Q(
                                ("state", "WITHDRAWN"), models.Q(("withdrawn_because", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="withdrawn_resource_says_why",
                    ),
                    models.UniqueConstraint(fields=("created_by", "form_key"), name="one_resource_a_form"),
                ],
            },
        ),
    ]
