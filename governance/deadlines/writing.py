"""Bring a record's deadlines up to what it says now, in the transaction that changed it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from governance.deadlines.models import Deadline


@dataclass(frozen=True)
class Due:
    """One thing that falls due on a record, by the key of its rule."""

    rule: str
    on: date
    until: date | None = None


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
WITH due (rule, due_on, until_on) AS (
    SELECT * FROM unnest(%(rules)s::text[], %(due_on)s::date[], %(until_on)s::date[])
), ended AS (
    UPDATE deadlines_deadline SET ended_at = %(at)s
     WHERE register = %(register)s AND record_id = %(record_id)s AND ended_at IS NULL
       AND rule <> ALL (%(rules)s::text[])
)
INSERT INTO deadlines_deadline (register, record_id, reference, rule, due_on, until_on, service_id, worker_id,
                                worker_until, team, person_id, excluded)
SELECT %(register)s, %(record_id)s, %(reference)s, rule, due_on, until_on, %(service_id)s, %(worker_id)s,
       %(worker_until)s, %(team)s, %(person_id)s, %(excluded)s::bigint[]
  FROM due
ON CONFLICT (register, record_id, rule) DO UPDATE
   SET due_on = excluded.due_on, until_on = excluded.until_on, service_id = excluded.service_id,
       worker_id = excluded.worker_id, worker_until = excluded.worker_until, team = excluded.team,
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
                "due_on": [due.on for due in dues],
                "until_on": [due.until for due in dues],
                "service_id": desk.service_id,
                "worker_id": None if desk.team or desk.worker_id in desk.excluded else desk.worker_id,
                "worker_until": desk.worker_until,
                "team": desk.team,
                "person_id": desk.person_id,
                "excluded": list(desk.excluded),
                "at": at,
            },
        )


def keep_from(person_id: int, excluded: Iterable[int]) -> None:
    """Take a person's deadlines off the desks of those in `excluded`; they pass to the service's manager."""
    excluded = list(excluded)
    deadlines = Deadline.objects.filter(Q(person_id=person_id), ended_at=None)
    deadlines.filter(worker_id__in=excluded).update(worker_id=None)
    deadlines.update(excluded=excluded)
