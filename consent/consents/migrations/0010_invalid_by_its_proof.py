"""A consent can be found not valid by nobody but the application: its proof cannot be used.

What is active on a proof that was refused before is put right by the worker: it looks at those files again, and
what rests on them falls with the same step as any other. The check is proved in the next migration.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

AGAIN = """
SELECT set_config('app.actor', '0', true);
WITH again AS (
    UPDATE evidence_evidence SET state = 'WAITING', fault = '', version = version + 1
     WHERE state = 'REFUSED' AND EXISTS (
        SELECT FROM consents_consent
         WHERE evidence_id = evidence_evidence.id AND state = 'ACTIVE' AND method IN ('PAPER', 'E_FORM'))
    RETURNING id
)
UPDATE evidence_cleaning SET done_at = NULL, next_try_at = now(), attempts = 0
 WHERE evidence_id IN (SELECT id FROM again)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consents", "0009_publicity_waits_for_communications"),
        ("evidence", "0002_who_sees_it"),
    ]

    operations = [
        migrations.RemoveConstraint("consent", "consent_invalidated_by_someone"),
        AddConstraintNotValid(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("invalidated_by", None), ("invalidated_at__isnull", False), _connector="OR"
                ),
                name="consent_invalidated_at_a_moment",
            ),
        ),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
