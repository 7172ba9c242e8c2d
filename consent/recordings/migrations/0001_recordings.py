import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_fewer_indexes"),
        ("attachments", "0002_sealed_files"),
        ("consents", "0015_what_it_is_for"),
        ("people", "0003_keep_from_parents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Device",
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
                ("name", models.CharField(max_length=80, verbose_name="what it is")),
                ("asset_number", models.CharField(max_length=40, unique=True)),
                ("ours", models.BooleanField(verbose_name="it belongs to us")),
                ("encrypted", models.BooleanField(verbose_name="it is encrypted")),
                (
                    "state",
                    models.CharField(
                        choices=[("IN_USE", "In use"), ("LOST", "Lost"), ("RETIRED", "Not in use any more")],
                        max_length=8,
                    ),
                ),
                ("location", models.CharField(max_length=120, verbose_name="where it is kept")),
                ("wiped_at", models.DateTimeField(null=True)),
                ("lost_at", models.DateTimeField(null=True)),
                ("retired_at", models.DateTimeField(null=True)),
                ("form_key", models.UUIDField(editable=False)),
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
                    "holder",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recording_devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lost_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "retired_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recording_devices",
                        to="accounts.service",
                    ),
                ),
                (
                    "wiped_by",
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
            name="Custody",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(max_length=120, verbose_name="where it is")),
                ("since", models.DateTimeField()),
                (
                    "handed_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chain",
                        to="recordings.device",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HistoricalCustody",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("place", models.CharField(max_length=120, verbose_name="where it is")),
                ("since", models.DateTimeField()),
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
                    "device",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="recordings.device",
                    ),
                ),
                (
                    "handed_by",
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
                    "holder",
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
                "verbose_name": "historical custody",
                "verbose_name_plural": "historical custodys",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDevice",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("reference", models.CharField(editable=False, max_length=20)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("name", models.CharField(max_length=80, verbose_name="what it is")),
                ("asset_number", models.CharField(max_length=40)),
                ("ours", models.BooleanField(verbose_name="it belongs to us")),
                ("encrypted", models.BooleanField(verbose_name="it is encrypted")),
                (
                    "state",
                    models.CharField(
                        choices=[("IN_USE", "In use"), ("LOST", "Lost"), ("RETIRED", "Not in use any more")],
                        max_length=8,
                    ),
                ),
                ("location", models.CharField(max_length=120, verbose_name="where it is kept")),
                ("wiped_at", models.DateTimeField(null=True)),
                ("lost_at", models.DateTimeField(null=True)),
                ("retired_at", models.DateTimeField(null=True)),
                ("form_key", models.UUIDField(editable=False)),
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
                    "holder",
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
                    "lost_by",
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
                    "retired_by",
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
                (
                    "wiped_by",
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
                "verbose_name": "historical device",
                "verbose_name_plural": "historical devices",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRecording",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("reference", models.CharField(editable=False, max_length=20)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("title", models.CharField(max_length=120, verbose_name="what the session is called")),
                ("purpose", models.CharField(max_length=200, verbose_name="what it is for")),
                (
                    "medium",
                    models.CharField(
                        choices=[("video", "Video, or any picture"), ("sound", "Sound only")],
                        max_length=8,
                        verbose_name="what is recorded",
                    ),
                ),
                ("planned_for", models.DateField(verbose_name="when it is")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PLANNED", "Planned"),
                            ("RECORDED", "Recorded, to be stored"),
                            ("STORED", "In the secure store"),
                            ("DELETED", "Deleted"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        max_length=12,
                    ),
                ),
                ("form_key", models.UUIDField(editable=False)),
                ("started_at", models.DateTimeField(null=True)),
                ("recorded_on", models.DateField(null=True)),
                (
                    "wrong",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("personal_device", "It was made with a personal device"),
                            ("no_consent", "Somebody in it had not said yes"),
                            ("unsafe_device", "The device was not encrypted, or was not ours"),
                        ],
                        max_length=16,
                        verbose_name="why it must not have been made",
                    ),
                ),
                ("wrong_words", models.TextField(blank=True, max_length=1000, verbose_name="what happened")),
                ("incident", models.CharField(blank=True, max_length=40)),
                ("stored_at", models.DateTimeField(null=True)),
                ("location", models.CharField(blank=True, max_length=120, verbose_name="where it is kept")),
                ("delete_by", models.DateField(null=True)),
                (
                    "delete_by_because",
                    models.CharField(blank=True, max_length=300, verbose_name="why that day"),
                ),
                ("taken_back_on", models.DateField(null=True)),
                ("is_held", models.BooleanField(default=False)),
                ("released_on", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("deleted_on", models.DateField(null=True)),
                (
                    "deletion_method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wiped", "Deleted, and the device or the disk wiped"),
                            ("overwritten", "Overwritten"),
                            ("destroyed", "What it was on was destroyed"),
                        ],
                        max_length=12,
                        verbose_name="how it was deleted",
                    ),
                ),
                ("deletion_copies", models.JSONField(default=dict, verbose_name="what became of each copy")),
                (
                    "deletion_words",
                    models.TextField(blank=True, max_length=1000, verbose_name="what proves it"),
                ),
                ("deleted_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("cancel_reason", models.CharField(blank=True, max_length=300)),
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
                    "cancelled_by",
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
                    "confirmed_by",
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
                    "delete_by_set_by",
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
                    "deleted_by",
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
                    "device",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="recordings.device",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who records it",
                    ),
                ),
                (
                    "recorded_by",
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
                (
                    "stored_by",
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
                "verbose_name": "historical recording",
                "verbose_name_plural": "historical recordings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Recording",
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
                ("title", models.CharField(max_length=120, verbose_name="what the session is called")),
                ("purpose", models.CharField(max_length=200, verbose_name="what it is for")),
                (
                    "medium",
                    models.CharField(
                        choices=[("video", "Video, or any picture"), ("sound", "Sound only")],
                        max_length=8,
                        verbose_name="what is recorded",
                    ),
                ),
                ("planned_for", models.DateField(verbose_name="when it is")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PLANNED", "Planned"),
                            ("RECORDED", "Recorded, to be stored"),
                            ("STORED", "In the secure store"),
                            ("DELETED", "Deleted"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        max_length=12,
                    ),
                ),
                ("form_key", models.UUIDField(editable=False)),
                ("started_at", models.DateTimeField(null=True)),
                ("recorded_on", models.DateField(null=True)),
                (
                    "wrong",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("personal_device", "It was made with a personal device"),
                            ("no_consent", "Somebody in it had not said yes"),
                            ("unsafe_device", "The device was not encrypted, or was not ours"),
                        ],
                        max_length=16,
                        verbose_name="why it must not have been made",
                    ),
                ),
                ("wrong_words", models.TextField(blank=True, max_length=1000, verbose_name="what happened")),
                ("incident", models.CharField(blank=True, max_length=40)),
                ("stored_at", models.DateTimeField(null=True)),
                ("location", models.CharField(blank=True, max_length=120, verbose_name="where it is kept")),
                ("delete_by", models.DateField(null=True)),
                (
                    "delete_by_because",
                    models.CharField(blank=True, max_length=300, verbose_name="why that day"),
                ),
                ("taken_back_on", models.DateField(null=True)),
                ("is_held", models.BooleanField(default=False)),
                ("released_on", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("deleted_on", models.DateField(null=True)),
                (
                    "deletion_method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wiped", "Deleted, and the device or the disk wiped"),
                            ("overwritten", "Overwritten"),
                            ("destroyed", "What it was on was destroyed"),
                        ],
                        max_length=12,
                        verbose_name="how it was deleted",
                    ),
                ),
                ("deletion_copies", models.JSONField(default=dict, verbose_name="what became of each copy")),
                (
                    "deletion_words",
                    models.TextField(blank=True, max_length=1000, verbose_name="what proves it"),
                ),
                ("deleted_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("cancel_reason", models.CharField(blank=True, max_length=300)),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "delete_by_set_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deleted_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recordings",
                        to="recordings.device",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recordings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who records it",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_index=False,
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.service",
                    ),
                ),
                (
                    "stored_by",
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
            name="Participant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("consent_version", models.PositiveIntegerField(null=True)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.case",
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recorded_in",
                        to="consents.consent",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recordings",
                        to="people.person",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recorded_in",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participants",
                        to="recordings.recording",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("content_type", models.CharField(max_length=20)),
                ("kept_at", models.DateTimeField()),
                (
                    "kept_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sealed",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="attachments.sealedfile",
                    ),
                ),
                (
                    "recording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="recordings.recording",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(max_length=1000, verbose_name="why it is held")),
                ("set_at", models.DateTimeField()),
                ("looked_on", models.DateField(verbose_name="when it was last looked at")),
                (
                    "looked_words",
                    models.TextField(blank=True, max_length=1000, verbose_name="why it is held still"),
                ),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "released_because",
                    models.TextField(blank=True, max_length=1000, verbose_name="why it is released"),
                ),
                (
                    "looked_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="recordings.recording",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HistoricalParticipant",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("consent_version", models.PositiveIntegerField(null=True)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("taken_back_at", models.DateTimeField(null=True)),
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
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.case",
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consents.consent",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "staff",
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
                    "recording",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="recordings.recording",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical participant",
                "verbose_name_plural": "historical participants",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPart",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("content_type", models.CharField(max_length=20)),
                ("kept_at", models.DateTimeField()),
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
                    "kept_by",
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
                    "sealed",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="attachments.sealedfile",
                    ),
                ),
                (
                    "recording",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="recordings.recording",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical part",
                "verbose_name_plural": "historical parts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalHold",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("reason", models.TextField(max_length=1000, verbose_name="why it is held")),
                ("set_at", models.DateTimeField()),
                ("looked_on", models.DateField(verbose_name="when it was last looked at")),
                (
                    "looked_words",
                    models.TextField(blank=True, max_length=1000, verbose_name="why it is held still"),
                ),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "released_because",
                    models.TextField(blank=True, max_length=1000, verbose_name="why it is released"),
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
                    "looked_by",
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
                    "released_by",
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
                    "set_by",
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
                    "recording",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="recordings.recording",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical hold",
                "verbose_name_plural": "historical holds",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["IN_USE", "LOST", "RETIRED"])), name="device_state_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lost_at__isnull", False), ("state", "LOST")),
                    models.Q(models.Q(("state", "LOST"), _negated=True), ("lost_at", None)),
                    _connector="OR",
                ),
                name="device_lost_at_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "RETIRED"), _negated=True),
                    models.Q(("holder", None), ("retired_at__isnull", False)),
                    _connector="OR",
                ),
                name="retired_device_is_with_nobody",
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.UniqueConstraint(fields=("created_by", "form_key"), name="one_device_a_form"),
        ),
        migrations.AddIndex(
            model_name="recording",
            index=models.Index(fields=["service", "-id"], name="recording_newest_of_service"),
        ),
        migrations.AddIndex(
            model_name="recording",
            index=models.Index(
                condition=models.Q(("state__in", ["RECORDED", "STORED"])),
                fields=["due_on"],
                name="recording_to_be_deleted",
            ),
        ),
        migrations.AddConstraint(
            model_name="recording",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["PLANNED", "RECORDED", "STORED", "DELETED", "CANCELLED"])),
                name="recording_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="recording",
            constraint=models.CheckConstraint(
                condition=models.Q(("medium__in", ["video", "sound"])), name="recording_medium_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="recording",
            constraint=models.UniqueConstraint(
                fields=("created_by", "form_key"), name="one_recording_a_form"
            ),
        ),
        migrations.AddConstraint(
            model_name="recording",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["RECORDED", "STORED", "DELETED"]), _negated=True),
                    models.Q(
                        ("delete_by__isnull", False),
                        ("recorded_on__isnull", False),
                        ("started_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="recording_was_begun",
            ),
        ),
        migrations.AddConstraint(
            model_name="recording",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "RECORDED"), _negated=True),
                    models.Q(("wrong", ""), _negated=True),
                    ("device__isnull", False),
                    _connector="OR",
                ),
                name="recording_has_its_device",
            ),
        ),
        migrations.AddConstraint(
            model_name="recording",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "STORED"), _negated=True),
                    models.Q(("stored_at__isnull", False), models.Q(("location", ""), _negated=True)),
                    _connector="OR",
                ),
                name="recording_is_stored_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="recording",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "DELETED"), _negated=True),
                    models.Q(
                        ("confirmed_by__isnull", False),
                        ("deleted_by__isnull", False),
                        ("deleted_on__isnull", False),
                        models.Q(("confirmed_by", models.F("deleted_by")), _negated=True),
                        models.Q(("deletion_method", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="recording_deleted_by_one_seen_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="recording",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_held", False),
                    models.Q(("deleted_at", None), ("due_on", None), ("state__in", ["RECORDED", "STORED"])),
                    _connector="OR",
                ),
                name="held_recording_is_not_deleted",
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(
                fields=("recording", "person"), name="a_person_takes_part_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(
                fields=("recording", "staff"), name="a_colleague_takes_part_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case__isnull", False), ("person__isnull", False), ("staff", None)),
                    models.Q(("case", None), ("consent", None), ("person", None), ("staff__isnull", False)),
                    _connector="OR",
                ),
                name="a_person_or_a_colleague_takes_part",
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("taken_back_at", None), ("agreed_at__lte", models.F("taken_back_at")), _connector="OR"
                ),
                name="what_was_agreed_is_taken_back",
            ),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.UniqueConstraint(fields=("recording", "number"), name="one_part_a_number"),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_at", None)), fields=("recording",), name="one_hold_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="hold_has_a_reason"
            ),
        ),
    ]
