import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_fewer_indexes"),
        ("agreements", "0006_how_a_signature_was_made"),
        ("organisations", "0004_contacts_and_routes_of_old"),
        ("people", "0003_keep_from_parents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Extract",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("effect_key", models.CharField(max_length=120, unique=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("next_try_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("ending", models.CharField(blank=True, max_length=8)),
                ("file", models.CharField(blank=True, editable=False, max_length=80)),
                ("put_in_at", models.DateTimeField()),
                ("read", models.PositiveIntegerField(default=0)),
                ("of_about", models.PositiveIntegerField(null=True)),
                ("report", models.JSONField(null=True)),
                ("rows", models.PositiveIntegerField(null=True)),
                ("people", models.PositiveIntegerField(null=True)),
                ("refused", models.CharField(blank=True, max_length=300)),
                ("deleted_at", models.DateTimeField(null=True)),
                ("deleted_because", models.CharField(blank=True, max_length=200)),
                (
                    "put_in_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HistoricalFinding",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("key", models.CharField(max_length=160)),
                ("words", models.CharField(max_length=300)),
                ("where", models.CharField(blank=True, max_length=200)),
                ("how_many", models.PositiveIntegerField(default=1)),
                ("stops", models.BooleanField(default=False)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("accepted_because", models.CharField(blank=True, max_length=200)),
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
                    "accepted_by",
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
                    "extract",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stop_checks.extract",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical finding",
                "verbose_name_plural": "historical findings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStopCheck",
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
                            ("DRAFT", "Draft"),
                            ("SUBMITTED", "Waiting for a checker"),
                            ("CHECKING", "Being checked"),
                            ("RETURNED", "Sent back"),
                            ("APPROVED", "Approved, not sent yet"),
                            ("SENT", "Sent"),
                            ("RECEIPT_CONFIRMED", "Received"),
                            ("CLOSED", "Closed"),
                            ("REJECTED", "Rejected"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="what you call it")),
                ("recipient", models.CharField(blank=True, max_length=160, verbose_name="who there")),
                (
                    "recipient_email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="where the link to confirm is sent"
                    ),
                ),
                (
                    "verified",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="how you made sure that it is them"
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("secure_email", "Secure email (DCB1596)"),
                            ("encrypted", "Encrypted email, such as NHSmail with [secure]"),
                            ("transfer", "Managed secure file transfer"),
                            ("portal", "Their own secure portal"),
                            ("drive", "Encrypted drive, the password apart"),
                            ("paper", "Paper in two envelopes, tracked or by hand"),
                            ("call_back", "Telephone: call back on a number you found yourself"),
                            ("in_person", "Face to face"),
                            ("email", "Ordinary email"),
                            ("fax", "Fax"),
                            ("messaging", "A messaging app or text message"),
                            ("personal", "A personal account or device"),
                            ("cloud", "A cloud folder for consumers"),
                            ("unencrypted", "A drive or disc without encryption"),
                        ],
                        max_length=16,
                        verbose_name="how it is sent",
                    ),
                ),
                (
                    "use",
                    models.TextField(blank=True, max_length=4000, verbose_name="what they will do with it"),
                ),
                (
                    "safeguards",
                    models.TextField(blank=True, max_length=4000, verbose_name="what protects it there"),
                ),
                ("what", models.TextField(blank=True, max_length=4000, verbose_name="what it is")),
                (
                    "items",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("contact", "Name and contact details"),
                                ("identifiers", "Date of birth, NHS or CHI number"),
                                ("attendance", "That they come here, and their appointments"),
                                ("progress", "How they are getting on"),
                                ("care_plan", "Their care plan"),
                                ("substance_use", "Their drug or alcohol use"),
                                ("mental_health", "Their mental health"),
                                ("medication", "Their medicines and prescriptions"),
                                ("physical_health", "Their physical health and test results"),
                                ("risk", "Worries about safety, theirs or others'"),
                                ("family", "Their family and home"),
                                ("equality", "Their ethnicity, religion, sex life and the like"),
                                ("offences", "Crimes, court orders and probation"),
                                ("name", "Their name"),
                                ("story", "Their story, in their own words"),
                                ("image", "Their picture or voice"),
                                ("recording", "The recording itself"),
                                ("employment", "Work and training, of staff or volunteers"),
                            ],
                            max_length=20,
                        ),
                        default=list,
                        size=None,
                        verbose_name="what is in it",
                    ),
                ),
                (
                    "people",
                    models.PositiveIntegerField(null=True, verbose_name="how many people it is about"),
                ),
                (
                    "handover",
                    models.BooleanField(
                        default=False, verbose_name="a service closes, or another provider takes over"
                    ),
                ),
                ("whole_caseload", models.BooleanField(default=False, verbose_name="it is a whole caseload")),
                ("recurring", models.BooleanField(default=False, verbose_name="it is sent again and again")),
                (
                    "purpose",
                    models.CharField(
                        blank=True,
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
                        verbose_name="what it is for",
                    ),
                ),
                ("why", models.TextField(blank=True, max_length=4000, verbose_name="why it is sent")),
                (
                    "rung",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1 Numbers only"),
                            (2, "2 Anonymised: nobody can be found out"),
                            (3, "3 Pseudonymised: names replaced by codes"),
                            (4, "4 Identifiable: it shows who they are"),
                        ],
                        null=True,
                        verbose_name="how much of a person shows",
                    ),
                ),
                ("ladder", models.JSONField(default=dict, verbose_name="why a lower step would not do")),
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
                        verbose_name="lock 1: the legal basis",
                    ),
                ),
                (
                    "recognised",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("public_task", "A public body asked for it, for its task"),
                            ("security", "National or public security, or defence"),
                            ("emergency", "An emergency"),
                            ("crime", "Crime"),
                            ("safeguarding", "Keeping a vulnerable person safe"),
                        ],
                        max_length=12,
                        verbose_name="which recognised interest",
                    ),
                ),
                (
                    "balancing",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        verbose_name="how our reason was weighed against the person’s",
                    ),
                ),
                ("law", models.CharField(blank=True, max_length=200, verbose_name="the law and its section")),
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
                        verbose_name="lock 2: the condition",
                    ),
                ),
                (
                    "schedule1",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("2", "2 Health or social care"),
                            ("3", "3 Public health"),
                            ("6", "6 Statutory purposes"),
                            ("10", "10 Preventing unlawful acts"),
                            ("17", "17 Counselling"),
                            ("18", "18 Safeguarding"),
                        ],
                        max_length=2,
                        verbose_name="the condition of the Act",
                    ),
                ),
                (
                    "crime_authority",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="what lets us use data about crimes"
                    ),
                ),
                (
                    "footing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("express_consent", "They said yes"),
                            ("implied_consent", "Implied, for their own care"),
                            ("legal_duty", "A law or a court says we must"),
                            ("public_interest", "Overriding public interest"),
                            ("best_interests", "They lack capacity and it is best for them"),
                        ],
                        max_length=16,
                        verbose_name="lock 3: the duty of confidence",
                    ),
                ),
                ("agreement_version", models.PositiveIntegerField(null=True)),
                ("compelled_by", models.CharField(blank=True, max_length=20, verbose_name="what compels us")),
                ("overseas", models.BooleanField(null=True, verbose_name="it leaves the United Kingdom")),
                (
                    "overseas_safeguards",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="where it goes, and what protects it there"
                    ),
                ),
                (
                    "opt_out",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NOT_APPLICABLE", "It does not apply"),
                            ("EXEMPT", "It applies, but this use is exempt"),
                            ("APPLIES", "It applies: people who opted out are left out"),
                        ],
                        max_length=14,
                        verbose_name="the national data opt-out",
                    ),
                ),
                (
                    "opt_out_ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("scotland", "Only people in Scotland"),
                            ("not_cpi", "It shows nothing about anybody’s health or care"),
                            ("own_care", "It is for each person’s own care"),
                            ("consent", "Everybody said a clear yes to this use"),
                            ("law", "A law says that we must"),
                            ("public_interest", "Overriding public interest"),
                            ("public_health", "Infections and risks to everyone’s health (Regulation 3)"),
                            ("anonymised", "Properly anonymised"),
                        ],
                        max_length=16,
                        verbose_name="why it does not apply, or is exempt",
                    ),
                ),
                ("opt_out_cleared_at", models.DateTimeField(null=True)),
                (
                    "told",
                    models.TextField(blank=True, max_length=4000, verbose_name="what people were told of it"),
                ),
                (
                    "opened",
                    models.BooleanField(
                        default=False, verbose_name="you opened it and looked for what is hidden"
                    ),
                ),
                (
                    "receipt_plan",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        verbose_name="how they confirm that it came, and how our copy is deleted",
                    ),
                ),
                ("new_route", models.BooleanField(default=False)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "fallback_because",
                    models.TextField(blank=True, max_length=4000, verbose_name="why the IG team checks it"),
                ),
                (
                    "returned_because",
                    models.TextField(blank=True, max_length=4000, verbose_name="why it was sent back"),
                ),
                (
                    "reject_reason",
                    models.TextField(blank=True, max_length=4000, verbose_name="why it was rejected"),
                ),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_organisation_id", models.BigIntegerField(null=True)),
                ("approved_route", models.CharField(blank=True, max_length=16)),
                ("approved_sha256", models.CharField(blank=True, max_length=64)),
                ("approved_people", models.PositiveIntegerField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_by_name", models.CharField(blank=True, max_length=120)),
                ("confirmed_people", models.PositiveIntegerField(null=True)),
                ("confirmed_sha256", models.CharField(blank=True, max_length=64)),
                ("deleted_at", models.DateTimeField(null=True)),
                (
                    "deletion_how",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="how our copy was deleted, and who saw it"
                    ),
                ),
                ("recalled_at", models.DateTimeField(null=True)),
                (
                    "recall_reason",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        verbose_name="why it was called back, and what they answered",
                    ),
                ),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "cancel_reason",
                    models.TextField(blank=True, max_length=4000, verbose_name="why it is not sent"),
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
                    "address",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organisations.secureroute",
                        verbose_name="to which address",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "approved_by",
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
                    "checker",
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
                    "creator",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who made the extract",
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
                    "opt_out_cleared_by",
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
                    "recalled_by",
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
                    "sender",
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
                    "sent_by",
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
            ],
            options={
                "verbose_name": "historical stop check",
                "verbose_name_plural": "historical stop checks",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="StopCheck",
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
                            ("DRAFT", "Draft"),
                            ("SUBMITTED", "Waiting for a checker"),
                            ("CHECKING", "Being checked"),
                            ("RETURNED", "Sent back"),
                            ("APPROVED", "Approved, not sent yet"),
                            ("SENT", "Sent"),
                            ("RECEIPT_CONFIRMED", "Received"),
                            ("CLOSED", "Closed"),
                            ("REJECTED", "Rejected"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="what you call it")),
                ("recipient", models.CharField(blank=True, max_length=160, verbose_name="who there")),
                (
                    "recipient_email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="where the link to confirm is sent"
                    ),
                ),
                (
                    "verified",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="how you made sure that it is them"
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("secure_email", "Secure email (DCB1596)"),
                            ("encrypted", "Encrypted email, such as NHSmail with [secure]"),
                            ("transfer", "Managed secure file transfer"),
                            ("portal", "Their own secure portal"),
                            ("drive", "Encrypted drive, the password apart"),
                            ("paper", "Paper in two envelopes, tracked or by hand"),
                            ("call_back", "Telephone: call back on a number you found yourself"),
                            ("in_person", "Face to face"),
                            ("email", "Ordinary email"),
                            ("fax", "Fax"),
                            ("messaging", "A messaging app or text message"),
                            ("personal", "A personal account or device"),
                            ("cloud", "A cloud folder for consumers"),
                            ("unencrypted", "A drive or disc without encryption"),
                        ],
                        max_length=16,
                        verbose_name="how it is sent",
                    ),
                ),
                (
                    "use",
                    models.TextField(blank=True, max_length=4000, verbose_name="what they will do with it"),
                ),
                (
                    "safeguards",
                    models.TextField(blank=True, max_length=4000, verbose_name="what protects it there"),
                ),
                ("what", models.TextField(blank=True, max_length=4000, verbose_name="what it is")),
                (
                    "items",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("contact", "Name and contact details"),
                                ("identifiers", "Date of birth, NHS or CHI number"),
                                ("attendance", "That they come here, and their appointments"),
                                ("progress", "How they are getting on"),
                                ("care_plan", "Their care plan"),
                                ("substance_use", "Their drug or alcohol use"),
                                ("mental_health", "Their mental health"),
                                ("medication", "Their medicines and prescriptions"),
                                ("physical_health", "Their physical health and test results"),
                                ("risk", "Worries about safety, theirs or others'"),
                                ("family", "Their family and home"),
                                ("equality", "Their ethnicity, religion, sex life and the like"),
                                ("offences", "Crimes, court orders and probation"),
                                ("name", "Their name"),
                                ("story", "Their story, in their own words"),
                                ("image", "Their picture or voice"),
                                ("recording", "The recording itself"),
                                ("employment", "Work and training, of staff or volunteers"),
                            ],
                            max_length=20,
                        ),
                        default=list,
                        size=None,
                        verbose_name="what is in it",
                    ),
                ),
                (
                    "people",
                    models.PositiveIntegerField(null=True, verbose_name="how many people it is about"),
                ),
                (
                    "handover",
                    models.BooleanField(
                        default=False, verbose_name="a service closes, or another provider takes over"
                    ),
                ),
                ("whole_caseload", models.BooleanField(default=False, verbose_name="it is a whole caseload")),
                ("recurring", models.BooleanField(default=False, verbose_name="it is sent again and again")),
                (
                    "purpose",
                    models.CharField(
                        blank=True,
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
                        verbose_name="what it is for",
                    ),
                ),
                ("why", models.TextField(blank=True, max_length=4000, verbose_name="why it is sent")),
                (
                    "rung",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1 Numbers only"),
                            (2, "2 Anonymised: nobody can be found out"),
                            (3, "3 Pseudonymised: names replaced by codes"),
                            (4, "4 Identifiable: it shows who they are"),
                        ],
                        null=True,
                        verbose_name="how much of a person shows",
                    ),
                ),
                ("ladder", models.JSONField(default=dict, verbose_name="why a lower step would not do")),
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
                        verbose_name="lock 1: the legal basis",
                    ),
                ),
                (
                    "recognised",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("public_task", "A public body asked for it, for its task"),
                            ("security", "National or public security, or defence"),
                            ("emergency", "An emergency"),
                            ("crime", "Crime"),
                            ("safeguarding", "Keeping a vulnerable person safe"),
                        ],
                        max_length=12,
                        verbose_name="which recognised interest",
                    ),
                ),
                (
                    "balancing",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        verbose_name="how our reason was weighed against the person’s",
                    ),
                ),
                ("law", models.CharField(blank=True, max_length=200, verbose_name="the law and its section")),
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
                        verbose_name="lock 2: the condition",
                    ),
                ),
                (
                    "schedule1",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("2", "2 Health or social care"),
                            ("3", "3 Public health"),
                            ("6", "6 Statutory purposes"),
                            ("10", "10 Preventing unlawful acts"),
                            ("17", "17 Counselling"),
                            ("18", "18 Safeguarding"),
                        ],
                        max_length=2,
                        verbose_name="the condition of the Act",
                    ),
                ),
                (
                    "crime_authority",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="what lets us use data about crimes"
                    ),
                ),
                (
                    "footing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("express_consent", "They said yes"),
                            ("implied_consent", "Implied, for their own care"),
                            ("legal_duty", "A law or a court says we must"),
                            ("public_interest", "Overriding public interest"),
                            ("best_interests", "They lack capacity and it is best for them"),
                        ],
                        max_length=16,
                        verbose_name="lock 3: the duty of confidence",
                    ),
                ),
                ("agreement_version", models.PositiveIntegerField(null=True)),
                ("compelled_by", models.CharField(blank=True, max_length=20, verbose_name="what compels us")),
                ("overseas", models.BooleanField(null=True, verbose_name="it leaves the United Kingdom")),
                (
                    "overseas_safeguards",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="where it goes, and what protects it there"
                    ),
                ),
                (
                    "opt_out",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NOT_APPLICABLE", "It does not apply"),
                            ("EXEMPT", "It applies, but this use is exempt"),
                            ("APPLIES", "It applies: people who opted out are left out"),
                        ],
                        max_length=14,
                        verbose_name="the national data opt-out",
                    ),
                ),
                (
                    "opt_out_ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("scotland", "Only people in Scotland"),
                            ("not_cpi", "It shows nothing about anybody’s health or care"),
                            ("own_care", "It is for each person’s own care"),
                            ("consent", "Everybody said a clear yes to this use"),
                            ("law", "A law says that we must"),
                            ("public_interest", "Overriding public interest"),
                            ("public_health", "Infections and risks to everyone’s health (Regulation 3)"),
                            ("anonymised", "Properly anonymised"),
                        ],
                        max_length=16,
                        verbose_name="why it does not apply, or is exempt",
                    ),
                ),
                ("opt_out_cleared_at", models.DateTimeField(null=True)),
                (
                    "told",
                    models.TextField(blank=True, max_length=4000, verbose_name="what people were told of it"),
                ),
                (
                    "opened",
                    models.BooleanField(
                        default=False, verbose_name="you opened it and looked for what is hidden"
                    ),
                ),
                (
                    "receipt_plan",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        verbose_name="how they confirm that it came, and how our copy is deleted",
                    ),
                ),
                ("new_route", models.BooleanField(default=False)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "fallback_because",
                    models.TextField(blank=True, max_length=4000, verbose_name="why the IG team checks it"),
                ),
                (
                    "returned_because",
                    models.TextField(blank=True, max_length=4000, verbose_name="why it was sent back"),
                ),
                (
                    "reject_reason",
                    models.TextField(blank=True, max_length=4000, verbose_name="why it was rejected"),
                ),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_organisation_id", models.BigIntegerField(null=True)),
                ("approved_route", models.CharField(blank=True, max_length=16)),
                ("approved_sha256", models.CharField(blank=True, max_length=64)),
                ("approved_people", models.PositiveIntegerField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_by_name", models.CharField(blank=True, max_length=120)),
                ("confirmed_people", models.PositiveIntegerField(null=True)),
                ("confirmed_sha256", models.CharField(blank=True, max_length=64)),
                ("deleted_at", models.DateTimeField(null=True)),
                (
                    "deletion_how",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="how our copy was deleted, and who saw it"
                    ),
                ),
                ("recalled_at", models.DateTimeField(null=True)),
                (
                    "recall_reason",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        verbose_name="why it was called back, and what they answered",
                    ),
                ),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "cancel_reason",
                    models.TextField(blank=True, max_length=4000, verbose_name="why it is not sent"),
                ),
                ("form_key", models.UUIDField(editable=False, null=True)),
                (
                    "address",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.secureroute",
                        verbose_name="to which address",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stop_checks",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "checker",
                    models.ForeignKey(
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
                    "creator",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who made the extract",
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
                    "opt_out_cleared_by",
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
                        related_name="stop_checks",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "recalled_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sent_by",
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
                        related_name="stop_checks",
                        to="accounts.service",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReceiptLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("effect_key", models.CharField(max_length=120, unique=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("next_try_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("nonce", models.UUIDField(unique=True)),
                ("name", models.CharField(max_length=160)),
                ("email", models.EmailField(max_length=254)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("differs", models.CharField(blank=True, max_length=300)),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "check_of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt_links",
                        to="stop_checks.stopcheck",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HistoricalReceiptLink",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("effect_key", models.CharField(max_length=120)),
                ("done_at", models.DateTimeField(null=True)),
                ("next_try_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("nonce", models.UUIDField()),
                ("name", models.CharField(max_length=160)),
                ("email", models.EmailField(max_length=254)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("differs", models.CharField(blank=True, max_length=300)),
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
                    "made_by",
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
                    "check_of",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stop_checks.stopcheck",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical receipt link",
                "verbose_name_plural": "historical receipt links",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalExtract",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("effect_key", models.CharField(max_length=120)),
                ("done_at", models.DateTimeField(null=True)),
                ("next_try_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("ending", models.CharField(blank=True, max_length=8)),
                ("file", models.CharField(blank=True, editable=False, max_length=80)),
                ("put_in_at", models.DateTimeField()),
                ("report", models.JSONField(null=True)),
                ("rows", models.PositiveIntegerField(null=True)),
                ("people", models.PositiveIntegerField(null=True)),
                ("refused", models.CharField(blank=True, max_length=300)),
                ("deleted_at", models.DateTimeField(null=True)),
                ("deleted_because", models.CharField(blank=True, max_length=200)),
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
                    "put_in_by",
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
                    "check_of",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stop_checks.stopcheck",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical extract",
                "verbose_name_plural": "historical extracts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="extract",
            name="check_of",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="extracts",
                to="stop_checks.stopcheck",
            ),
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=160)),
                ("words", models.CharField(max_length=300)),
                ("where", models.CharField(blank=True, max_length=200)),
                ("how_many", models.PositiveIntegerField(default=1)),
                ("stops", models.BooleanField(default=False)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("accepted_because", models.CharField(blank=True, max_length=200)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "extract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="stop_checks.extract",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("extract", "key"), name="found_once_an_extract"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at", None), ("accepted_because", ""), ("accepted_by", None)),
                            models.Q(
                                ("accepted_at__isnull", False),
                                ("accepted_by__isnull", False),
                                ("stops", False),
                                models.Q(("accepted_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="finding_accepted_by_someone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Listed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "extract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="listed",
                        to="stop_checks.extract",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="in_extracts",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("extract", "person"), name="listed_once_an_extract")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="stopcheck",
            index=models.Index(fields=["service", "-id"], name="stop_check_of_service"),
        ),
        migrations.AddIndex(
            model_name="stopcheck",
            index=models.Index(fields=["state", "-id"], name="stop_check_in_state"),
        ),
        migrations.AddConstraint(
            model_name="stopcheck",
            constraint=models.UniqueConstraint(
                fields=("created_by", "form_key"), name="one_stop_check_a_form"
            ),
        ),
        migrations.AddConstraint(
            model_name="stopcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "DRAFT",
                            "SUBMITTED",
                            "CHECKING",
                            "RETURNED",
                            "APPROVED",
                            "SENT",
                            "RECEIPT_CONFIRMED",
                            "CLOSED",
                            "REJECTED",
                            "CANCELLED",
                        ],
                    )
                ),
                name="stop_check_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="stopcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("route", ""),
                    ("route__in", ["drive", "encrypted", "paper", "portal", "secure_email", "transfer"]),
                    _connector="OR",
                ),
                name="stop_check_by_an_allowed_route",
            ),
        ),
        migrations.AddConstraint(
            model_name="stopcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checker", None),
                    models.Q(("checker", models.F("sender")), _negated=True),
                    _connector="OR",
                ),
                name="stop_check_sender_never_checks",
            ),
        ),
        migrations.AddConstraint(
            model_name="stopcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checker", None),
                    ("creator", None),
                    models.Q(("checker", models.F("creator")), _negated=True),
                    _connector="OR",
                ),
                name="stop_check_creator_never_checks",
            ),
        ),
        migrations.AddConstraint(
            model_name="stopcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "CHECKING"), _negated=True),
                    ("checker__isnull", False),
                    _connector="OR",
                ),
                name="stop_check_checked_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="stopcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(
                            ("state__in", ["APPROVED", "SENT", "RECEIPT_CONFIRMED", "CLOSED"]), _negated=True
                        ),
                        ("approved_at", None),
                        ("approved_by", None),
                        ("approved_organisation_id", None),
                        ("approved_people", None),
                        ("approved_route", ""),
                        ("approved_sha256", ""),
                    ),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by", models.F("checker")),
                        ("approved_organisation_id", models.F("organisation_id")),
                        ("approved_people", models.F("people")),
                        ("approved_route", models.F("route")),
                        ("approved_sha256", models.F("sha256")),
                        ("state__in", ["APPROVED", "SENT", "RECEIPT_CONFIRMED", "CLOSED"]),
                    ),
                    _connector="OR",
                ),
                name="stop_check_approved_as_it_reads",
            ),
        ),
        migrations.AddConstraint(
            model_name="stopcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("sent_at__isnull", False),
                        ("sent_by__isnull", False),
                        ("state__in", ["SENT", "RECEIPT_CONFIRMED", "CLOSED"]),
                    ),
                    models.Q(
                        models.Q(("state__in", ["SENT", "RECEIPT_CONFIRMED", "CLOSED"]), _negated=True),
                        ("sent_at", None),
                        ("sent_by", None),
                    ),
                    _connector="OR",
                ),
                name="stop_check_sent_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="stopcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["RECEIPT_CONFIRMED", "CLOSED"]), _negated=True),
                    models.Q(
                        ("confirmed_at__isnull", False), models.Q(("confirmed_by_name", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="stop_check_confirmed_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="stopcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "CLOSED"), _negated=True),
                    models.Q(
                        ("deleted_at__isnull", False),
                        ("deleted_by__isnull", False),
                        models.Q(("deletion_how", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="stop_check_closed_without_a_copy",
            ),
        ),
        migrations.AddIndex(
            model_name="receiptlink",
            index=models.Index(
                condition=models.Q(("done_at", None)), fields=["next_try_at"], name="receipt_link_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="receiptlink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None), ("used_at", None)),
                fields=("check_of",),
                name="one_open_link_a_check",
            ),
        ),
        migrations.AddIndex(
            model_name="extract",
            index=models.Index(
                condition=models.Q(("done_at", None)), fields=["next_try_at"], name="extract_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="extract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("deleted_at", None), models.Q(("file", ""), _negated=True)),
                    models.Q(("deleted_at__isnull", False), ("file", "")),
                    _connector="OR",
                ),
                name="extract_is_there_or_deleted",
            ),
        ),
    ]
