"""One index instead of another, in the order in which batches take up events.

Without locking: people go on working while it is built, a second or so for each million events. If it is
interrupted, drop the index `event_in_its_batch` and migrate again.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("ledger", "0001_first")]

    operations = [
        AddIndexConcurrently("event", models.Index(fields=["epoch", "xid", "id"], name="event_in_its_batch")),
        RemoveIndexConcurrently("event", "event_sealing"),
    ]
