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
        ("capacity", "0001_first"),
        ("consents", "0013_why_no_finding_was_about_this"),
        ("organisations", "0004_contacts_and_routes_of_old"),
        ("people", "0003_keep_from_parents"),
        ("stop_checks", "0001_stop_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Disclosure",
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
                            ("AWAITING_APPROVAL", "Waiting for approval"),
                            ("APPROVED", "Approved, not sent yet"),
                            ("SENT", "Sent"),
                            ("REVIEWED", "Sent in an emergency, and looked at"),
                            ("DECLINED", "We decided not to share"),
                            ("CANCELLED", "Not sent"),
                            ("RECALLED", "Called back"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "people",
                    models.PositiveIntegerField(default=1, verbose_name="how many people it is about"),
                ),
                ("recipient", models.CharField(max_length=160, verbose_name="name of the person or body")),
                (
                    "verified",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="how you made sure that it is them"
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
                        verbose_name="what it is for",
                    ),
                ),
                (
                    "purpose_words",
                    models.CharField(blank=True, max_length=200, verbose_name="why, in a few words"),
                ),
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
                        size=None,
                        verbose_name="what is shared",
                    ),
                ),
                ("what", models.TextField(blank=True, max_length=4000, verbose_name="what exactly")),
                (
                    "rung",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1 Numbers only"),
                            (2, "2 Anonymised: nobody can be found out"),
                            (3, "3 Pseudonymised: names replaced by codes"),
                            (4, "4 Identifiable: it shows who they are"),
                        ],
                        verbose_name="how much of the person shows",
                    ),
                ),
                (
                    "recurring",
                    models.BooleanField(default=False, verbose_name="it is shared again and again"),
                ),
                (
                    "route",
                    models.CharField(
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
                ("agreement_gap", models.BooleanField(default=False)),
                ("consent_version", models.PositiveIntegerField(null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("SERIOUS_HARM", "Somebody may be badly hurt"),
                            ("SAFEGUARDING_CHILD", "A child is not safe"),
                            ("MISSING_PERSON", "Somebody is missing"),
                            ("MEDICAL_EMERGENCY", "A medical emergency"),
                            ("COURT_ORDER", "A court orders it"),
                            ("LEGAL_DUTY", "A law says that we must"),
                            ("NOTIFIABLE_DISEASE", "A disease that must be reported"),
                            ("SERIOUS_CRIME", "A serious crime, and the police ask"),
                            ("REGULATOR", "A regulator uses a power in law"),
                            ("LACKS_CAPACITY", "They cannot decide, and it is best for them"),
                        ],
                        max_length=20,
                        verbose_name="why without consent",
                    ),
                ),
                (
                    "emergency",
                    models.BooleanField(default=False, verbose_name="shared first, written down after"),
                ),
                ("answer", models.JSONField(null=True)),
                (
                    "what_happened",
                    models.TextField(blank=True, max_length=4000, verbose_name="what happened"),
                ),
                ("at_risk", models.CharField(blank=True, max_length=200, verbose_name="who is at risk")),
                (
                    "how_badly",
                    models.CharField(blank=True, max_length=200, verbose_name="how badly they may be hurt"),
                ),
                ("how_soon", models.CharField(blank=True, max_length=200, verbose_name="how soon")),
                (
                    "consent_sought",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="did you ask the person; if not, why not"
                    ),
                ),
                (
                    "known_wishes",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="what the person wants, as far as you know"
                    ),
                ),
                (
                    "harm_of_sharing",
                    models.TextField(blank=True, max_length=4000, verbose_name="what harm sharing may do"),
                ),
                (
                    "harm_of_not_sharing",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="what harm not sharing may do"
                    ),
                ),
                (
                    "less_intrusive",
                    models.TextField(blank=True, max_length=4000, verbose_name="what else you thought of"),
                ),
                (
                    "minimum",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="why this is the least that helps"
                    ),
                ),
                (
                    "advice",
                    models.TextField(blank=True, max_length=4000, verbose_name="whose advice you took"),
                ),
                (
                    "follow_up",
                    models.TextField(blank=True, max_length=4000, verbose_name="what happens next"),
                ),
                (
                    "paper",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("order", "A court order or warrant"),
                            ("solicitor", "A solicitor’s letter"),
                            ("police", "A police request"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                        verbose_name="what they brought",
                    ),
                ),
                ("order", models.CharField(blank=True, max_length=20)),
                (
                    "commanded",
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
                        verbose_name="what the order commands",
                    ),
                ),
                (
                    "asked_for",
                    models.TextField(blank=True, max_length=4000, verbose_name="what they ask for"),
                ),
                (
                    "why_asked",
                    models.TextField(blank=True, max_length=4000, verbose_name="why they ask for it"),
                ),
                ("power", models.CharField(blank=True, max_length=200, verbose_name="by which power in law")),
                (
                    "disease",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("acute_encephalitis", "Acute encephalitis"),
                            ("acute_flaccid", "Acute flaccid paralysis or myelitis"),
                            ("acute_hepatitis", "Acute infectious hepatitis (A, B, C and others)"),
                            ("acute_meningitis", "Acute meningitis"),
                            ("anthrax", "Anthrax"),
                            ("bloody_diarrhoea", "Infectious bloody diarrhoea"),
                            ("botulism", "Botulism"),
                            ("brucellosis", "Brucellosis"),
                            ("chickenpox", "Chickenpox"),
                            ("cholera", "Cholera"),
                            ("cjd", "Creutzfeldt-Jakob disease"),
                            ("congenital_syphilis", "Congenital syphilis"),
                            ("covid", "COVID-19"),
                            ("diphtheria", "Diphtheria"),
                            ("gonorrhoea", "Disseminated gonococcal infection"),
                            ("e_coli", "Illness from E. coli O157"),
                            ("enteric_fever", "Typhoid or paratyphoid"),
                            ("food_poisoning", "Food poisoning"),
                            ("group_a_strep", "Invasive group A streptococcal disease"),
                            ("hib", "Haemophilus influenzae type b"),
                            ("hus", "Haemolytic uraemic syndrome"),
                            ("legionnaires", "Legionnaires’ disease"),
                            ("leprosy", "Leprosy"),
                            ("malaria", "Malaria"),
                            ("measles", "Measles"),
                            ("meningococcal", "Meningococcal disease"),
                            ("mers", "Middle East respiratory syndrome (MERS)"),
                            ("mpox", "Mpox"),
                            ("mumps", "Mumps"),
                            ("fasciitis", "Necrotising fasciitis"),
                            ("neonatal_herpes", "Neonatal herpes"),
                            ("plague", "Plague"),
                            ("polio", "Poliomyelitis"),
                            ("rabies", "Rabies"),
                            ("rubella", "Rubella"),
                            ("sars", "SARS"),
                            ("scarlet_fever", "Scarlet fever"),
                            ("smallpox", "Smallpox"),
                            ("tetanus", "Tetanus"),
                            ("tuberculosis", "Tuberculosis"),
                            ("tularaemia", "Tularaemia"),
                            ("typhus", "Typhus"),
                            ("haemorrhagic", "Viral haemorrhagic fever"),
                            ("west_nile", "West Nile fever"),
                            ("whooping_cough", "Whooping cough"),
                            ("yellow_fever", "Yellow fever"),
                            ("zoonotic_flu", "Flu that comes from animals"),
                            ("chronic_hepatitis", "Chronic hepatitis"),
                            ("other", "Another infection"),
                        ],
                        max_length=24,
                    ),
                ),
                ("suspected_at", models.DateTimeField(null=True)),
                (
                    "significant_harm",
                    models.BooleanField(default=False, verbose_name="it could do significant harm to others"),
                ),
                ("oral_told_at", models.DateTimeField(null=True)),
                ("written_told_on", models.DateField(null=True)),
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
                ("asked_at", models.DateTimeField(null=True)),
                (
                    "sent_back_because",
                    models.TextField(blank=True, max_length=4000, verbose_name="why it was sent back"),
                ),
                ("approved_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("reviewed_at", models.DateTimeField(null=True)),
                (
                    "review_words",
                    models.TextField(blank=True, max_length=4000, verbose_name="what the review found"),
                ),
                ("declined_at", models.DateTimeField(null=True)),
                (
                    "decline_reason",
                    models.TextField(blank=True, max_length=4000, verbose_name="why it was not shared"),
                ),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "cancel_reason",
                    models.TextField(blank=True, max_length=4000, verbose_name="why it was not sent"),
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
                ("told_at", models.DateTimeField(null=True)),
                ("told_how", models.CharField(blank=True, max_length=200, verbose_name="how they were told")),
                (
                    "not_told",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("worse", "It would make the danger worse"),
                            ("not_practicable", "We cannot reach them safely"),
                        ],
                        max_length=16,
                        verbose_name="why they are not told",
                    ),
                ),
                (
                    "not_told_because",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="what would happen if they were told"
                    ),
                ),
                ("telling_recheck_on", models.DateField(null=True)),
                ("form_key", models.UUIDField(editable=False, null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
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
                    "assessment",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="capacity.assessment",
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
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="people.case",
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="consents.consent",
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
                    "declined_by",
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
                        related_name="disclosures",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="people.person",
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
                    "reviewed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
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
                        related_name="disclosures",
                        to="accounts.service",
                    ),
                ),
                (
                    "stop_check",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="stop_checks.stopcheck",
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
            name="HistoricalDisclosure",
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
                            ("AWAITING_APPROVAL", "Waiting for approval"),
                            ("APPROVED", "Approved, not sent yet"),
                            ("SENT", "Sent"),
                            ("REVIEWED", "Sent in an emergency, and looked at"),
                            ("DECLINED", "We decided not to share"),
                            ("CANCELLED", "Not sent"),
                            ("RECALLED", "Called back"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "people",
                    models.PositiveIntegerField(default=1, verbose_name="how many people it is about"),
                ),
                ("recipient", models.CharField(max_length=160, verbose_name="name of the person or body")),
                (
                    "verified",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="how you made sure that it is them"
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
                        verbose_name="what it is for",
                    ),
                ),
                (
                    "purpose_words",
                    models.CharField(blank=True, max_length=200, verbose_name="why, in a few words"),
                ),
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
                        size=None,
                        verbose_name="what is shared",
                    ),
                ),
                ("what", models.TextField(blank=True, max_length=4000, verbose_name="what exactly")),
                (
                    "rung",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1 Numbers only"),
                            (2, "2 Anonymised: nobody can be found out"),
                            (3, "3 Pseudonymised: names replaced by codes"),
                            (4, "4 Identifiable: it shows who they are"),
                        ],
                        verbose_name="how much of the person shows",
                    ),
                ),
                (
                    "recurring",
                    models.BooleanField(default=False, verbose_name="it is shared again and again"),
                ),
                (
                    "route",
                    models.CharField(
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
                ("agreement_gap", models.BooleanField(default=False)),
                ("consent_version", models.PositiveIntegerField(null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("SERIOUS_HARM", "Somebody may be badly hurt"),
                            ("SAFEGUARDING_CHILD", "A child is not safe"),
                            ("MISSING_PERSON", "Somebody is missing"),
                            ("MEDICAL_EMERGENCY", "A medical emergency"),
                            ("COURT_ORDER", "A court orders it"),
                            ("LEGAL_DUTY", "A law says that we must"),
                            ("NOTIFIABLE_DISEASE", "A disease that must be reported"),
                            ("SERIOUS_CRIME", "A serious crime, and the police ask"),
                            ("REGULATOR", "A regulator uses a power in law"),
                            ("LACKS_CAPACITY", "They cannot decide, and it is best for them"),
                        ],
                        max_length=20,
                        verbose_name="why without consent",
                    ),
                ),
                (
                    "emergency",
                    models.BooleanField(default=False, verbose_name="shared first, written down after"),
                ),
                ("answer", models.JSONField(null=True)),
                (
                    "what_happened",
                    models.TextField(blank=True, max_length=4000, verbose_name="what happened"),
                ),
                ("at_risk", models.CharField(blank=True, max_length=200, verbose_name="who is at risk")),
                (
                    "how_badly",
                    models.CharField(blank=True, max_length=200, verbose_name="how badly they may be hurt"),
                ),
                ("how_soon", models.CharField(blank=True, max_length=200, verbose_name="how soon")),
                (
                    "consent_sought",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="did you ask the person; if not, why not"
                    ),
                ),
                (
                    "known_wishes",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="what the person wants, as far as you know"
                    ),
                ),
                (
                    "harm_of_sharing",
                    models.TextField(blank=True, max_length=4000, verbose_name="what harm sharing may do"),
                ),
                (
                    "harm_of_not_sharing",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="what harm not sharing may do"
                    ),
                ),
                (
                    "less_intrusive",
                    models.TextField(blank=True, max_length=4000, verbose_name="what else you thought of"),
                ),
                (
                    "minimum",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="why this is the least that helps"
                    ),
                ),
                (
                    "advice",
                    models.TextField(blank=True, max_length=4000, verbose_name="whose advice you took"),
                ),
                (
                    "follow_up",
                    models.TextField(blank=True, max_length=4000, verbose_name="what happens next"),
                ),
                (
                    "paper",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("order", "A court order or warrant"),
                            ("solicitor", "A solicitor’s letter"),
                            ("police", "A police request"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                        verbose_name="what they brought",
                    ),
                ),
                ("order", models.CharField(blank=True, max_length=20)),
                (
                    "commanded",
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
                        verbose_name="what the order commands",
                    ),
                ),
                (
                    "asked_for",
                    models.TextField(blank=True, max_length=4000, verbose_name="what they ask for"),
                ),
                (
                    "why_asked",
                    models.TextField(blank=True, max_length=4000, verbose_name="why they ask for it"),
                ),
                ("power", models.CharField(blank=True, max_length=200, verbose_name="by which power in law")),
                (
                    "disease",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("acute_encephalitis", "Acute encephalitis"),
                            ("acute_flaccid", "Acute flaccid paralysis or myelitis"),
                            ("acute_hepatitis", "Acute infectious hepatitis (A, B, C and others)"),
                            ("acute_meningitis", "Acute meningitis"),
                            ("anthrax", "Anthrax"),
                            ("bloody_diarrhoea", "Infectious bloody diarrhoea"),
                            ("botulism", "Botulism"),
                            ("brucellosis", "Brucellosis"),
                            ("chickenpox", "Chickenpox"),
                            ("cholera", "Cholera"),
                            ("cjd", "Creutzfeldt-Jakob disease"),
                            ("congenital_syphilis", "Congenital syphilis"),
                            ("covid", "COVID-19"),
                            ("diphtheria", "Diphtheria"),
                            ("gonorrhoea", "Disseminated gonococcal infection"),
                            ("e_coli", "Illness from E. coli O157"),
                            ("enteric_fever", "Typhoid or paratyphoid"),
                            ("food_poisoning", "Food poisoning"),
                            ("group_a_strep", "Invasive group A streptococcal disease"),
                            ("hib", "Haemophilus influenzae type b"),
                            ("hus", "Haemolytic uraemic syndrome"),
                            ("legionnaires", "Legionnaires’ disease"),
                            ("leprosy", "Leprosy"),
                            ("malaria", "Malaria"),
                            ("measles", "Measles"),
                            ("meningococcal", "Meningococcal disease"),
                            ("mers", "Middle East respiratory syndrome (MERS)"),
                            ("mpox", "Mpox"),
                            ("mumps", "Mumps"),
                            ("fasciitis", "Necrotising fasciitis"),
                            ("neonatal_herpes", "Neonatal herpes"),
                            ("plague", "Plague"),
                            ("polio", "Poliomyelitis"),
                            ("rabies", "Rabies"),
                            ("rubella", "Rubella"),
                            ("sars", "SARS"),
                            ("scarlet_fever", "Scarlet fever"),
                            ("smallpox", "Smallpox"),
                            ("tetanus", "Tetanus"),
                            ("tuberculosis", "Tuberculosis"),
                            ("tularaemia", "Tularaemia"),
                            ("typhus", "Typhus"),
                            ("haemorrhagic", "Viral haemorrhagic fever"),
                            ("west_nile", "West Nile fever"),
                            ("whooping_cough", "Whooping cough"),
                            ("yellow_fever", "Yellow fever"),
                            ("zoonotic_flu", "Flu that comes from animals"),
                            ("chronic_hepatitis", "Chronic hepatitis"),
                            ("other", "Another infection"),
                        ],
                        max_length=24,
                    ),
                ),
                ("suspected_at", models.DateTimeField(null=True)),
                (
                    "significant_harm",
                    models.BooleanField(default=False, verbose_name="it could do significant harm to others"),
                ),
                ("oral_told_at", models.DateTimeField(null=True)),
                ("written_told_on", models.DateField(null=True)),
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
                ("asked_at", models.DateTimeField(null=True)),
                (
                    "sent_back_because",
                    models.TextField(blank=True, max_length=4000, verbose_name="why it was sent back"),
                ),
                ("approved_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("reviewed_at", models.DateTimeField(null=True)),
                (
                    "review_words",
                    models.TextField(blank=True, max_length=4000, verbose_name="what the review found"),
                ),
                ("declined_at", models.DateTimeField(null=True)),
                (
                    "decline_reason",
                    models.TextField(blank=True, max_length=4000, verbose_name="why it was not shared"),
                ),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "cancel_reason",
                    models.TextField(blank=True, max_length=4000, verbose_name="why it was not sent"),
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
                ("told_at", models.DateTimeField(null=True)),
                ("told_how", models.CharField(blank=True, max_length=200, verbose_name="how they were told")),
                (
                    "not_told",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("worse", "It would make the danger worse"),
                            ("not_practicable", "We cannot reach them safely"),
                        ],
                        max_length=16,
                        verbose_name="why they are not told",
                    ),
                ),
                (
                    "not_told_because",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="what would happen if they were told"
                    ),
                ),
                ("telling_recheck_on", models.DateField(null=True)),
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
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="capacity.assessment",
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
                    "declined_by",
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
                    "reviewed_by",
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
                (
                    "stop_check",
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
                "verbose_name": "historical disclosure",
                "verbose_name_plural": "historical disclosures",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
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
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="listed",
                        to="disclosures.disclosure",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures_of_groups",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(fields=["service", "-id"], name="disclosure_of_service"),
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(fields=["person", "-id"], name="disclosure_of_person"),
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(fields=["state", "-id"], name="disclosure_in_state"),
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(
                condition=models.Q(("sent_at__isnull", False)),
                fields=["organisation", "purpose", "sent_at"],
                name="disclosure_sent_before",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.UniqueConstraint(
                fields=("created_by", "form_key"), name="one_disclosure_a_form"
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "DRAFT",
                            "AWAITING_APPROVAL",
                            "APPROVED",
                            "SENT",
                            "REVIEWED",
                            "DECLINED",
                            "CANCELLED",
                            "RECALLED",
                        ],
                    )
                ),
                name="disclosure_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
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
                name="disclosure_purpose_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("rung__in", [1, 2, 3, 4])), name="disclosure_rung_is_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reason", ""),
                    (
                        "reason__in",
                        [
                            "SERIOUS_HARM",
                            "SAFEGUARDING_CHILD",
                            "MISSING_PERSON",
                            "MEDICAL_EMERGENCY",
                            "COURT_ORDER",
                            "LEGAL_DUTY",
                            "NOTIFIABLE_DISEASE",
                            "SERIOUS_CRIME",
                            "REGULATOR",
                            "LACKS_CAPACITY",
                        ],
                    ),
                    _connector="OR",
                ),
                name="disclosure_reason_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case__isnull", False), ("people", 1), ("person__isnull", False)),
                    models.Q(("case", None), ("people__gt", 0), ("person", None)),
                    _connector="OR",
                ),
                name="disclosure_about_one_or_a_group",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "route__in",
                        [
                            "call_back",
                            "drive",
                            "encrypted",
                            "in_person",
                            "paper",
                            "portal",
                            "secure_email",
                            "transfer",
                        ],
                    ),
                    ("state", "DECLINED"),
                    _connector="OR",
                ),
                name="disclosure_by_an_allowed_route",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["SENT", "REVIEWED", "RECALLED"]), _negated=True),
                    models.Q(
                        ("sent_at__isnull", False),
                        ("sent_by__isnull", False),
                        models.Q(
                            ("consent__isnull", False),
                            models.Q(("reason", ""), _negated=True),
                            ("stop_check__isnull", False),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="disclosure_sent_on_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["SENT", "REVIEWED", "RECALLED"]), ("sent_at", None), _connector="OR"
                ),
                name="disclosure_not_sent_has_no_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by", None),
                    ("sent_by", None),
                    models.Q(("approved_by", models.F("sent_by")), _negated=True),
                    ("emergency", True),
                    ("reason__in", ["MISSING_PERSON", "MEDICAL_EMERGENCY", "NOTIFIABLE_DISEASE"]),
                    _connector="OR",
                ),
                name="disclosure_approved_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("agreement", None), ("agreement_gap", False), _connector="OR"),
                name="disclosure_gap_without_agreement",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "DECLINED"), _negated=True),
                    models.Q(("decline_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="disclosure_declined_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "RECALLED"), _negated=True),
                    models.Q(("recall_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="disclosure_recalled_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("told_at", None), models.Q(("told_how", ""), _negated=True), _connector="OR"
                ),
                name="disclosure_told_somehow",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at", None), ("sent_by", None)),
                    ("sent_at__isnull", False),
                    _connector="OR",
                ),
                name="disclosure_sent_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at", None), ("approved_by", None)),
                    ("approved_at__isnull", False),
                    _connector="OR",
                ),
                name="disclosure_approved_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reviewed_at", None), ("reviewed_by", None)),
                    ("reviewed_at__isnull", False),
                    _connector="OR",
                ),
                name="disclosure_reviewed_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("told_at", None), ("told_by", None)),
                    ("told_at__isnull", False),
                    _connector="OR",
                ),
                name="disclosure_told_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("opt_out_cleared_at", None), ("opt_out_cleared_by", None)),
                    ("opt_out_cleared_at__isnull", False),
                    _connector="OR",
                ),
                name="disclosure_opt_out_cleared_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("declined_at", None), ("declined_by", None)),
                    ("declined_at__isnull", False),
                    _connector="OR",
                ),
                name="disclosure_declined_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancelled_at", None), ("cancelled_by", None)),
                    ("cancelled_at__isnull", False),
                    _connector="OR",
                ),
                name="disclosure_cancelled_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("recalled_at", None), ("recalled_by", None)),
                    ("recalled_at__isnull", False),
                    _connector="OR",
                ),
                name="disclosure_recalled_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="listed",
            constraint=models.UniqueConstraint(
                fields=("disclosure", "person"), name="listed_once_a_disclosure"
            ),
        ),
    ]
