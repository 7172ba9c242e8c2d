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
WITH rule (key, longest, can_be_overdue, leads, hours) AS (
    -- Lists of leads are of different lengths, which PostgreSQL takes as words only.
    SELECT key, longest, can_be_overdue, leads::int[], hours::int[]
      FROM unnest(%(rules)s::text[], %(longest)s::int[], %(can_be_overdue)s::bool[], %(leads)s::text[],
                  %(hours)s::text[]) AS given (key, longest, can_be_overdue, leads, hours)
), audience (rule, who, when_overdue) AS (
    SELECT * FROM unnest(%(told_rules)s::text[], %(told)s::text[], %(told_overdue)s::bool[])
), near AS MATERIALIZED (
    -- Worked out once for each: it is asked for three times below.
    SELECT d.*, d.due_on - %(today)s AS days_left,
           -- What is left of an hour clock, in whole hours, the begun one counted; below nought it is over.
           ceil(extract(epoch FROM d.due_at - %(at)s::timestamptz) / 3600)::int AS hours_left,
           coalesce(d.due_at < %(at)s::timestamptz, d.due_on < %(today)s) AS late,
           CASE WHEN coalesce(d.due_at < %(at)s::timestamptz, d.due_on < %(today)s) THEN 'overdue:' || %(today)s
                WHEN d.due_at IS NOT NULL
                THEN 'hours:' || (SELECT min(lead) FROM unnest(rule.hours) AS lead
                                   WHERE d.due_at - lead * interval '1 hour' <= %(at)s::timestamptz)
                ELSE 'lead:' || (SELECT min(lead) FROM unnest(rule.leads) AS lead
                                  WHERE lead >= d.due_on - %(today)s) END AS occasion
      FROM rule JOIN deadlines_deadline d ON d.rule = rule.key
           AND d.due_on >= CASE WHEN can_be_overdue THEN %(today)s - %(telling_days)s ELSE %(today)s END
           AND d.due_on <= %(today)s + rule.longest
     WHERE d.ended_at IS NULL
       -- Said of all rules together too, so that PostgreSQL knows beforehand how few there are.
       AND d.due_on BETWEEN %(today)s::date - %(telling_days)s AND %(today)s::date + %(furthest)s
       AND (d.until_on IS NULL OR d.until_on >= %(today)s)
), due AS (
    -- The day of an hour clock may have come, and its first lead not yet.
    SELECT * FROM near WHERE occasion IS NOT NULL AND NOT EXISTS (
        SELECT FROM deadlines_flag f
         WHERE f.deadline_id = near.id AND f.due_on = near.due_on AND f.occasion = near.occasion)
), flagged AS (
    INSERT INTO deadlines_flag (deadline_id, due_on, occasion, flagged_at)
    SELECT id, due_on, occasion, %(at)s FROM due
    -- Another sweep may be noticing it at this very moment.
    ON CONFLICT DO NOTHING
    RETURNING id, deadline_id
), hat (name, user_id) AS (
    SELECT 'ig', id FROM accounts_user WHERE is_active AND role = %(ig)s
    UNION ALL SELECT 'comms', id FROM accounts_user WHERE is_active AND role = %(comms)s
    UNION ALL SELECT 'dpo', id FROM accounts_user WHERE is_active AND is_dpo
    UNION ALL SELECT 'siro', id FROM accounts_user WHERE is_active AND is_siro
    UNION ALL SELECT 'guardian', id FROM accounts_user WHERE is_active AND is_caldicott
    UNION ALL SELECT 'data', id FROM accounts_user WHERE is_active AND role = %(data)s
), cover (user_id, cover_id, service_id) AS MATERIALIZED (
    -- Who stands in today for whom, in which services: only where they work too, and may do as much.
    SELECT DISTINCT away.id, c.id, theirs.service_id
      FROM accounts_absence a JOIN accounts_user away ON away.id = a.user_id
      JOIN accounts_user c ON c.id = a.cover_id AND c.is_active AND c.role IN (away.role, %(manager)s)
      JOIN accounts_membership theirs ON theirs.user_id = away.id
      JOIN accounts_membership ours ON ours.user_id = c.id AND ours.service_id = theirs.service_id
           AND (ours.team_id IS NULL OR ours.team_id = theirs.team_id)
     WHERE %(today)s BETWEEN a.starts_on AND a.ends_on
), meant AS (
    SELECT due.*, flagged.id AS flag_id,
           CASE WHEN due.team <> '' THEN NULL
                WHEN a.who IN ('worker', 'owner') THEN coalesce(w.id, m.id) WHEN a.who = 'manager' THEN m.id END
               AS user_id,
           -- IG stands in where a service has nobody else or there is none, and answers for what a team does.
           CASE WHEN due.team <> '' AND a.who IN ('worker', 'owner') THEN due.team
                WHEN due.team <> '' AND a.who = 'manager' THEN 'ig'
                WHEN a.who IN ('owner', 'manager') OR a.who = 'worker' AND s.id IS NOT NULL THEN 'ig' ELSE a.who END
               AS or_else
      FROM flagged JOIN due ON due.id = flagged.deadline_id
      JOIN audience a ON a.rule = due.rule AND (due.late OR NOT a.when_overdue)
      LEFT JOIN accounts_service s ON s.id = due.service_id
      -- Whoever has left, must not know or may not open it any more is passed over.
      LEFT JOIN accounts_user w ON w.id = due.worker_id AND w.is_active AND NOT w.id = ANY (due.excluded)
           AND (due.worker_until IS NULL OR due.worker_until >= %(today)s)
           AND (s.id IS NULL OR due.elsewhere OR EXISTS (
               SELECT FROM accounts_membership here WHERE here.user_id = w.id AND here.service_id = s.id))
      LEFT JOIN accounts_user m ON m.id = s.manager_id AND m.is_active AND NOT m.id = ANY (due.excluded)
           AND m.role = %(manager)s AND EXISTS (
               SELECT FROM accounts_membership here WHERE here.user_id = m.id AND here.service_id = s.id)
), told AS (
    INSERT INTO notifications_notification (effect_key, next_try_at, attempts, recipient_id, kind, register,
                                            reference, person_id, facts, created_at)
    SELECT DISTINCT 'flag:' || flag_id || ':' || u.id, least(%(at)s::timestamptz, now()), 0, u.id, rule, register,
           reference, person_id, CASE WHEN due_at IS NULL THEN jsonb_build_object('days_left', days_left)
                ELSE jsonb_build_object('hours_left', hours_left) END, %(at)s::timestamptz
      FROM meant CROSS JOIN LATERAL (
           SELECT meant.user_id WHERE meant.user_id IS NOT NULL
           UNION ALL
           SELECT cover.cover_id FROM cover WHERE cover.user_id = meant.user_id
              AND cover.service_id = meant.service_id AND NOT cover.cover_id = ANY (meant.excluded)
           UNION ALL
           SELECT hat.user_id FROM hat WHERE meant.user_id IS NULL AND hat.name = meant.or_else
              AND NOT hat.user_id = ANY (meant.excluded)) AS u (id)
    ON CONFLICT DO NOTHING
    RETURNING kind
)
SELECT (SELECT count(*) FROM flagged JOIN due ON due.id = deadline_id WHERE rule <> ALL (%(secret)s::text[])),
       (SELECT count(*) FROM told WHERE kind <> ALL (%(secret)s::text[]))
