"""Where a recipient has said already that something else came, it stands on a desk too. Few rows."""

from django.db import migrations

# As `deadlines.dues` writes it; whose desk it is, and who must not know, as its receipt says already.
ON_A_DESK = """
INSERT INTO deadlines_deadline (register, record_id, reference, rule, part, due_on, service_id, worker_id,
                                worker_until, team, person_id, excluded)
SELECT d.register, d.record_id, d.reference, 'stop_check_waits_differs', 0,
       (SELECT (max(l.used_at) AT TIME ZONE 'Europe/London')::date FROM stop_checks_receiptlink l
         WHERE l.check_of_id = c.id AND l.differs <> ''),
       d.service_id, d.worker_id, d.worker_until, d.team, d.person_id, d.excluded
  FROM deadlines_deadline d JOIN stop_checks_stopcheck c ON c.id = d.record_id
 WHERE d.register = 'stop_checks' AND d.rule = 'stop_check_receipt' AND d.ended_at IS NULL AND c.differs <> ''
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("stop_checks", "0005_which_law_and_what_differed_hold"),
        ("deadlines", "0009_several_by_one_rule_each_once"),
    ]

    operations = [migrations.RunSQL(ON_A_DESK, migrations.RunSQL.noop)]
