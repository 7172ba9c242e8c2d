from django.db import migrations, models


class Migration(migrations.Migration):
    """Words only: it changes nothing in the database."""

    dependencies = [
        ("agreements", "0005_part_of_a_title_or_name"),
    ]

    operations = [
        migrations.AlterField(
            model_name="historicalsignature",
            name="means",
            field=models.CharField(
                choices=[
                    ("here", "Signed here, with their own account"),
                    ("link", "Signed through a link sent to them"),
                    ("paper", "Signed on paper; the copy is kept"),
                ],
                max_length=5,
            ),
        ),
        migrations.AlterField(
            model_name="signature",
            name="means",
            field=models.CharField(
                choices=[
                    ("here", "Signed here, with their own account"),
                    ("link", "Signed through a link sent to them"),
                    ("paper", "Signed on paper; the copy is kept"),
                ],
                max_length=5,
            ),
        ),
    ]
