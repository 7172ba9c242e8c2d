from django.db import migrations


def fill(apps, schema_editor):
    apps.get_model("organisations", "partner").objects.update(secure_route="By hand")


class Migration(migrations.Migration):
    dependencies = [("organisations", "9002_rename_column")]
    operations = [
        migrations.RenameModel("organisation", "Partner"),
        migrations.RenameModel("historicalorganisation", "HistoricalPartner"),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
