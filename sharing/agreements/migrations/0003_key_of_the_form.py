from django.db import migrations, models


class Migration(migrations.Migration):
    """An empty column and a unique index on a table of few rows: locks it for milliseconds."""

    dependencies = [("agreements", "0002_a_copy_on_paper_waits_until_it_is_checked")]

    operations = [
        *(
            migrations.AddField(
                model_name=model, name="form_key", field=models.UUIDField(editable=False, null=True)
            )
            for model in ("agreement", "historicalagreement")
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                fields=("created_by", "form_key"), name="one_agreement_a_form"
            ),
        ),
    ]
