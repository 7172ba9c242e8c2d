import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("attachments", "0002_sealed_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pack",
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
                ("reference", models.CharField(max_length=20, unique=True)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField()),
                ("created_at", models.DateTimeField()),
                ("stage", models.PositiveSmallIntegerField(default=0)),
                ("sight", models.CharField(blank=True, max_length=64)),
                ("fault", models.CharField(blank=True, max_length=200)),
                (
                    "file",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="attachments.sealedfile",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence_packs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)), fields=["next_try_at"], name="pack_waiting"
                    ),
                    models.Index(fields=["owner", "-id"], name="pack_of_owner"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at", None)),
                        fields=("owner", "from_on", "to_on"),
                        name="one_pack_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to_on__gte", models.F("from_on"))),
                        name="pack_period_has_its_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("file", None),
                            models.Q(("done_at__isnull", False), ("fault", "")),
                            _connector="OR",
                        ),
                        name="pack_is_made_or_given_up",
                    ),
                ],
            },
        ),
    ]
