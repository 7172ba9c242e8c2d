import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("task_id", models.CharField(max_length=60, unique=True)),
                ("job", models.CharField(max_length=40)),
                ("asked_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("began_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("did", models.JSONField(default=list)),
                ("failure", models.CharField(blank=True, max_length=80)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["job", "-asked_at"], name="runs_of_a_job"),
                    models.Index(
                        condition=models.Q(("sent_at", None)), fields=["asked_at"], name="runs_to_pass_on"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ended_at", None), ("began_at__isnull", False), _connector="OR"),
                        name="run_began_before_it_ended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("failure", ""), ("ended_at__isnull", False), _connector="OR"),
                        name="run_failed_at_its_end",
                    ),
                ],
            },
        ),
    ]
