from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("attachments", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="SealedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("key", models.BinaryField(null=True)),
                ("kept_at", models.DateTimeField()),
                ("destroyed_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("destroyed_at__isnull", False), ("removed_at", None)),
                        fields=["id"],
                        name="sealed_file_to_remove",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("key", None), ("destroyed_at", None), _connector="XOR"),
                        name="sealed_file_without_key_is_destroyed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("removed_at", None), ("destroyed_at__isnull", False), _connector="OR"
                        ),
                        name="sealed_file_goes_after_its_key",
                    ),
                ],
            },
        ),
    ]
