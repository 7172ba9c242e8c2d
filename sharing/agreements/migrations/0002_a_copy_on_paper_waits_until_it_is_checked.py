from django.db import migrations, models


class Migration(migrations.Migration):
    """A column with a constant and a check on a table of few rows: locks it for milliseconds."""

    dependencies = [("agreements", "0001_agreements")]

    operations = [
        migrations.AddField(
            model_name="historicalsignature",
            name="waiting",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="signature",
            name="waiting",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(("waiting", False), ("means", "paper"), _connector="OR"),
                name="signature_waits_for_its_copy",
            ),
        ),
    ]
