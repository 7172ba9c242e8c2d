"""Which row of the table of roles says who sees a proof: publicity has its own."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_fewer_indexes"),
        ("evidence", "0001_first"),
        ("people", "0002_fewer_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="seen_under",
            field=models.CharField(
                choices=[("consents", "consents"), ("media_consents", "media_consents")],
                default="consents",
                editable=False,
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="historicalevidence",
            name="seen_under",
            field=models.CharField(
                choices=[("consents", "consents"), ("media_consents", "media_consents")],
                default="consents",
                editable=False,
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("seen_under__in", ("consents", "media_consents"))),
                name="evidence_has_its_readers",
            ),
        ),
        # A second file of the same form is another proof.
        migrations.RemoveConstraint(model_name="evidence", name="one_evidence_a_form"),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                fields=("created_by", "case", "form_key", "kind", "original_sha256"),
                name="one_evidence_a_form",
            ),
        ),
    ]
