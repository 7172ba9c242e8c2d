from django.db import migrations, models

from tests.records.growing import NEWEST


def fill(apps, schema_editor):
    apps.get_model("organisations", "organisation").objects.update(town="Leith", visits=3)


class Migration(migrations.Migration):
    dependencies = [("organisations", NEWEST)]
    operations = [
        *(
            migrations.AddField(model, name, field)
            for model in ("organisation", "historicalorganisation")
            for name, field in {
                "town": models.CharField(max_length=40, null=True),
                "visits": models.IntegerField(default=0),
            }.items()
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
