"""What a provider said came instead stays open for the IG team, though the lead has sent a new link. Few rows."""

from django.db import migrations

# A link of the lead or the manager had ended the warning for everybody. As `deadlines.dues` writes it.
STILL_OPEN = """
SELECT set_config('app.actor', '0', true);
WITH told AS (
    SELECT DISTINCT ON (closure_id) id, closure_id, differs, used_at FROM closures_takenoverlink
     WHERE differs <> '' ORDER BY closure_id, id DESC
), opened AS (
    UPDATE closures_closure c SET differs = told.differs FROM told
     WHERE told.closure_id = c.id AND c.state = 'SENT' AND c.differs = ''
       AND EXISTS (SELECT FROM closures_takenoverlink l WHERE l.closure_id = c.id AND l.id > told.id
                      AND NOT l.for_copy AND l.used_at IS NULL AND l.revoked_at IS NULL)
       AND NOT EXISTS (SELECT FROM closures_takenoverlink l JOIN accounts_user u ON u.id = l.made_by_id
                        WHERE l.closure_id = c.id AND l.id > told.id AND u.role IN ('data', 'ig')
                          AND u.id <> c.lead_id)
 RETURNING c.id, told.used_at
)
INSERT INTO deadlines_deadline (register, record_id, reference, rule, part, due_on, service_id, worker_id,
                                worker_until, team, person_id, excluded)
SELECT d.register, d.record_id, d.reference, 'closure_waits_asked_anew', 0,
       (opened.used_at AT TIME ZONE 'Europe/London')::date,
       d.service_id, d.worker_id, d.worker_until, d.team, d.person_id, d.excluded
  FROM deadlines_deadline d JOIN opened ON opened.id = d.record_id
 WHERE d.register = 'closures' AND d.rule = 'stop_check_receipt' AND d.ended_at IS NULL
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("closures", "0003_what_differs_is_on_a_desk"),
        ("accounts", "0002_fewer_indexes"),
        ("deadlines", "0009_several_by_one_rule_each_once"),
    ]

    operations = [migrations.RunSQL(STILL_OPEN, migrations.RunSQL.noop)]
