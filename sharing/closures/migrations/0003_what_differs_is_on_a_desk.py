"""Where a provider has said already that something else came, it stands on a desk too. Few rows."""

from django.db import migrations

# As `deadlines.dues` writes it; whose desk it is as its receipt says already.
ON_A_DESK = """
INSERT INTO deadlines_deadline (register, record_id, reference, rule, part, due_on, service_id, worker_id,
                                worker_until, team, person_id, excluded)
SELECT d.register, d.record_id, d.reference, 'closure_waits_differs', 0,
       (SELECT (max(l.used_at) AT TIME ZONE 'Europe/London')::date FROM closures_takenoverlink l
         WHERE l.closure_id = c.id AND l.differs <> ''),
       d.service_id, d.worker_id, d.worker_until, d.team, d.person_id, d.excluded
  FROM deadlines_deadline d JOIN closures_closure c ON c.id = d.record_id
 WHERE d.register = 'closures' AND d.rule = 'stop_check_receipt' AND d.ended_at IS NULL AND c.differs <> ''
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("closures", "0002_asked_anew"),
        ("deadlines", "0009_several_by_one_rule_each_once"),
    ]

    operations = [migrations.RunSQL(ON_A_DESK, migrations.RunSQL.noop)]
