from celery import shared_task
from django.db import transaction
from django.utils import timezone

from governance.records.actor import SHAREWELL, acting_as
from governance.rights import gathering
from governance.rights.models import Gathering

AT_ONCE = 5


@shared_task
def relay() -> int:
    """Claim gatherings that wait and hand each to `gather`; returns how many."""
    with acting_as(SHAREWELL), transaction.atomic():
        claimed = Gathering.claim(at=timezone.now(), most=AT_ONCE)
    for each in claimed:
        gather.delay(each.pk)
    return len(claimed)


@shared_task
def gather(pk: int) -> bool:
    """Put together what we hold; a failure leaves its row waiting for the next relay."""
    with acting_as(SHAREWELL):
        return gathering.gather(pk, clock=timezone.now)
