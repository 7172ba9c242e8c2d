from celery import shared_task
from django.db import transaction
from django.utils import timezone

from governance.records.actor import SHAREWELL, acting_as
from sharing.agreements.bringing_in import actions
from sharing.agreements.bringing_in.models import Work

AT_ONCE = 3


@shared_task
def relay() -> int:
    """Claim older logs that wait to be read or brought in, and hand each to `settle`; returns how many."""
    with acting_as(SHAREWELL), transaction.atomic():
        claimed = Work.claim(at=timezone.now(), most=AT_ONCE)
    for work in claimed:
        settle.delay(work.pk)
    return len(claimed)


@shared_task
def settle(pk: int) -> bool:
    """Read one file, or bring in its rows; a failure leaves it waiting for the next relay."""
    with acting_as(SHAREWELL):
        return actions.settle(pk, clock=timezone.now)


@shared_task
def clear_up() -> int:
    """Delete files that no row names; returns how many."""
    with acting_as(SHAREWELL):
        return actions.clear_up(timezone.now())
