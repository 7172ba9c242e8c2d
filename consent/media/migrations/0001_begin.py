import django.contrib.postgres.fields
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
        ("organisations", "0004_contacts_and_routes_of_old"),
        ("people", "0003_keep_from_parents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Asset",
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
                    models.CharField(
                        choices=[
                            ("LIVE", "Live"),
                            ("FINISHED", "Finished"),
                            ("WITHDRAWN", "Taken back"),
                            ("DELETED", "Deleted"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("photo", "Photograph or picture"),
                            ("video", "Film"),
                            ("sound", "Sound"),
                            ("story", "Story in words"),
                        ],
                        max_length=5,
                        verbose_name="what it is",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="what it shows")),
                ("campaign", models.CharField(max_length=160, verbose_name="the campaign")),
                ("made_by", models.CharField(max_length=120, verbose_name="who made it")),
                ("made_on", models.DateField(verbose_name="when it was made")),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="when the campaign is to end"),
                ),
                ("shown", models.PositiveSmallIntegerField(verbose_name="how many people can be recognised")),
                ("media_type", models.CharField(blank=True, max_length=40)),
                (
                    "location",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="where it lies, where it is not kept here"
                    ),
                ),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "finished_because",
                    models.CharField(blank=True, max_length=200, verbose_name="why it is finished"),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("clear_by", models.DateField(null=True)),
                ("deleted_on", models.DateField(null=True)),
                (
                    "deleted_how",
                    models.CharField(blank=True, max_length=1000, verbose_name="how it was deleted"),
                ),
                (
                    "deleted_copies",
                    models.CharField(blank=True, max_length=1000, verbose_name="every copy, backups too"),
                ),
                ("deleted_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "confirmed_how",
                    models.CharField(blank=True, max_length=1000, verbose_name="how it was seen to be gone"),
                ),
                ("form_key", models.UUIDField(editable=False, null=True)),
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
                    "file",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="attachments.sealedfile",
                    ),
                ),
                (
                    "finished_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="media.asset",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="media",
                        to="accounts.service",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HistoricalAsset",
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
                    models.CharField(
                        choices=[
                            ("LIVE", "Live"),
                            ("FINISHED", "Finished"),
                            ("WITHDRAWN", "Taken back"),
                            ("DELETED", "Deleted"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("photo", "Photograph or picture"),
                            ("video", "Film"),
                            ("sound", "Sound"),
                            ("story", "Story in words"),
                        ],
                        max_length=5,
                        verbose_name="what it is",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="what it shows")),
                ("campaign", models.CharField(max_length=160, verbose_name="the campaign")),
                ("made_by", models.CharField(max_length=120, verbose_name="who made it")),
                ("made_on", models.DateField(verbose_name="when it was made")),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="when the campaign is to end"),
                ),
                ("shown", models.PositiveSmallIntegerField(verbose_name="how many people can be recognised")),
                ("media_type", models.CharField(blank=True, max_length=40)),
                (
                    "location",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="where it lies, where it is not kept here"
                    ),
                ),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "finished_because",
                    models.CharField(blank=True, max_length=200, verbose_name="why it is finished"),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("clear_by", models.DateField(null=True)),
                ("deleted_on", models.DateField(null=True)),
                (
                    "deleted_how",
                    models.CharField(blank=True, max_length=1000, verbose_name="how it was deleted"),
                ),
                (
                    "deleted_copies",
                    models.CharField(blank=True, max_length=1000, verbose_name="every copy, backups too"),
                ),
                ("deleted_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "confirmed_how",
                    models.CharField(blank=True, max_length=1000, verbose_name="how it was seen to be gone"),
                ),
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
                    "file",
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
                    "finished_by",
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
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="media.asset",
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
                "verbose_name": "historical asset",
                "verbose_name_plural": "historical assets",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalInIt",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("consent_version", models.PositiveIntegerField(null=True)),
                (
                    "campaign",
                    models.CharField(blank=True, max_length=160, verbose_name="the campaign that it names"),
                ),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("website", "Our website"),
                                ("social", "Social media"),
                                ("print", "Leaflets, posters and reports"),
                                ("press", "Newspapers, radio and television"),
                                ("events", "Talks and events"),
                            ],
                            max_length=8,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "removed_because",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="why they are not in it after all"
                    ),
                ),
                (
                    "ended",
                    models.CharField(
                        blank=True,
                        choices=[("withdrawn", "They took it back"), ("invalid", "Their yes was not valid")],
                        max_length=9,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("told_how", models.CharField(blank=True, max_length=200, verbose_name="how they were told")),
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
                    "added_by",
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
                    "asset",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="media.asset",
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
                    "removed_by",
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
                    "told_by",
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
                "verbose_name": "historical in it",
                "verbose_name_plural": "historical in its",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPublication",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("website", "Our website"),
                            ("social", "Social media"),
                            ("print", "Leaflets, posters and reports"),
                            ("press", "Newspapers, radio and television"),
                            ("events", "Talks and events"),
                        ],
                        max_length=8,
                        verbose_name="where it is shown",
                    ),
                ),
                ("ours", models.BooleanField(verbose_name="it is our own")),
                ("publisher", models.CharField(blank=True, max_length=160, verbose_name="who published it")),
                ("where", models.CharField(max_length=300, verbose_name="where exactly")),
                ("from_on", models.DateField(verbose_name="since when")),
                (
                    "until_on",
                    models.DateField(blank=True, null=True, verbose_name="until when, if that is known"),
                ),
                ("found", models.BooleanField(default=False)),
                ("noted_at", models.DateTimeField()),
                ("down_on", models.DateField(null=True)),
                ("down_how", models.CharField(blank=True, max_length=200, verbose_name="what was looked at")),
                ("down_at", models.DateTimeField(null=True)),
                ("notice_on", models.DateField(null=True)),
                (
                    "notice_how",
                    models.CharField(blank=True, max_length=200, verbose_name="how the notice was sent"),
                ),
                ("notice_at", models.DateTimeField(null=True)),
                ("answered_on", models.DateField(null=True)),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="what they answered")),
                ("answered_at", models.DateTimeField(null=True)),
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
                    "answered_by",
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
                    "asset",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="media.asset",
                    ),
                ),
                (
                    "down_by",
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
                    "noted_by",
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
                    "notice_by",
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
            ],
            options={
                "verbose_name": "historical publication",
                "verbose_name_plural": "historical publications",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="InIt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("consent_version", models.PositiveIntegerField(null=True)),
                (
                    "campaign",
                    models.CharField(blank=True, max_length=160, verbose_name="the campaign that it names"),
                ),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("website", "Our website"),
                                ("social", "Social media"),
                                ("print", "Leaflets, posters and reports"),
                                ("press", "Newspapers, radio and television"),
                                ("events", "Talks and events"),
                            ],
                            max_length=8,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "removed_because",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="why they are not in it after all"
                    ),
                ),
                (
                    "ended",
                    models.CharField(
                        blank=True,
                        choices=[("withdrawn", "They took it back"), ("invalid", "Their yes was not valid")],
                        max_length=9,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("told_how", models.CharField(blank=True, max_length=200, verbose_name="how they were told")),
                (
                    "added_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="people", to="media.asset"
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="in_media",
                        to="consents.consent",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="in_media",
                        to="people.person",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "told_by",
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
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("website", "Our website"),
                            ("social", "Social media"),
                            ("print", "Leaflets, posters and reports"),
                            ("press", "Newspapers, radio and television"),
                            ("events", "Talks and events"),
                        ],
                        max_length=8,
                        verbose_name="where it is shown",
                    ),
                ),
                ("ours", models.BooleanField(verbose_name="it is our own")),
                ("publisher", models.CharField(blank=True, max_length=160, verbose_name="who published it")),
                ("where", models.CharField(max_length=300, verbose_name="where exactly")),
                ("from_on", models.DateField(verbose_name="since when")),
                (
                    "until_on",
                    models.DateField(blank=True, null=True, verbose_name="until when, if that is known"),
                ),
                ("found", models.BooleanField(default=False)),
                ("noted_at", models.DateTimeField()),
                ("down_on", models.DateField(null=True)),
                ("down_how", models.CharField(blank=True, max_length=200, verbose_name="what was looked at")),
                ("down_at", models.DateTimeField(null=True)),
                ("notice_on", models.DateField(null=True)),
                (
                    "notice_how",
                    models.CharField(blank=True, max_length=200, verbose_name="how the notice was sent"),
                ),
                ("notice_at", models.DateTimeField(null=True)),
                ("answered_on", models.DateField(null=True)),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="what they answered")),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="media.asset",
                    ),
                ),
                (
                    "down_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "notice_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="organisations.organisation",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(fields=["service", "-id"], name="asset_of_service"),
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(fields=["state", "-id"], name="asset_in_state"),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.UniqueConstraint(fields=("created_by", "form_key"), name="one_asset_a_form"),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["LIVE", "FINISHED", "WITHDRAWN", "DELETED"])),
                name="asset_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file", None), models.Q(("location", ""), _negated=True)),
                    models.Q(("file__isnull", False), models.Q(("media_type", ""), _negated=True)),
                    _connector="OR",
                ),
                name="asset_is_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at", None), ("finished_by", None)),
                    models.Q(("finished_at__isnull", False), ("finished_by__isnull", False)),
                    _connector="OR",
                ),
                name="asset_finished_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("clear_by", None), ("state", "LIVE")),
                    models.Q(models.Q(("state", "LIVE"), _negated=True), ("clear_by__isnull", False)),
                    _connector="OR",
                ),
                name="asset_that_ends_has_its_clock",
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "WITHDRAWN"), _negated=True),
                    ("withdrawn_at__isnull", False),
                    _connector="OR",
                ),
                name="withdrawn_asset_was_taken_back",
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "FINISHED"), _negated=True),
                    ("finished_at__isnull", False),
                    _connector="OR",
                ),
                name="finished_asset_was_finished",
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("deleted_at", None),
                        ("deleted_by", None),
                        ("deleted_copies", ""),
                        ("deleted_how", ""),
                        ("deleted_on", None),
                    ),
                    models.Q(
                        ("deleted_at__isnull", False),
                        ("deleted_by__isnull", False),
                        ("deleted_on__isnull", False),
                        models.Q(("deleted_how", ""), _negated=True),
                        models.Q(("deleted_copies", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="deletion_of_asset_has_its_evidence",
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("confirmed_at__isnull", False), ("confirmed_by__isnull", False), ("state", "DELETED")
                    ),
                    models.Q(
                        models.Q(("state", "DELETED"), _negated=True),
                        ("confirmed_at", None),
                        ("confirmed_by", None),
                    ),
                    _connector="OR",
                ),
                name="deleted_asset_was_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(
                        ("deleted_by__isnull", False),
                        models.Q(("confirmed_by", models.F("deleted_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="deleter_of_asset_never_confirms",
            ),
        ),
        migrations.AddConstraint(
            model_name="init",
            constraint=models.UniqueConstraint(fields=("asset", "number"), name="one_in_it_a_number"),
        ),
        migrations.AddConstraint(
            model_name="init",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)), fields=("asset", "person"), name="once_in_it"
            ),
        ),
        migrations.AddConstraint(
            model_name="init",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("consent", None), ("consent_version", None)),
                    models.Q(("consent__isnull", False), ("consent_version__isnull", False)),
                    _connector="OR",
                ),
                name="in_it_by_a_version_of_a_consent",
            ),
        ),
        migrations.AddConstraint(
            model_name="init",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended", ""), ("ended_at", None)),
                    models.Q(models.Q(("ended", ""), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="in_it_ended_at_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="init",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("told_at", None), ("told_by", None), ("told_how", "")),
                    models.Q(
                        ("told_at__isnull", False),
                        ("told_by__isnull", False),
                        models.Q(("told_how", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="in_it_told_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="init",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("removed_at", None), ("removed_because", ""), ("removed_by", None)),
                    models.Q(
                        ("removed_at__isnull", False),
                        ("removed_by__isnull", False),
                        models.Q(("removed_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="removed_from_it_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.UniqueConstraint(fields=("asset", "number"), name="one_publication_a_number"),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("organisation", None), ("ours", True), ("publisher", "")),
                    models.Q(("ours", False), models.Q(("publisher", ""), _negated=True)),
                    _connector="OR",
                ),
                name="publication_is_ours_or_somebodys",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("down_at", None), ("down_by", None), ("down_how", ""), ("down_on", None)),
                    models.Q(
                        ("down_at__isnull", False),
                        ("down_by__isnull", False),
                        ("down_on__isnull", False),
                        models.Q(("down_how", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="publication_down_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("notice_at", None), ("notice_by", None), ("notice_how", ""), ("notice_on", None)
                    ),
                    models.Q(
                        ("notice_at__isnull", False),
                        ("notice_by__isnull", False),
                        ("notice_on__isnull", False),
                        models.Q(("notice_how", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="publication_notice_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""), ("answered_at", None), ("answered_by", None), ("answered_on", None)
                    ),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        ("answered_on__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="publication_answered_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("notice_at", None)), ("ours", False), _connector="OR"
                ),
                name="notice_goes_to_others",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_on", None), ("until_on__gte", models.F("from_on")), _connector="OR"
                ),
                name="publication_ends_after_it_began",
            ),
        ),
    ]
