"""What waited on a desk where nobody could decide it stands with those who stand in; what was sent back, with its
writer. Few rows.
"""

from django.db import migrations

# As `deadlines.dues` writes it, where no manager is left who has no part in it.
STAND_IN = """
UPDATE deadlines_deadline d
   SET rule = CASE d.rule WHEN 'emergency_review' THEN 'emergency_review_stand_in'
                          ELSE 'disclosure_waits_stand_in' END,
       excluded = CASE d.rule WHEN 'emergency_review' THEN d.excluded
                              ELSE array_append(d.excluded, w.created_by_id) END,
       worker_id = CASE d.rule WHEN 'emergency_review' THEN d.worker_id END
  FROM disclosures_disclosure w
 WHERE d.register = 'disclosures' AND d.record_id = w.id AND d.ended_at IS NULL
   AND d.rule IN ('emergency_review', 'disclosure_waits_manager')
   AND NOT EXISTS (
     SELECT FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
       JOIN accounts_service s ON s.id = m.service_id
      WHERE m.service_id = w.service_id AND u.role = 'manager' AND u.is_active
        AND (s.manager_id = u.id OR m.team_id IS NULL)
        AND u.id IS DISTINCT FROM w.created_by_id AND u.id IS DISTINCT FROM w.sent_by_id
        AND u.id <> ALL (d.excluded))
"""
SENT_BACK = """
INSERT INTO deadlines_deadline (register, record_id, reference, rule, part, due_on, service_id, worker_id, team,
                                person_id, excluded)
SELECT 'disclosures', w.id, w.reference, 'disclosure_waits_writer', 0,
       (coalesce(w.asked_at, w.created_at) AT TIME ZONE 'Europe/London')::date, w.service_id,
       CASE WHEN w.created_by_id = ANY (k.kept_out) THEN NULL ELSE w.created_by_id END, '', w.person_id, k.kept_out
  FROM disclosures_disclosure w,
       LATERAL (SELECT ARRAY(SELECT x.worker_id FROM people_accessexclusion x
                              WHERE x.person_id = w.person_id AND x.ended_at IS NULL
                              ORDER BY x.worker_id) AS kept_out) k
 WHERE w.state = 'DRAFT' AND w.sent_back_because <> ''
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_fewer_indexes"),
        ("deadlines", "0009_several_by_one_rule_each_once"),
        ("disclosures", "0004_sent_to_a_name"),
        ("people", "0003_keep_from_parents"),
    ]

    operations = [
        migrations.RunSQL(STAND_IN, migrations.RunSQL.noop),
        migrations.RunSQL(SENT_BACK, migrations.RunSQL.noop),
    ]
