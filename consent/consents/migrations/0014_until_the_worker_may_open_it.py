"""What is open on consents of closed cases learns until when its worker may open it.

It locks these few open deadlines, and no others.
"""

from django.db import migrations

LEARN = """
UPDATE deadlines_deadline SET worker_until = people_case.closed_on + 28
  FROM consents_consent JOIN people_case ON people_case.id = consents_consent.case_id
 WHERE deadlines_deadline.ended_at IS NULL AND deadlines_deadline.register = 'consents'
   AND deadlines_deadline.record_id = consents_consent.id AND people_case.closed_on IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consents", "0013_why_no_finding_was_about_this"),
        ("deadlines", "0006_while_the_worker_may_open_it"),
        ("people", "0003_keep_from_parents"),
    ]

    operations = [migrations.RunSQL(LEARN, migrations.RunSQL.noop)]
