from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    """The central log is searched by parts of names; on tables of few rows: locks them for milliseconds."""

    dependencies = [("agreements", "0004_reviewed_sooner_and_wound_up")]

    operations = [
        migrations.AddIndex(
            model_name="agreement",
            index=GinIndex(OpClass(Upper("title"), "gin_trgm_ops"), name="agreement_by_part_of_title"),
        ),
        migrations.AddIndex(
            model_name="party",
            index=GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="party_by_part_of_name"),
        ),
    ]
