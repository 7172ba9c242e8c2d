"""Contacts, assurance and safe routes of a partner, its ICO number, and what it was merged into.

The table of organisations is written anew once, for the two columns that the database works out: a few thousand rows,
locked for well under a second. The new tables are empty until 0004.
"""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_fewer_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Assurance",
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
                            ("dspt_met", "DSPT: standards met"),
                            ("dspt_exceeded", "DSPT: standards exceeded"),
                            ("ce", "Cyber Essentials"),
                            ("ce_plus", "Cyber Essentials Plus"),
                            ("iso_27001", "ISO 27001"),
                            ("ours", "Our own questions, answered"),
                            ("other", "Something else"),
                        ],
                        max_length=16,
                    ),
                ),
                ("document", models.CharField(blank=True, max_length=120)),
                ("issued_on", models.DateField()),
                ("expires_on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                ("checked_at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("signatory", "Signs agreements for them"),
                            ("dpo", "Their Data Protection Officer"),
                            ("privacy", "Privacy and data protection"),
                            ("daily", "Day to day"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("telephone", models.CharField(blank=True, max_length=40)),
                ("left_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="HistoricalAssurance",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("dspt_met", "DSPT: standards met"),
                            ("dspt_exceeded", "DSPT: standards exceeded"),
                            ("ce", "Cyber Essentials"),
                            ("ce_plus", "Cyber Essentials Plus"),
                            ("iso_27001", "ISO 27001"),
                            ("ours", "Our own questions, answered"),
                            ("other", "Something else"),
                        ],
                        max_length=16,
                    ),
                ),
                ("document", models.CharField(blank=True, max_length=120)),
                ("issued_on", models.DateField()),
                ("expires_on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                ("checked_at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=300)),
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
            ],
            options={
                "verbose_name": "historical assurance",
                "verbose_name_plural": "historical assurances",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalContact",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("signatory", "Signs agreements for them"),
                            ("dpo", "Their Data Protection Officer"),
                            ("privacy", "Privacy and data protection"),
                            ("daily", "Day to day"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("telephone", models.CharField(blank=True, max_length=40)),
                ("left_on", models.DateField(null=True)),
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
            ],
            options={
                "verbose_name": "historical contact",
                "verbose_name_plural": "historical contacts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSecureRoute",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("secure_email", "Email that meets the secure email standard (DCB1596)"),
                            ("encrypted", "Encrypted email, such as NHSmail with [secure]"),
                            ("transfer", "Managed secure file transfer"),
                            ("portal", "Their own secure portal"),
                            ("drive", "Encrypted drive, by hand or tracked courier, the password apart"),
                            ("paper", "Paper in two envelopes, tracked"),
                            (
                                "call_back",
                                "Telephone, for one person’s facts: call back on a number you found yourself",
                            ),
                            ("unsorted", "Not sorted yet: ask before you send"),
                        ],
                        max_length=16,
                    ),
                ),
                ("address", models.CharField(max_length=200)),
                ("verified_on", models.DateField(null=True)),
                ("withdrawn_on", models.DateField(null=True)),
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
            ],
            options={
                "verbose_name": "historical secure route",
                "verbose_name_plural": "historical secure routes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="SecureRoute",
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
                            ("secure_email", "Email that meets the secure email standard (DCB1596)"),
                            ("encrypted", "Encrypted email, such as NHSmail with [secure]"),
                            ("transfer", "Managed secure file transfer"),
                            ("portal", "Their own secure portal"),
                            ("drive", "Encrypted drive, by hand or tracked courier, the password apart"),
                            ("paper", "Paper in two envelopes, tracked"),
                            (
                                "call_back",
                                "Telephone, for one person’s facts: call back on a number you found yourself",
                            ),
                            ("unsorted", "Not sorted yet: ask before you send"),
                        ],
                        max_length=16,
                    ),
                ),
                ("address", models.CharField(max_length=200)),
                ("verified_on", models.DateField(null=True)),
                ("withdrawn_on", models.DateField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="organisation",
            name="organisation_kind_is_known",
        ),
        migrations.AddField(
            model_name="historicalorganisation",
            name="ico_number",
            field=models.CharField(blank=True, max_length=8, verbose_name="ICO registration number"),
        ),
        migrations.AddField(
            model_name="historicalorganisation",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="historicalorganisation",
            name="public_body",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="organisation",
            name="ico_number",
            field=models.CharField(blank=True, max_length=8, verbose_name="ICO registration number"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="merged_into",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duplicates",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="public_body",
            field=models.BooleanField(null=True),
        ),
        migrations.AlterField(
            model_name="historicalorganisation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("health", "Health: GP, hospital, pharmacy"),
                    ("council", "Council or social work"),
                    ("justice", "Police, courts, probation, prison"),
                    ("government", "Government department or regulator"),
                    ("charity", "Charity or community group"),
                    ("university", "University or research body"),
                    ("company", "Company that works for us or with us"),
                    ("other", "Something else"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("health", "Health: GP, hospital, pharmacy"),
                    ("council", "Council or social work"),
                    ("justice", "Police, courts, probation, prison"),
                    ("government", "Government department or regulator"),
                    ("charity", "Charity or community group"),
                    ("university", "University or research body"),
                    ("company", "Company that works for us or with us"),
                    ("other", "Something else"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="organisation_duplicates",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("ico_number", ""), _negated=True), ("merged_into", None)),
                fields=("ico_number",),
                name="one_organisation_an_ico_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "health",
                            "council",
                            "justice",
                            "government",
                            "charity",
                            "university",
                            "company",
                            "other",
                        ],
                    )
                ),
                name="organisation_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ico_number", ""), ("ico_number__regex", "^Z([0-9]{7}|[A-Z][0-9]{6})$"), _connector="OR"
                ),
                name="organisation_ico_number_is_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None),
                    models.Q(("merged_into", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="organisation_not_into_itself",
            ),
        ),
        migrations.AddField(
            model_name="assurance",
            name="checked_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="assurance",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="historicalassurance",
            name="checked_by",
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
            model_name="historicalassurance",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="historicalcontact",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="historicalsecureroute",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="historicalsecureroute",
            name="verified_by",
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
            model_name="secureroute",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="secureroute",
            name="verified_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="assurance",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_on__gte", models.F("issued_on"))),
                name="assurance_ends_after_its_issue",
            ),
        ),
        migrations.AddConstraint(
            model_name="assurance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["dspt_met", "dspt_exceeded", "ce", "ce_plus", "iso_27001", "ours", "other"])
                ),
                name="assurance_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["signatory", "dpo", "privacy", "daily"])),
                name="contact_role_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="secureroute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "secure_email",
                            "encrypted",
                            "transfer",
                            "portal",
                            "drive",
                            "paper",
                            "call_back",
                            "unsorted",
                        ],
                    )
                ),
                name="route_is_one_that_is_allowed",
            ),
        ),
        migrations.AddConstraint(
            model_name="secureroute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verified_by", None), ("verified_on", None)),
                    models.Q(("verified_by__isnull", False), ("verified_on__isnull", False)),
                    _connector="OR",
                ),
                name="route_verified_by_someone",
            ),
        ),
        migrations.RunSQL(
            # Two columns that only the database needs: whether this one is merged, and always no. A key of the two
            # then holds what a duplicate points to at one that is not merged, whoever merges what at the same moment.
            """
            ALTER TABLE organisations_organisation
                ADD COLUMN merged boolean GENERATED ALWAYS AS (merged_into_id IS NOT NULL) STORED,
                ADD COLUMN merged_no_further boolean GENERATED ALWAYS AS (false) STORED,
                ADD CONSTRAINT organisation_merged_or_not UNIQUE (id, merged);
            ALTER TABLE organisations_organisation
                ADD CONSTRAINT merged_into_one_that_remains FOREIGN KEY (merged_into_id, merged_no_further)
                    REFERENCES organisations_organisation (id, merged);
            """,
            """
            ALTER TABLE organisations_organisation DROP COLUMN merged_no_further, DROP COLUMN merged CASCADE;
            """,
        ),
    ]
