"""Who had a hand in it and so never checks it; whom the checker vouched for; and what came instead stays open.

Constant defaults: only Stop and Checks themselves are written anew, which are few. The checks are proved in the next
migration, so that nobody waits for that here.
"""

import django.contrib.postgres.fields
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

# What has left, or goes no further, keeps the checker that it had: that cannot be undone, and the history says it.
HANDS = """
SELECT set_config('app.actor', '0', true);
UPDATE stop_checks_stopcheck c SET hands = theirs.hands
  FROM (SELECT s.id, array_agg(DISTINCT had.who ORDER BY had.who) AS hands
          FROM stop_checks_stopcheck s
          JOIN (SELECT id, sender_id AS who FROM stop_checks_stopcheck
                UNION SELECT id, creator_id FROM stop_checks_stopcheck
                UNION SELECT id, creator_id FROM stop_checks_historicalstopcheck
                UNION SELECT check_of_id, put_in_by_id FROM stop_checks_extract
                UNION SELECT k.id, e.actor_id FROM stop_checks_stopcheck k
                        JOIN ledger_event e ON e.register = 'stop_checks' AND e.reference = k.reference
                       WHERE e.verb IN ('draft', 'edit', 'change', 'replace_file', 'submit') AND e.actor_id > 0
               ) had ON had.id = s.id AND had.who IS NOT NULL
         WHERE s.state IN ('CHECKING', 'APPROVED') OR had.who IS DISTINCT FROM s.checker_id
         GROUP BY s.id) theirs
 WHERE theirs.id = c.id AND c.hands <> theirs.hands
"""
# What one of them checks, or approved and nobody sent: another looks anew. As `deadlines.dues` writes it.
ANEW = """
SELECT set_config('app.actor', '0', true);
WITH again AS (
    UPDATE stop_checks_stopcheck
       SET state = 'SUBMITTED', version = version + 1, checker_id = NULL, taken_at = NULL, fallback_because = '',
           approved_at = NULL, approved_by_id = NULL, approved_organisation_id = NULL, approved_route = '',
           approved_sha256 = '', approved_people = NULL
     WHERE state IN ('CHECKING', 'APPROVED') AND checker_id = ANY (hands)
 RETURNING id, reference, service_id, sender_id, hands, submitted_at
), ended AS (
    UPDATE deadlines_deadline d SET ended_at = now() FROM again
     WHERE d.register = 'stop_checks' AND d.record_id = again.id AND d.ended_at IS NULL
 RETURNING d.record_id, d.excluded
)
INSERT INTO deadlines_deadline (register, record_id, reference, rule, part, due_on, service_id, worker_id, team, excluded)
SELECT 'stop_checks', id, reference, 'stop_check_waits_check', 0,
       (coalesce(submitted_at, now()) AT TIME ZONE 'Europe/London')::date, service_id, NULL, '',
       hands || coalesce((SELECT e.excluded FROM ended e WHERE e.record_id = again.id LIMIT 1), '{}')
  FROM again
ON CONFLICT (register, record_id, rule, part) DO UPDATE
   SET due_on = excluded.due_on, worker_id = NULL, excluded = excluded.excluded, ended_at = NULL
"""
# A link that the sender sent after it had ended the warning for everybody.
STILL_OPEN = """
SELECT set_config('app.actor', '0', true);
WITH told AS (
    SELECT DISTINCT ON (check_of_id) id, check_of_id, differs, used_at FROM stop_checks_receiptlink
     WHERE differs <> '' ORDER BY check_of_id, id DESC
), opened AS (
    UPDATE stop_checks_stopcheck c SET differs = told.differs FROM told
     WHERE told.check_of_id = c.id AND c.state = 'SENT' AND c.differs = '' AND NOT c.with_closure
       AND EXISTS (SELECT FROM stop_checks_receiptlink l WHERE l.check_of_id = c.id AND l.id > told.id
                      AND l.used_at IS NULL AND l.revoked_at IS NULL)
       AND NOT EXISTS (SELECT FROM stop_checks_receiptlink l JOIN accounts_user u ON u.id = l.made_by_id
                        WHERE l.check_of_id = c.id AND l.id > told.id AND u.role IN ('data', 'ig')
                          AND u.id <> ALL (c.hands))
 RETURNING c.id, told.used_at
)
INSERT INTO deadlines_deadline (register, record_id, reference, rule, part, due_on, service_id, worker_id,
                                worker_until, team, person_id, excluded)
SELECT d.register, d.record_id, d.reference, 'stop_check_waits_asked_anew', 0,
       (opened.used_at AT TIME ZONE 'Europe/London')::date,
       d.service_id, d.worker_id, d.worker_until, d.team, d.person_id, d.excluded
  FROM deadlines_deadline d JOIN opened ON opened.id = d.record_id
 WHERE d.register = 'stop_checks' AND d.rule = 'stop_check_receipt' AND d.ended_at IS NULL
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("stop_checks", "0006_what_differs_is_on_a_desk"),
        ("accounts", "0002_fewer_indexes"),
        ("deadlines", "0009_several_by_one_rule_each_once"),
        ("ledger", "0002_events_by_batch"),
    ]

    operations = [
        *(
            migrations.AddField(model_name=model, name=name, field=field)
            for model in ("stopcheck", "historicalstopcheck")
            for name, field in (
                (
                    "hands",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        db_default=[],
                        default=list,
                        editable=False,
                        size=None,
                    ),
                ),
                ("vouched", models.PositiveIntegerField(null=True)),
                (
                    "vouched_because",
                    models.TextField(blank=True, db_default="", default="", max_length=4000),
                ),
            )
        ),
        migrations.RunSQL(HANDS, migrations.RunSQL.noop),
        migrations.RunSQL(ANEW, migrations.RunSQL.noop),
        migrations.RunSQL(STILL_OPEN, migrations.RunSQL.noop),
        AddConstraintNotValid(
            model_name="stopcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checker", None),
                    models.Q(("hands__contains", [models.F("checker")]), _negated=True),
                    _connector="OR",
                ),
                name="stop_check_no_hand_checks",
            ),
        ),
        AddConstraintNotValid(
            model_name="stopcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("vouched", None), ("vouched_because", "")),
                    models.Q(
                        ("checker__isnull", False),
                        ("vouched__isnull", False),
                        models.Q(("vouched_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="stop_check_vouched_by_the_checker",
            ),
        ),
    ]
