"""Of a pack that was made before nobody knows which incidents are in it, so it is given out no more."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence_packs", "0001_first")]

    operations = [
        migrations.AddField(
            model_name="pack",
            name="incidents",
            field=ArrayField(base_field=models.BigIntegerField(), db_default=[], default=list, size=None),
        ),
        migrations.RunSQL("UPDATE evidence_packs_pack SET sight = ''", migrations.RunSQL.noop),
    ]
