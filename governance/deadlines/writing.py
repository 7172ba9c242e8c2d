"""Bring a record's deadlines up to what it says now, in the transaction that changed it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from governance.calendar import local_day
from governance.deadlines.models import Deadline


@dataclass(frozen=True)
class Due:
    """One thing that falls due on a record, by the key of its rule.

    at: the moment, of a clock that counts hours; `on` is its day. worker_id: whose it is, where that is not the
    worker of the record's desk. everywhere: their role reaches every service, so they need not work in the record's,
    and its manager has no part in it. elsewhere: they do not work there either, and its manager has.
    part: which one, where a record has several by one rule, each to be told of by itself.
    """

    rule: str
    on: date
    until: date | None = None
    at: datetime | None = None
    worker_id: int | None = None
    everywhere: bool = False
    elsewhere: bool = False
    part: int = 0

    @classmethod
    def by(cls, rule: str, at: datetime) -> "Due":
        """One that is due at a moment (handbook T4)."""
        return cls(rule, local_day(at), at=at)


@dataclass(frozen=True)
class Desk:
    """Where a record's deadlines land: whose desk, which service, about whom, and who must not know."""

    service_id: int | None = None
    worker_id: int | None = None
    # The last day on which the worker may open the record, where a closed case sets one.
    worker_until: date | None = None
    # An audience that does it in the place of a worker, whoever the key worker is.
    team: str = ""
    person_id: int | None = None
    excluded: tuple[int, ...] = ()


# One round trip in every transition. What the record no longer has is ended, what it has is as it says now.
REFRESH = """
WITH due (rule, part, due_on, due_at, until_on, service_id, worker_id, elsewhere, worker_until) AS (
    SELECT * FROM unnest(%(rules)s::text[], %(parts)s::int[], %(due_on)s::date[], %(due_at)s::timestamptz[],
                         %(until_on)s::date[], %(service_id)s::bigint[], %(worker_id)s::bigint[],
                         %(elsewhere)s::bool[], %(worker_until)s::date[])
), ended AS (
    UPDATE deadlines_deadline d SET ended_at = %(at)s
     WHERE register = %(register)s AND record_id = %(record_id)s AND ended_at IS NULL
       AND NOT EXISTS (SELECT FROM due WHERE due.rule = d.rule AND due.part = d.part)
)
INSERT INTO deadlines_deadline (register, record_id, reference, rule, part, due_on, due_at, until_on, service_id,
                                worker_id, elsewhere, worker_until, team, person_id, excluded)
SELECT %(register)s, %(record_id)s, %(reference)s, rule, part, due_on, due_at, until_on, service_id, worker_id,
       elsewhere, worker_until, %(team)s, %(person_id)s, %(excluded)s::bigint[]
  FROM due
ON CONFLICT (register, record_id, rule, part) DO UPDATE
   SET due_on = excluded.due_on, due_at = excluded.due_at, until_on = excluded.until_on,
       service_id = excluded.service_id, worker_id = excluded.worker_id, elsewhere = excluded.elsewhere,
       worker_until = excluded.worker_until, team = excluded.team,
       person_id = excluded.person_id, excluded = excluded.excluded, ended_at = NULL
"""


def refresh(
    register: str, record_id: int, reference: str, dues: Iterable[Due], desk: Desk, *, at: datetime
) -> None:
    """Make the record's open deadlines exactly `dues`; what it no longer has is ended at `at`."""
    dues = list(dues)
    with connection.cursor() as cursor:
        cursor.execute(
            REFRESH,
            {
                "register": register,
                "record_id": record_id,
                "reference": reference,
                "rules": [due.rule for due in dues],
                "parts": [due.part for due in dues],
                "due_on": [due.on for due in dues],
                "due_at": [due.at for due in dues],
                "until_on": [due.until for due in dues],
                "service_id": [None if due.everywhere else desk.service_id for due in dues],
                "worker_id": [_worker(due, desk) for due in dues],
                "elsewhere": [due.elsewhere for due in dues],
                # Somebody else's is theirs however long the desk's worker may open the record.
                "worker_until": [None if due.worker_id else desk.worker_until for due in dues],
                "team": desk.team,
                "person_id": desk.person_id,
                "excluded": list(desk.excluded),
                "at": at,
            },
        )


def _worker(due: Due, desk: Desk) -> int | None:
    worker_id = due.worker_id or desk.worker_id
    return None if desk.team or worker_id in desk.excluded else worker_id


def keep_from(person_id: int, excluded: Iterable[int]) -> None:
    """Take a person's deadlines off the desks of those in `excluded`; they pass to the service's manager."""
    excluded = list(excluded)
    deadlines = Deadline.objects.filter(Q(person_id=person_id), ended_at=None)
    deadlines.filter(worker_id__in=excluded).update(worker_id=None)
    deadlines.update(excluded=excluded)
