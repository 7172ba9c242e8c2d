from django.db import migrations


def fill(apps, schema_editor):
    apps.get_model("organisations", "organisation").objects.update(asked_for="Mrs Reid")


class Migration(migrations.Migration):
    dependencies = [("organisations", "9001_add_columns")]
    operations = [
        *(
            migrations.RenameField(model, "contact_name", "asked_for")
            for model in ("organisation", "historicalorganisation")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
