"""Whether the one who got it is a relative or friend, and no body with whom there would be an agreement.

A constant default: no row is written anew, and the release before this one need not know of it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0002_begun_in_an_emergency")]

    operations = [
        migrations.AddField(
            model_name=model,
            name="private_person",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="it is a person, such as a relative or friend"
            ),
        )
        for model in ("disclosure", "historicaldisclosure")
    ]
