from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0001_begin"),
    ]

    operations = [
        migrations.AlterField(
            model_name="historicalinit",
            name="ended",
            field=models.CharField(
                blank=True,
                choices=[
                    ("withdrawn", "They took it back"),
                    ("invalid", "Their yes was not valid"),
                    ("refused", "They said no"),
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="init",
            name="ended",
            field=models.CharField(
                blank=True,
                choices=[
                    ("withdrawn", "They took it back"),
                    ("invalid", "Their yes was not valid"),
                    ("refused", "They said no"),
                ],
                max_length=9,
            ),
        ),
    ]
