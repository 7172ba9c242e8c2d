from celery import shared_task
from django.db import transaction
from django.utils import timezone

from consent.evidence import actions
from consent.evidence.models import Cleaning
from governance.records.actor import SHAREWELL, acting_as

AT_ONCE = 10


@shared_task
def relay() -> int:
    """Claim files that wait to be checked and hand each to `clean`; returns how many."""
    with acting_as(SHAREWELL), transaction.atomic():
        claimed = Cleaning.claim(at=timezone.now(), most=AT_ONCE)
    for order in claimed:
        clean.delay(order.pk)
    return len(claimed)


@shared_task
def clean(pk: int) -> bool:
    """Check one file and write it anew; a failure leaves its row waiting for the next relay."""
    with acting_as(SHAREWELL):
        return actions.settle(pk, clock=timezone.now)


@shared_task
def clear_up() -> int:
    """Delete files that no row names; returns how many."""
    with acting_as(SHAREWELL):
        return actions.clear_up(timezone.now())
