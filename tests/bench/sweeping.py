"""The sweep: what is due is flagged, and whoever is to know is told.

Each round is rolled back, so that the next finds everything due again.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.calendar import local_day
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from tests.bench.figures import Figure, compare

# What is to be done in two working days after a withdrawal: told the day before, and of what is late IG hears too.
TWO_DAYS = ["tell_recipients", "recipients_acknowledge"]
# What somebody would write who knows that these are the only rules with anything due, whom they tell, and
# that nobody left or must not know: it writes the same rows, into the same indexes.
RAW = """
WITH due AS (
    SELECT *, CASE WHEN due_on < %(today)s THEN 'overdue:' || %(today)s
                   WHEN due_on = %(today)s THEN 'lead:0' WHEN rule = ANY (%(two_days)s) THEN 'lead:1'
                   WHEN due_on <= %(today)s + 7 THEN 'lead:7'
                   WHEN due_on <= %(today)s + 14 THEN 'lead:14' ELSE 'lead:28' END AS occasion
      FROM deadlines_deadline
     WHERE ended_at IS NULL
       AND due_on BETWEEN %(today)s::date - 28 AND %(today)s::date + 28
       AND (rule IN ('consent_review', 'consent_expiry')
            OR rule = 'ask_about_sharing' AND due_on <= %(today)s
            OR rule = ANY (%(two_days)s) AND due_on <= %(today)s + 1)
), flagged AS (
    INSERT INTO deadlines_flag (deadline_id, due_on, occasion, flagged_at)
    SELECT id, due_on, occasion, %(at)s FROM due ON CONFLICT DO NOTHING RETURNING id, deadline_id
)
INSERT INTO notifications_notification (effect_key, next_try_at, attempts, recipient_id, kind, register, reference,
                                        person_id, facts, created_at)
SELECT 'flag:' || flagged.id || ':' || told, %(at)s, 0, told, rule, register, reference, person_id,
       jsonb_build_object('days_left', due_on - %(today)s), %(at)s
  FROM flagged JOIN due ON due.id = deadline_id JOIN accounts_service s ON s.id = due.service_id,
       unnest(CASE WHEN due_on >= %(today)s THEN ARRAY[due.worker_id]
                   WHEN rule = ANY (%(two_days)s) THEN ARRAY[due.worker_id, s.manager_id] || %(ig)s::bigint[]
                   ELSE ARRAY[due.worker_id, s.manager_id] END) AS told
ON CONFLICT DO NOTHING
"""


def figures(*, judged: bool) -> Iterator[Figure]:
    at = timezone.now()
    flags, messages, again = _counts(at)
    ig = list(User.objects.filter(is_active=True, role=Role.IG).values_list("pk", flat=True))
    share = flags / Deadline.objects.filter(ended_at=None).count()
    yield Figure("open deadlines that are due", "", "about 5 %", f"{share:.1%}, {flags:,}", None)
    yield compare(
        "sweep",
        lambda: _undone(lambda: sweep(at=at)),
        "one raw INSERT … SELECT … ON CONFLICT DO NOTHING",
        lambda: _undone(lambda: _raw(at, messages, ig)),
        at_most=2,
        judged=judged,
        rounds=5,
    )
    yield Figure("rows that a second sweep writes", "", "0", str(again), again == 0)


def _counts(at: datetime) -> tuple[int, int, int]:
    """What a first sweep writes, flags and messages, and how many rows a second one."""
    with transaction.atomic():
        flags, messages = sweep(at=at)
        again = sum(sweep(at=at))
        transaction.set_rollback(True)
    return flags, messages, again


def _raw(at: datetime, messages: int, ig: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(RAW, {"at": at, "today": local_day(at), "ig": ig, "two_days": TWO_DAYS})
        if cursor.rowcount != messages:
            raise RuntimeError(f"The yardstick tells {cursor.rowcount}, the sweep {messages}.")


def _undone(work: Any) -> None:
    with transaction.atomic():
        work()
        transaction.set_rollback(True)
