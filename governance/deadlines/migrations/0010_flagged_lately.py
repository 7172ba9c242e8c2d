"""Built while people go on working. If it is interrupted, drop the index that is not valid and migrate again."""

from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("deadlines", "0009_several_by_one_rule_each_once")]

    operations = [
        AddIndexConcurrently("flag", BrinIndex(fields=["flagged_at"], name="flagged_lately")),
    ]
