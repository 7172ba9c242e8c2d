from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_fewer_indexes"),
        ("recordings", "0003_a_yes_is_to_this_plan"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="device",
            name="device_lost_at_a_moment",
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lost_at__isnull", False), ("state", "LOST")),
                    ("state", "RETIRED"),
                    models.Q(("lost_at", None), ("state", "IN_USE")),
                    _connector="OR",
                ),
                name="device_lost_at_a_moment",
            ),
        ),
    ]
