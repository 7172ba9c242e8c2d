from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dpia", "0001_first")]

    operations = [
        migrations.RemoveConstraint(model_name="dpia", name="dpia_live_only_when_it_may"),
        migrations.AddConstraint(
            model_name="dpia",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("live_on", None),
                    (
                        "state__in",
                        ["APPROVED", "APPROVED_WITH_ACTIONS", "NOT_REQUIRED", "SUPERSEDED"],
                    ),
                    models.Q(("follows", None), models.Q(("kind", "cctv"), _negated=True)),
                    _connector="OR",
                ),
                name="dpia_live_only_when_it_may",
            ),
        ),
    ]
