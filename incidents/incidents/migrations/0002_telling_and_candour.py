"""The steps of candour become rows, and their words leave a table that nobody wrote to yet.

A constant default writes no row anew: each table is locked for a moment, however many incidents there are.
"""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(
            model_name="candour",
            name="account",
        ),
        migrations.RemoveField(
            model_name="candour",
            name="apology",
        ),
        migrations.RemoveField(
            model_name="candour",
            name="enquiries",
        ),
        migrations.RemoveField(
            model_name="candour",
            name="meeting_offered_at",
        ),
        migrations.RemoveField(
            model_name="candour",
            name="named_contact",
        ),
        migrations.RemoveField(
            model_name="candour",
            name="review",
        ),
        migrations.RemoveField(
            model_name="candour",
            name="support",
        ),
        migrations.RemoveField(
            model_name="candour",
            name="views",
        ),
        migrations.RemoveField(
            model_name="historicalcandour",
            name="account",
        ),
        migrations.RemoveField(
            model_name="historicalcandour",
            name="apology",
        ),
        migrations.RemoveField(
            model_name="historicalcandour",
            name="enquiries",
        ),
        migrations.RemoveField(
            model_name="historicalcandour",
            name="meeting_offered_at",
        ),
        migrations.RemoveField(
            model_name="historicalcandour",
            name="named_contact",
        ),
        migrations.RemoveField(
            model_name="historicalcandour",
            name="review",
        ),
        migrations.RemoveField(
            model_name="historicalcandour",
            name="support",
        ),
        migrations.RemoveField(
            model_name="historicalcandour",
            name="views",
        ),
        migrations.AddField(
            model_name="contact",
            name="who",
            field=models.CharField(default="", max_length=120, verbose_name="who spoke or wrote to them"),
        ),
        migrations.AddField(
            model_name="historicalcontact",
            name="who",
            field=models.CharField(default="", max_length=120, verbose_name="who spoke or wrote to them"),
        ),
        migrations.AddField(
            model_name="historicalincident",
            name="exemption",
            field=models.CharField(
                blank=True,
                choices=[
                    ("unreadable", "Nobody could read the data: it was encrypted"),
                    ("removed", "What was done since has taken the high risk away"),
                    ("effort", "Telling each would take far too much, so it is announced"),
                ],
                max_length=10,
                verbose_name="what the law lets count",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="exemption",
            field=models.CharField(
                blank=True,
                choices=[
                    ("unreadable", "Nobody could read the data: it was encrypted"),
                    ("removed", "What was done since has taken the high risk away"),
                    ("effort", "Telling each would take far too much, so it is announced"),
                ],
                max_length=10,
                verbose_name="what the law lets count",
            ),
        ),
        migrations.AlterField(
            model_name="candour",
            name="explained_late",
            field=models.TextField(
                blank=True, max_length=4000, verbose_name="how it was explained that it took so long"
            ),
        ),
        migrations.AlterField(
            model_name="historicalcandour",
            name="explained_late",
            field=models.TextField(
                blank=True, max_length=4000, verbose_name="how it was explained that it took so long"
            ),
        ),
        migrations.CreateModel(
            name="HistoricalCandourDone",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("told", "They were told in person"),
                            ("account", "They had a true account of all that we know"),
                            ("enquiries", "They were told what else we look into"),
                            ("apology", "We said sorry"),
                            ("support", "We offered support"),
                            ("record", "What was said is written down and kept"),
                            ("written", "It was written to them afterwards"),
                            ("meeting", "We offered a meeting"),
                            ("note", "They have a note of what was said"),
                            ("contact", "They know by name whom to ask"),
                            ("views", "The review asked for their views"),
                            ("review", "The review is done, and they have its result"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                ("who", models.CharField(max_length=120, verbose_name="who did it")),
                ("words", models.TextField(max_length=4000, verbose_name="what was said or done")),
                ("written_at", models.DateTimeField()),
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
                    "incident",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="incidents.incident",
                    ),
                ),
                (
                    "written_by",
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
                "verbose_name": "historical candour done",
                "verbose_name_plural": "historical candour dones",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CandourDone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("told", "They were told in person"),
                            ("account", "They had a true account of all that we know"),
                            ("enquiries", "They were told what else we look into"),
                            ("apology", "We said sorry"),
                            ("support", "We offered support"),
                            ("record", "What was said is written down and kept"),
                            ("written", "It was written to them afterwards"),
                            ("meeting", "We offered a meeting"),
                            ("note", "They have a note of what was said"),
                            ("contact", "They know by name whom to ask"),
                            ("views", "The review asked for their views"),
                            ("review", "The review is done, and they have its result"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                ("who", models.CharField(max_length=120, verbose_name="who did it")),
                ("words", models.TextField(max_length=4000, verbose_name="what was said or done")),
                ("written_at", models.DateTimeField()),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candour_steps",
                        to="incidents.incident",
                    ),
                ),
                (
                    "written_by",
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
                        condition=models.Q(("words", ""), _negated=True), name="candour_step_says_something"
                    )
                ],
            },
        ),
    ]
