from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.contrib.postgres.search import SearchVector
from django.db import migrations
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    # Built beside the work: notices are written and read meanwhile.
    atomic = False

    dependencies = [("privacy_notices", "0002_excuses_are_taken_back")]

    operations = [
        AddIndexConcurrently(
            "noticeversion",
            GinIndex(
                SearchVector("title", "body", "national", config="english"), name="notice_by_what_it_says"
            ),
        ),
        AddIndexConcurrently(
            "noticeversion", GinIndex(OpClass(Upper("title"), "gin_trgm_ops"), name="notice_by_part_of_title")
        ),
        AddIndexConcurrently(
            "noticeversion", GinIndex(OpClass(Upper("body"), "gin_trgm_ops"), name="notice_by_part_of_body")
        ),
        AddIndexConcurrently(
            "noticeversion",
            GinIndex(OpClass(Upper("national"), "gin_trgm_ops"), name="notice_by_part_of_national"),
        ),
    ]
