"""What an answer rests on, what it is for, and who acknowledged a withdrawal.

The checks are proved in the next migration, so that nobody waits for that here. Four keys that are empty in every
row are looked through once each.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_fewer_indexes"),
        ("capacity", "0001_first"),
        ("consents", "0003_due_lists_ask_the_deadlines"),
        ("evidence", "0002_who_sees_it"),
        ("organisations", "0002_fewer_indexes"),
        ("people", "0003_keep_from_parents"),
        ("wording", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="acknowledged_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="consent",
            name="acknowledged_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="acknowledged_note",
            field=models.CharField(blank=True, max_length=300, verbose_name="who answered, and how"),
        ),
        migrations.AddField(
            model_name="consent",
            name="assessment",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consents",
                to="capacity.assessment",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="channels",
            field=django.contrib.postgres.fields.ArrayField(
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
                verbose_name="where it may be shown",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="ends_on",
            field=models.DateField(null=True, verbose_name="when it ends"),
        ),
        migrations.AddField(
            model_name="consent",
            name="evidence",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consents",
                to="evidence.evidence",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="given_recorded_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="consent",
            name="named",
            field=models.CharField(blank=True, max_length=160, verbose_name="what it is called"),
        ),
        migrations.AddField(
            model_name="consent",
            name="nothing_shared",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="consent",
            name="outgrown_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="consent",
            name="outgrowth_recorded_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="consent",
            name="talk",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="consent",
            name="told_note",
            field=models.CharField(blank=True, max_length=300, verbose_name="who was told, and how"),
        ),
        migrations.AddField(
            model_name="consent",
            name="wording",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consents",
                to="wording.wordingversion",
            ),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="acknowledged_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="acknowledged_by",
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
        migrations.AddField(
            model_name="historicalconsent",
            name="acknowledged_note",
            field=models.CharField(blank=True, max_length=300, verbose_name="who answered, and how"),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="assessment",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="capacity.assessment",
            ),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="channels",
            field=django.contrib.postgres.fields.ArrayField(
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
                verbose_name="where it may be shown",
            ),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="ends_on",
            field=models.DateField(null=True, verbose_name="when it ends"),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="evidence",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="evidence.evidence",
            ),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="given_recorded_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="named",
            field=models.CharField(blank=True, max_length=160, verbose_name="what it is called"),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="nothing_shared",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="outgrown_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="outgrowth_recorded_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="talk",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="told_note",
            field=models.CharField(blank=True, max_length=300, verbose_name="who was told, and how"),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="wording",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="wording.wordingversion",
            ),
        ),
        migrations.AlterField(
            model_name="consent",
            name="items",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("contact", "Name and contact details"),
                        ("attendance", "That they come here, and their appointments"),
                        ("progress", "How they are getting on"),
                        ("care_plan", "Their care plan"),
                        ("substance_use", "Their drug or alcohol use"),
                        ("mental_health", "Their mental health"),
                        ("medication", "Their medicines and prescriptions"),
                        ("physical_health", "Their physical health and test results"),
                        ("risk", "Worries about safety, theirs or others'"),
                        ("family", "Their family and home"),
                        ("name", "Their name"),
                        ("story", "Their story, in their own words"),
                        ("image", "Their picture or voice"),
                        ("recording", "The recording itself"),
                    ],
                    max_length=20,
                ),
                size=None,
                verbose_name="what may be shared",
            ),
        ),
        migrations.AlterField(
            model_name="consent",
            name="script_version",
            field=models.CharField(blank=True, max_length=120, verbose_name="words that were used"),
        ),
        migrations.AlterField(
            model_name="historicalconsent",
            name="items",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("contact", "Name and contact details"),
                        ("attendance", "That they come here, and their appointments"),
                        ("progress", "How they are getting on"),
                        ("care_plan", "Their care plan"),
                        ("substance_use", "Their drug or alcohol use"),
                        ("mental_health", "Their mental health"),
                        ("medication", "Their medicines and prescriptions"),
                        ("physical_health", "Their physical health and test results"),
                        ("risk", "Worries about safety, theirs or others'"),
                        ("family", "Their family and home"),
                        ("name", "Their name"),
                        ("story", "Their story, in their own words"),
                        ("image", "Their picture or voice"),
                        ("recording", "The recording itself"),
                    ],
                    max_length=20,
                ),
                size=None,
                verbose_name="what may be shared",
            ),
        ),
        migrations.AlterField(
            model_name="historicalconsent",
            name="script_version",
            field=models.CharField(blank=True, max_length=120, verbose_name="words that were used"),
        ),
        AddConstraintNotValid(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ACTIVE"), _negated=True),
                    models.Q(
                        (
                            "kind__in",
                            ["RESEARCH", "MEDIA", "RECORDING_VIDEO", "RECORDING_AUDIO", "GROUP_MESSAGING"],
                        ),
                        _negated=True,
                    ),
                    models.Q(("named", ""), _negated=True),
                    _connector="OR",
                ),
                name="active_consent_names_what_it_is_for",
            ),
        ),
        AddConstraintNotValid(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outgrown_at", None), ("outgrowth_recorded_at", None)),
                    models.Q(("giver", "PARENT"), ("outgrowth_recorded_at__gte", models.F("outgrown_at"))),
                    _connector="OR",
                ),
                name="only_a_parents_consent_is_outgrown",
            ),
        ),
        AddConstraintNotValid(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("acknowledged_at", None),
                    ("acknowledged_at__gte", models.F("recipients_told_at")),
                    _connector="OR",
                ),
                name="acknowledged_after_being_told",
            ),
        ),
        AddConstraintNotValid(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("nothing_shared", False),
                    models.Q(("acknowledged_at", None), ("recipients_told_at__isnull", False)),
                    _connector="OR",
                ),
                name="nobody_told_where_nothing_was_shared",
            ),
        ),
        AddConstraintNotValid(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("acknowledged_at", None), ("acknowledged_by", None)),
                    models.Q(("acknowledged_at__isnull", False), ("acknowledged_by__isnull", False)),
                    _connector="OR",
                ),
                name="consent_acknowledged_by_someone",
            ),
        ),
    ]
