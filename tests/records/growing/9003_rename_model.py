from django.db import migrations


def fill(apps, schema_editor):
    apps.get_model("organisations", "partner").objects.update(secure_route="By hand")


class Migration(migrations.Migration):
    # Whoever points to an organisation was there before, whatever their application is called.
    dependencies = [("organisations", "9002_rename_column"), ("privacy_notices", "0001_begin")]
    operations = [
        migrations.RenameModel("organisation", "Partner"),
        migrations.RenameModel("historicalorganisation", "HistoricalPartner"),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
