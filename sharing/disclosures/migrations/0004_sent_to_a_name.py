"""What went lately to whom we know by a typed name only is found by that name."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    # Built beside the work: things are shared meanwhile.
    atomic = False

    dependencies = [("disclosures", "0003_whether_it_is_a_person")]

    operations = [
        AddIndexConcurrently(
            "disclosure",
            models.Index(
                Upper("recipient"),
                "purpose",
                "sent_at",
                condition=models.Q(sent_at__isnull=False, organisation=None),
                name="disclosure_sent_to_a_name",
            ),
        ),
    ]
