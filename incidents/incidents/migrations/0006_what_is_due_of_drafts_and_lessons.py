"""What is due of open incidents, as their rules say it now: the drafts have the 72 hours too, a lesson of somebody who
works elsewhere has its service, and nobody hears of one of a restricted incident on which they are not named.

It writes and locks these few open deadlines, and no others.
"""

from django.db import migrations

DRAFTS = """
INSERT INTO deadlines_deadline (register, record_id, reference, rule, part, due_on, due_at, service_id, worker_id,
                                team, person_id, excluded)
SELECT d.register, d.record_id, d.reference, replace(d.rule, 'suspicion', 'regulator'), d.part,
       ((d.due_at + interval '72 hours') AT TIME ZONE 'Europe/London')::date, d.due_at + interval '72 hours',
       d.service_id, d.worker_id, d.team, d.person_id, d.excluded
  FROM deadlines_deadline d JOIN incidents_incident i ON i.id = d.record_id AND i.state = 'DRAFT'
 WHERE d.ended_at IS NULL AND d.register = 'incidents'
   AND d.rule IN ('incident_suspicion', 'incident_suspicion_named')
ON CONFLICT (register, record_id, rule, part) DO NOTHING
"""
ELSEWHERE = """
UPDATE deadlines_deadline d SET service_id = i.service_id, elsewhere = true
  FROM incidents_incident i
 WHERE d.ended_at IS NULL AND d.register = 'incidents' AND d.rule = 'incident_lesson' AND d.service_id IS NULL
   AND d.record_id = i.id AND i.service_id IS NOT NULL
"""
NOT_NAMED = """
UPDATE deadlines_deadline d SET ended_at = now()
 WHERE d.ended_at IS NULL AND d.register = 'incidents' AND d.rule = 'incident_lesson_named'
   AND NOT EXISTS (SELECT FROM incidents_named n
                    WHERE n.incident_id = d.record_id AND n.user_id = d.worker_id AND n.ended_at IS NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0005_confirmed_by_someone"), ("deadlines", "0011_elsewhere")]

    operations = [migrations.RunSQL(each, migrations.RunSQL.noop) for each in (DRAFTS, ELSEWHERE, NOT_NAMED)]
