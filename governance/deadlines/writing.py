"""Bring a record's deadlines up to what it says now, in the transaction that changed it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

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
    person_id: int | None = None
    excluded: tuple[int, ...] = ()


def refresh(
    register: str, record_id: int, reference: str, dues: Iterable[Due], desk: Desk, *, at: datetime
) -> None:
    """Make the record's open deadlines exactly `dues`; what it no longer has is ended at `at`."""
    dues = list(dues)
    ours = Deadline.objects.filter(register=register, record_id=record_id)
    ours.filter(ended_at=None).exclude(rule__in=[due.rule for due in dues]).update(ended_at=at)
    Deadline.objects.bulk_create(
        [
            Deadline(
                register=register,
                record_id=record_id,
                reference=reference,
                rule=due.rule,
                due_on=due.on,
                until_on=due.until,
                service_id=desk.service_id,
                worker_id=None if desk.worker_id in desk.excluded else desk.worker_id,
                person_id=desk.person_id,
                excluded=list(desk.excluded),
                ended_at=None,
            )
            for due in dues
        ],
        update_conflicts=True,
        unique_fields=["register", "record_id", "rule"],
        update_fields=["due_on", "until_on", "service", "worker", "person_id", "excluded", "ended_at"],
    )


def keep_from(person_id: int, excluded: Iterable[int]) -> None:
    """Take a person's deadlines off the desks of those in `excluded`; they pass to the service's manager."""
    excluded = list(excluded)
    deadlines = Deadline.objects.filter(Q(person_id=person_id), ended_at=None)
    deadlines.filter(worker_id__in=excluded).update(worker_id=None)
    deadlines.update(excluded=excluded)
