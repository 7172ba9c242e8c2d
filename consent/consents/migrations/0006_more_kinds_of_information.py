import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consents", "0005_what_it_rests_on_holds"),
    ]

    operations = [
        migrations.AlterField(
            model_name="consent",
            name="items",
            field=django.contrib.postgres.fields.ArrayField(
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
                verbose_name="what may be shared",
            ),
        ),
        migrations.AlterField(
            model_name="historicalconsent",
            name="items",
            field=django.contrib.postgres.fields.ArrayField(
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
                verbose_name="what may be shared",
            ),
        ),
    ]
