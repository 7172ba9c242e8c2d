"""One pass over the deadlines: set-based, behind a unique key, so that its cost follows what is due.

A missed run catches up by telling the latest lead only; two at once say nothing twice; one that is
killed leaves nothing behind, because flags and messages are one transaction.
"""

from datetime import datetime

from django.db import connection, transaction

from governance.accounts.roles import Role
from governance.calendar import local_day
from governance.deadlines.rules import RULES
from governance.defaults import OVERDUE_TELLING_DAYS

SWEEP = """
WITH lead (rule, days, can_be_overdue) AS (
    SELECT * FROM unnest(%(rules)s::text[], %(leads)s::int[], %(can_be_overdue)s::bool[])
), audience (rule, who, when_overdue) AS (
    SELECT * FROM unnest(%(told_rules)s::text[], %(told)s::text[], %(told_overdue)s::bool[])
), due AS (
    SELECT d.*, d.due_on - %(today)s AS days_left, min(lead.days) AS lead_days
      FROM deadlines_deadline d JOIN lead ON lead.rule = d.rule
     WHERE d.ended_at IS NULL
       AND d.due_on BETWEEN %(today)s - %(telling_days)s AND %(today)s + %(longest_lead)s
       AND (d.until_on IS NULL OR d.until_on >= %(today)s)
       AND (CASE WHEN d.due_on < %(today)s THEN lead.can_be_overdue ELSE lead.days >= d.due_on - %(today)s END)
     GROUP BY d.id
), flagged AS (
    INSERT INTO deadlines_flag (deadline_id, due_on, occasion, flagged_at)
    SELECT id, due_on, CASE WHEN days_left < 0 THEN 'overdue:' || %(today)s ELSE 'lead:' || lead_days END, %(at)s
      FROM due
    ON CONFLICT DO NOTHING
    RETURNING id, deadline_id, occasion
), told AS (
    INSERT INTO notifications_notification (effect_key, next_try_at, attempts, recipient_id, kind, register,
                                            reference, person_id, facts, created_at)
    SELECT DISTINCT 'flag:' || flagged.id || ':' || u.id, %(at)s::timestamptz, 0, u.id, due.rule, due.register,
           due.reference, due.person_id, jsonb_build_object('days_left', due.days_left), %(at)s::timestamptz
      FROM flagged JOIN due ON due.id = flagged.deadline_id
      JOIN audience a ON a.rule = due.rule AND (due.days_left < 0 OR NOT a.when_overdue)
      LEFT JOIN accounts_service s ON s.id = due.service_id
      LEFT JOIN accounts_user w ON w.id = due.worker_id
      JOIN accounts_user u ON u.is_active AND NOT u.id = ANY (due.excluded) AND CASE a.who
           WHEN 'worker' THEN u.id = CASE WHEN w.is_active THEN w.id ELSE s.manager_id END
           WHEN 'owner' THEN CASE WHEN w.is_active THEN u.id = w.id ELSE u.role = %(ig)s END
           WHEN 'manager' THEN u.id = s.manager_id
           WHEN 'ig' THEN u.role = %(ig)s
           WHEN 'dpo' THEN u.is_dpo
           WHEN 'siro' THEN u.is_siro END
    ON CONFLICT DO NOTHING
    RETURNING id
)
SELECT (SELECT count(*) FROM flagged), (SELECT count(*) FROM told)
"""


def sweep(*, at: datetime) -> tuple[int, int]:
    """Notice everything that is due at `at` and tell whom the rules name.

    Returns how many deadlines were flagged and how many messages were written (handbook section 13).
    """
    leads = [(rule.key, days, rule.can_be_overdue) for rule in RULES.values() for days in rule.leads]
    told = [
        (rule.key, who.value, overdue)
        for rule in RULES.values()
        for audience, overdue in ((rule.told, False), (rule.overdue_adds, True))
        for who in audience
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            SWEEP,
            {
                "rules": [row[0] for row in leads],
                "leads": [row[1] for row in leads],
                "can_be_overdue": [row[2] for row in leads],
                "told_rules": [row[0] for row in told],
                "told": [row[1] for row in told],
                "told_overdue": [row[2] for row in told],
                "today": local_day(at),
                "at": at,
                "telling_days": OVERDUE_TELLING_DAYS.value,
                "longest_lead": max((row[1] for row in leads), default=0),
                "ig": Role.IG.value,
            },
        )
        flags, messages = cursor.fetchone()
    return flags, messages
