from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Built beside the work: documents are ordered and made meanwhile.
    atomic = False

    dependencies = [("documents", "0001_first")]

    operations = [
        AddIndexConcurrently("document", models.Index(fields=["sha256"], name="document_by_its_hash")),
    ]