"""

# A record that ended by itself leaves its deadlines open. Ended, they burden no list and no sweep. Long after, so
# that a clock that was wrong for a day ends nothing that it should not; and few at a time, since the next sweep is
# a quarter of an hour away.
LAPSE = """
UPDATE deadlines_deadline SET ended_at = %(at)s WHERE id = ANY (ARRAY(
    SELECT id FROM deadlines_deadline WHERE ended_at IS NULL AND until_on < %(today)s::date - %(telling_days)s
     ORDER BY until_on LIMIT %(most)s FOR UPDATE SKIP LOCKED))
"""
LAPSED_AT_ONCE = 10_000


def sweep(*, at: datetime) -> tuple[int, int]:
    """Notice everything that is due at `at` and tell whom the rules name; end what has lapsed.

    Returns how many deadlines were flagged and how many messages were written (handbook section 13), without those
    of which those who read these numbers may not know.
    """
    told_of = [rule for rule in RULES.values() if not rule.waits]
    told = [
        (rule.key, who.value, overdue)
        for rule in told_of
        for audience, overdue in ((rule.told, False), (rule.overdue_adds, True))
        for who in audience
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            SWEEP,
            {
                "rules": [rule.key for rule in told_of],
                "furthest": max(rule.furthest for rule in told_of),
                "longest": [rule.furthest for rule in told_of],
                "can_be_overdue": [rule.can_be_overdue for rule in told_of],
                "leads": [_array(rule.leads) for rule in told_of],
                "hours": [_array(rule.hour_leads) for rule in told_of],
                "told_rules": [row[0] for row in told],
                "told": [row[1] for row in told],
                "told_overdue": [row[2] for row in told],
                "secret": [rule.key for rule in told_of if rule.secret],
                "today": local_day(at),
                "at": at,
                "telling_days": OVERDUE_TELLING_DAYS.value,
                "ig": Role.IG.value,
                "data": Role.DATA.value,
                "comms": Role.COMMS.value,
                "manager": Role.MANAGER.value,
            },
        )
        flags, messages = cursor.fetchone()
        cursor.execute(
            LAPSE,
            {
                "today": local_day(at),
                "at": at,
                "telling_days": OVERDUE_TELLING_DAYS.value,
                "most": LAPSED_AT_ONCE,
            },
        )
    return flags, messages


def _array(numbers: tuple[int, ...]) -> str:
    return f"{{{','.join(map(str, numbers))}}}"
