from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.contrib.postgres.search import SearchVector
from django.db import migrations
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    # Built beside the work: policies are written and read meanwhile.
    atomic = False

    dependencies = [("policies", "0005_approved_as_it_reads")]

    operations = [
        AddIndexConcurrently(
            "section",
            GinIndex(SearchVector("heading", "body", config="english"), name="section_by_what_it_says"),
        ),
        AddIndexConcurrently(
            "section", GinIndex(OpClass(Upper("heading"), "gin_trgm_ops"), name="section_by_part_of_heading")
        ),
        AddIndexConcurrently(
            "section", GinIndex(OpClass(Upper("body"), "gin_trgm_ops"), name="section_by_part_of_body")
        ),
    ]
