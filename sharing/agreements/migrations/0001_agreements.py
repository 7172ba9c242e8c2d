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
            name="Agreement",
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
                    "type",
                    models.CharField(
                        choices=[
                            ("ISA", "Information sharing agreement"),
                            ("MOU", "Memorandum of understanding"),
                            ("DSP", "Data sharing protocol"),
                        ],
                        max_length=3,
                    ),
                ),
                ("title", models.CharField(max_length=160)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("IG_REVIEW", "With the IG team"),
                            ("AWAITING_SIGNATURE", "Waiting for signatures"),
                            ("ACTIVE", "Active"),
                            ("TERMINATED", "Ended early"),
                            ("REJECTED", "Rejected"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "has_sharing_section",
                    models.BooleanField(null=True, verbose_name="it says itself what is shared"),
                ),
                (
                    "purposes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
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
                        default=list,
                        size=None,
                        verbose_name="what it is for",
                    ),
                ),
                (
                    "purpose",
                    models.TextField(blank=True, max_length=4000, verbose_name="the purpose in words"),
                ),
                ("benefits", models.TextField(blank=True, max_length=4000, verbose_name="what good it does")),
                (
                    "necessity",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="why it cannot be done without"
                    ),
                ),
                (
                    "people",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("treated", "People we support"),
                                ("children", "Children we support"),
                                ("family", "Their families and friends"),
                                ("staff", "Staff"),
                                ("volunteers", "Volunteers"),
                                ("public", "Others"),
                            ],
                            max_length=10,
                        ),
                        default=list,
                        size=None,
                        verbose_name="whose information it is",
                    ),
                ),
                (
                    "people_words",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="who they are, and about how many"
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("out", "From us to them"),
                            ("in", "From them to us"),
                            ("both", "Both ways"),
                        ],
                        max_length=4,
                        verbose_name="which way it goes",
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("once", "Once"),
                            ("as_needed", "When it is needed"),
                            ("daily", "Every day"),
                            ("weekly", "Every week"),
                            ("monthly", "Every month"),
                            ("quarterly", "Four times a year"),
                            ("yearly", "Once a year"),
                        ],
                        max_length=10,
                        verbose_name="how often",
                    ),
                ),
                (
                    "our_role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("separate", "Separate: each of us decides for itself"),
                            ("joint", "Joint: we decide together"),
                        ],
                        max_length=8,
                        verbose_name="how we decide about it",
                    ),
                ),
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
                (
                    "legal_power",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="what gives each the power to share"
                    ),
                ),
                (
                    "privacy_information",
                    models.TextField(blank=True, max_length=4000, verbose_name="how people are told"),
                ),
                (
                    "rights_handling",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        verbose_name="what happens when someone uses their rights",
                    ),
                ),
                (
                    "complaints_handling",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="what happens when someone complains"
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
                (
                    "dpia",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_needed", "We screened it, and none is needed"),
                            ("under_way", "It is under way"),
                            ("done", "It is done"),
                        ],
                        max_length=10,
                        verbose_name="the impact assessment (DPIA)",
                    ),
                ),
                ("dpia_reference", models.CharField(blank=True, max_length=40, verbose_name="its reference")),
                (
                    "accuracy",
                    models.TextField(blank=True, max_length=4000, verbose_name="how it is kept right"),
                ),
                (
                    "access_and_training",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="who may see it, and how they are trained"
                    ),
                ),
                (
                    "routes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
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
                        default=list,
                        size=None,
                        verbose_name="how it is sent",
                    ),
                ),
                (
                    "security",
                    models.TextField(blank=True, max_length=4000, verbose_name="how it is kept safe"),
                ),
                (
                    "incident_notice",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        verbose_name="who tells whom when something goes wrong, and how fast",
                    ),
                ),
                ("overseas", models.BooleanField(null=True, verbose_name="it leaves the United Kingdom")),
                (
                    "overseas_safeguards",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="where it goes, and what protects it there"
                    ),
                ),
                (
                    "retention",
                    models.TextField(blank=True, max_length=4000, verbose_name="how long each keeps it"),
                ),
                (
                    "at_end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("return", "It is given back"),
                            ("delete", "It is deleted"),
                            ("keep", "Each keeps what the law makes it keep"),
                        ],
                        max_length=6,
                        verbose_name="when the agreement ends",
                    ),
                ),
                ("starts_on", models.DateField(null=True, verbose_name="first day")),
                ("ends_on", models.DateField(null=True, verbose_name="last day")),
                (
                    "ending",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="how either side can end it early"
                    ),
                ),
                ("first_review_on", models.DateField(null=True)),
                ("review_on", models.DateField(null=True)),
                (
                    "authors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("content_hash", models.CharField(max_length=64)),
                ("frozen", models.JSONField(null=True)),
                (
                    "sent_back_because",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="why it was sent back or rejected"
                    ),
                ),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_hash", models.CharField(blank=True, max_length=64)),
                (
                    "opt_out_cleared",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="how people who opted out are left out"
                    ),
                ),
                ("log_number", models.CharField(max_length=20, null=True, unique=True)),
                ("began_at", models.DateTimeField(null=True)),
                ("brought_in", models.BooleanField(default=False)),
                ("superseded_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "end_reason",
                    models.TextField(blank=True, max_length=4000, verbose_name="why it was ended"),
                ),
                (
                    "notice",
                    models.CharField(
                        choices=[
                            ("missing", "Not in the privacy notice"),
                            ("listed", "In the privacy notice"),
                            ("excused", "Not in the privacy notice, for a reason"),
                        ],
                        default="missing",
                        max_length=8,
                    ),
                ),
                ("notice_note", models.CharField(blank=True, max_length=200)),
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
                    "ended_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="protocols",
                        to="agreements.agreement",
                        verbose_name="the agreement above it",
                    ),
                ),
                (
                    "renews",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewals",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="accounts.service",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=24)),
                ("words", models.TextField(max_length=4000)),
                ("made_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True, max_length=4000)),
                ("answered_at", models.DateTimeField(null=True)),
                ("resolved_at", models.DateTimeField(null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="agreements.agreement",
                    ),
                ),
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
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "resolved_by",
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
            name="HistoricalAgreement",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("reference", models.CharField(editable=False, max_length=20)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("ISA", "Information sharing agreement"),
                            ("MOU", "Memorandum of understanding"),
                            ("DSP", "Data sharing protocol"),
                        ],
                        max_length=3,
                    ),
                ),
                ("title", models.CharField(max_length=160)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("IG_REVIEW", "With the IG team"),
                            ("AWAITING_SIGNATURE", "Waiting for signatures"),
                            ("ACTIVE", "Active"),
                            ("TERMINATED", "Ended early"),
                            ("REJECTED", "Rejected"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "has_sharing_section",
                    models.BooleanField(null=True, verbose_name="it says itself what is shared"),
                ),
                (
                    "purposes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
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
                        default=list,
                        size=None,
                        verbose_name="what it is for",
                    ),
                ),
                (
                    "purpose",
                    models.TextField(blank=True, max_length=4000, verbose_name="the purpose in words"),
                ),
                ("benefits", models.TextField(blank=True, max_length=4000, verbose_name="what good it does")),
                (
                    "necessity",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="why it cannot be done without"
                    ),
                ),
                (
                    "people",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("treated", "People we support"),
                                ("children", "Children we support"),
                                ("family", "Their families and friends"),
                                ("staff", "Staff"),
                                ("volunteers", "Volunteers"),
                                ("public", "Others"),
                            ],
                            max_length=10,
                        ),
                        default=list,
                        size=None,
                        verbose_name="whose information it is",
                    ),
                ),
                (
                    "people_words",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="who they are, and about how many"
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("out", "From us to them"),
                            ("in", "From them to us"),
                            ("both", "Both ways"),
                        ],
                        max_length=4,
                        verbose_name="which way it goes",
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("once", "Once"),
                            ("as_needed", "When it is needed"),
                            ("daily", "Every day"),
                            ("weekly", "Every week"),
                            ("monthly", "Every month"),
                            ("quarterly", "Four times a year"),
                            ("yearly", "Once a year"),
                        ],
                        max_length=10,
                        verbose_name="how often",
                    ),
                ),
                (
                    "our_role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("separate", "Separate: each of us decides for itself"),
                            ("joint", "Joint: we decide together"),
                        ],
                        max_length=8,
                        verbose_name="how we decide about it",
                    ),
                ),
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
                (
                    "legal_power",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="what gives each the power to share"
                    ),
                ),
                (
                    "privacy_information",
                    models.TextField(blank=True, max_length=4000, verbose_name="how people are told"),
                ),
                (
                    "rights_handling",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        verbose_name="what happens when someone uses their rights",
                    ),
                ),
                (
                    "complaints_handling",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="what happens when someone complains"
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
                (
                    "dpia",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_needed", "We screened it, and none is needed"),
                            ("under_way", "It is under way"),
                            ("done", "It is done"),
                        ],
                        max_length=10,
                        verbose_name="the impact assessment (DPIA)",
                    ),
                ),
                ("dpia_reference", models.CharField(blank=True, max_length=40, verbose_name="its reference")),
                (
                    "accuracy",
                    models.TextField(blank=True, max_length=4000, verbose_name="how it is kept right"),
                ),
                (
                    "access_and_training",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="who may see it, and how they are trained"
                    ),
                ),
                (
                    "routes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
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
                        default=list,
                        size=None,
                        verbose_name="how it is sent",
                    ),
                ),
                (
                    "security",
                    models.TextField(blank=True, max_length=4000, verbose_name="how it is kept safe"),
                ),
                (
                    "incident_notice",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        verbose_name="who tells whom when something goes wrong, and how fast",
                    ),
                ),
                ("overseas", models.BooleanField(null=True, verbose_name="it leaves the United Kingdom")),
                (
                    "overseas_safeguards",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="where it goes, and what protects it there"
                    ),
                ),
                (
                    "retention",
                    models.TextField(blank=True, max_length=4000, verbose_name="how long each keeps it"),
                ),
                (
                    "at_end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("return", "It is given back"),
                            ("delete", "It is deleted"),
                            ("keep", "Each keeps what the law makes it keep"),
                        ],
                        max_length=6,
                        verbose_name="when the agreement ends",
                    ),
                ),
                ("starts_on", models.DateField(null=True, verbose_name="first day")),
                ("ends_on", models.DateField(null=True, verbose_name="last day")),
                (
                    "ending",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="how either side can end it early"
                    ),
                ),
                ("first_review_on", models.DateField(null=True)),
                ("review_on", models.DateField(null=True)),
                (
                    "authors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("content_hash", models.CharField(max_length=64)),
                ("frozen", models.JSONField(null=True)),
                (
                    "sent_back_because",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="why it was sent back or rejected"
                    ),
                ),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_hash", models.CharField(blank=True, max_length=64)),
                (
                    "opt_out_cleared",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="how people who opted out are left out"
                    ),
                ),
                ("log_number", models.CharField(max_length=20, null=True)),
                ("began_at", models.DateTimeField(null=True)),
                ("brought_in", models.BooleanField(default=False)),
                ("superseded_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "end_reason",
                    models.TextField(blank=True, max_length=4000, verbose_name="why it was ended"),
                ),
                (
                    "notice",
                    models.CharField(
                        choices=[
                            ("missing", "Not in the privacy notice"),
                            ("listed", "In the privacy notice"),
                            ("excused", "Not in the privacy notice, for a reason"),
                        ],
                        default="missing",
                        max_length=8,
                    ),
                ),
                ("notice_note", models.CharField(blank=True, max_length=200)),
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
                    "ended_by",
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
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agreements.agreement",
                        verbose_name="the agreement above it",
                    ),
                ),
                (
                    "renews",
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
                "verbose_name": "historical agreement",
                "verbose_name_plural": "historical agreements",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalComment",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("about", models.CharField(blank=True, max_length=24)),
                ("words", models.TextField(max_length=4000)),
                ("made_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True, max_length=4000)),
                ("answered_at", models.DateTimeField(null=True)),
                ("resolved_at", models.DateTimeField(null=True)),
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
                    "resolved_by",
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
                "verbose_name": "historical comment",
                "verbose_name_plural": "historical comments",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalItem",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "item",
                    models.CharField(
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
                        verbose_name="what it is",
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=200, verbose_name="what exactly")),
                ("necessity", models.CharField(max_length=400, verbose_name="why it is needed")),
                (
                    "rung",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1 Numbers only"),
                            (2, "2 Anonymised: nobody can be found out"),
                            (3, "3 Pseudonymised: names replaced by codes"),
                            (4, "4 Identifiable: it shows who they are"),
                        ],
                        verbose_name="how much of the person may show",
                    ),
                ),
                (
                    "why_not_lower",
                    models.CharField(blank=True, max_length=400, verbose_name="why less would not do"),
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
            ],
            options={
                "verbose_name": "historical item",
                "verbose_name_plural": "historical items",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalParty",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=160)),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("separate", "Separate: each of us decides for itself"),
                            ("joint", "Joint: we decide together"),
                        ],
                        max_length=8,
                        verbose_name="how they decide about it",
                    ),
                ),
                (
                    "contact",
                    models.CharField(blank=True, max_length=200, verbose_name="whom to ask day to day"),
                ),
                (
                    "dpo",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="their Data Protection Officer"
                    ),
                ),
                (
                    "signatory",
                    models.CharField(blank=True, max_length=120, verbose_name="who signs for them"),
                ),
                (
                    "signatory_post",
                    models.CharField(blank=True, max_length=120, verbose_name="as what they sign"),
                ),
                (
                    "signatory_email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="where the link to sign is sent"
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
                "verbose_name": "historical party",
                "verbose_name_plural": "historical parties",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReview",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("done_on", models.DateField()),
                ("words", models.TextField(max_length=4000)),
                ("next_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
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
            ],
            options={
                "verbose_name": "historical review",
                "verbose_name_plural": "historical reviews",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "item",
                    models.CharField(
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
                        verbose_name="what it is",
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=200, verbose_name="what exactly")),
                ("necessity", models.CharField(max_length=400, verbose_name="why it is needed")),
                (
                    "rung",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1 Numbers only"),
                            (2, "2 Anonymised: nobody can be found out"),
                            (3, "3 Pseudonymised: names replaced by codes"),
                            (4, "4 Identifiable: it shows who they are"),
                        ],
                        verbose_name="how much of the person may show",
                    ),
                ),
                (
                    "why_not_lower",
                    models.CharField(blank=True, max_length=400, verbose_name="why less would not do"),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="agreements.agreement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("separate", "Separate: each of us decides for itself"),
                            ("joint", "Joint: we decide together"),
                        ],
                        max_length=8,
                        verbose_name="how they decide about it",
                    ),
                ),
                (
                    "contact",
                    models.CharField(blank=True, max_length=200, verbose_name="whom to ask day to day"),
                ),
                (
                    "dpo",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="their Data Protection Officer"
                    ),
                ),
                (
                    "signatory",
                    models.CharField(blank=True, max_length=120, verbose_name="who signs for them"),
                ),
                (
                    "signatory_post",
                    models.CharField(blank=True, max_length=120, verbose_name="as what they sign"),
                ),
                (
                    "signatory_email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="where the link to sign is sent"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreement_parties",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "parties",
            },
        ),
        migrations.CreateModel(
            name="Invitation",
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
                ("code_hash", models.CharField(max_length=128)),
                ("content_hash", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=120)),
                ("email", models.EmailField(max_length=254)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("wrong_codes", models.PositiveSmallIntegerField(default=0)),
                ("opened_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_because", models.CharField(blank=True, max_length=200)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="agreements.agreement",
                    ),
                ),
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
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="agreements.party",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HistoricalSignature",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("party", "For the partner"),
                            ("dpo", "Data Protection Officer"),
                            ("siro", "Senior Information Risk Owner"),
                        ],
                        max_length=5,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("post", models.CharField(blank=True, max_length=120)),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("here", "Signed in by their own account"),
                            ("link", "Signed through a link sent to them"),
                            ("paper", "Signed on paper, and the copy is kept"),
                        ],
                        max_length=5,
                    ),
                ),
                ("content_hash", models.CharField(max_length=64)),
                ("signed_at", models.DateTimeField()),
                ("file", models.CharField(blank=True, max_length=20)),
                ("voided_at", models.DateTimeField(null=True)),
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
                    "filed_by",
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
                    "user",
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
                    "party",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agreements.party",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical signature",
                "verbose_name_plural": "historical signatures",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalInvitation",
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
                ("content_hash", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=120)),
                ("email", models.EmailField(max_length=254)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("wrong_codes", models.PositiveSmallIntegerField(default=0)),
                ("opened_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_because", models.CharField(blank=True, max_length=200)),
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
                    "party",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agreements.party",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical invitation",
                "verbose_name_plural": "historical invitations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDuty",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("what", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("return", "It is given back"),
                            ("delete", "It is deleted"),
                            ("keep", "Each keeps what the law makes it keep"),
                        ],
                        max_length=6,
                    ),
                ),
                ("due_on", models.DateField()),
                ("done_on", models.DateField(null=True)),
                ("evidence", models.CharField(blank=True, max_length=200)),
                ("done_at", models.DateTimeField(null=True)),
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
                    "done_by",
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
                    "party",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agreements.party",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical duty",
                "verbose_name_plural": "historical duties",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("return", "It is given back"),
                            ("delete", "It is deleted"),
                            ("keep", "Each keeps what the law makes it keep"),
                        ],
                        max_length=6,
                    ),
                ),
                ("due_on", models.DateField()),
                ("done_on", models.DateField(null=True)),
                ("evidence", models.CharField(blank=True, max_length=200)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="agreements.party",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "duties",
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("done_on", models.DateField()),
                ("words", models.TextField(max_length=4000)),
                ("next_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "recorded_by",
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
            name="Signature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("party", "For the partner"),
                            ("dpo", "Data Protection Officer"),
                            ("siro", "Senior Information Risk Owner"),
                        ],
                        max_length=5,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("post", models.CharField(blank=True, max_length=120)),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("here", "Signed in by their own account"),
                            ("link", "Signed through a link sent to them"),
                            ("paper", "Signed on paper, and the copy is kept"),
                        ],
                        max_length=5,
                    ),
                ),
                ("content_hash", models.CharField(max_length=64)),
                ("signed_at", models.DateTimeField()),
                ("file", models.CharField(blank=True, max_length=20)),
                ("voided_at", models.DateTimeField(null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="signatures",
                        to="agreements.party",
                    ),
                ),
                (
                    "user",
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
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(fields=["state", "ends_on"], name="agreement_by_state"),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("type__in", ["ISA", "MOU", "DSP"])), name="agreement_type_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["DRAFT", "IG_REVIEW", "AWAITING_SIGNATURE", "ACTIVE", "TERMINATED", "REJECTED"],
                    )
                ),
                name="agreement_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("content_hash__regex", "^[0-9a-f]{64}$")), name="agreement_has_a_hash"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None),
                    ("starts_on", None),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="agreement_ends_after_its_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("type", "DSP"), ("parent", None), _connector="OR"),
                name="agreement_above_a_protocol_only",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("renews", None), models.Q(("renews", models.F("id")), _negated=True), _connector="OR"
                ),
                name="agreement_not_of_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(
                            ("state__in", ["AWAITING_SIGNATURE", "ACTIVE", "TERMINATED"]), _negated=True
                        ),
                        ("approved_at", None),
                        ("approved_by", None),
                        ("approved_hash", ""),
                        ("frozen", None),
                    ),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        ("approved_hash", models.F("content_hash")),
                        ("brought_in", False),
                        ("frozen__isnull", False),
                        ("state__in", ["AWAITING_SIGNATURE", "ACTIVE", "TERMINATED"]),
                    ),
                    models.Q(
                        ("approved_at", None),
                        ("approved_by", None),
                        ("approved_hash", ""),
                        ("brought_in", True),
                        ("frozen", None),
                        ("state__in", ["AWAITING_SIGNATURE", "ACTIVE", "TERMINATED"]),
                    ),
                    _connector="OR",
                ),
                name="agreement_approved_as_it_reads",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("began_at__isnull", False),
                        ("ends_on__isnull", False),
                        ("first_review_on__isnull", False),
                        ("log_number__isnull", False),
                        ("review_on__gte", models.F("first_review_on")),
                        ("starts_on__isnull", False),
                        ("state__in", ["ACTIVE", "TERMINATED"]),
                    ),
                    models.Q(
                        models.Q(("state__in", ["ACTIVE", "TERMINATED"]), _negated=True),
                        ("began_at", None),
                        ("first_review_on", None),
                        ("log_number", None),
                        ("review_on", None),
                        ("superseded_at", None),
                    ),
                    _connector="OR",
                ),
                name="agreement_active_has_its_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        ("state", "TERMINATED"),
                        models.Q(("end_reason", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "TERMINATED"), _negated=True),
                        ("end_reason", ""),
                        ("ended_at", None),
                        ("ended_by", None),
                    ),
                    _connector="OR",
                ),
                name="agreement_ended_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("notice__in", ["missing", "listed", "excused"])),
                name="agreement_notice_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("notice", "excused"), _negated=True),
                    models.Q(("notice_note", ""), _negated=True),
                    _connector="OR",
                ),
                name="agreement_excused_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="comment_answered_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resolved_at", None), ("resolved_by", None)),
                    models.Q(("resolved_at__isnull", False), ("resolved_by__isnull", False)),
                    _connector="OR",
                ),
                name="comment_resolved_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(fields=("agreement", "item"), name="one_item_an_agreement"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("rung__in", [1, 2, 3, 4])), name="agreement_item_rung_is_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("necessity", ""), _negated=True), name="agreement_item_is_needed"
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rung", 1), models.Q(("why_not_lower", ""), _negated=True), _connector="OR"
                ),
                name="agreement_item_rung_has_its_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(
                condition=models.Q(("done_at", None)), fields=["next_try_at"], name="invitation_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None), ("used_at", None)),
                fields=("party",),
                name="one_open_link_a_party",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("used_at", None), ("revoked_at", None), _connector="OR"),
                name="link_is_used_or_revoked",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at", None), ("done_by", None), ("done_on", None), ("evidence", "")),
                    models.Q(
                        ("done_at__isnull", False),
                        ("done_by__isnull", False),
                        ("done_on__isnull", False),
                        models.Q(("evidence", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="duty_done_with_evidence",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("next_on__gte", models.F("done_on"))), name="review_before_the_next"
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at", None)),
                fields=("agreement", "party", "capacity"),
                name="one_signature_of_each",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("capacity", "party"), ("user", None)),
                    models.Q(("capacity__in", ["dpo", "siro"]), ("party", None), ("user__isnull", False)),
                    _connector="OR",
                ),
                name="signature_of_a_partner_or_of_ours",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(
                condition=models.Q(("user__isnull", False), ("voided_at", None)),
                fields=("agreement", "user"),
                name="one_signature_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("filed_by__isnull", False), ("means", "paper"), models.Q(("file", ""), _negated=True)
                    ),
                    models.Q(models.Q(("means", "paper"), _negated=True), ("file", ""), ("filed_by", None)),
                    _connector="OR",
                ),
                name="signature_on_paper_has_its_copy",
            ),
        ),
    ]
