import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Two small tables, and a column with a constant default, which rewrites nothing."""

    dependencies = [("accounts", "0002_fewer_indexes"), ("notifications", "0002_fewer_indexes")]

    operations = [
        migrations.CreateModel(
            name="DailyMail",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="daily_mail",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("since_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Digest",
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
                (
                    "messages",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("ordered_at", models.DateTimeField()),
                (
                    "recipient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="digests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)), fields=["next_try_at"], name="digest_waiting"
                    )
                ]
            },
        ),
        migrations.AddField(
            model_name="notification",
            name="held",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
