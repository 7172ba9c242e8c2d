from celery import shared_task
from django.db import transaction
from django.utils import timezone

from governance.exports import actions
from governance.exports.models import Export
from governance.records.actor import SHAREWELL, acting_as

AT_ONCE = 5


@shared_task
def relay() -> int:
    """Claim files that wait and hand each to `make`; returns how many."""
    with acting_as(SHAREWELL), transaction.atomic():
        claimed = Export.claim(at=timezone.now(), most=AT_ONCE)
    for export in claimed:
        make.delay(export.pk)
    return len(claimed)


@shared_task
def make(pk: int) -> bool:
    """Write one file; a failure leaves its row waiting for the next relay."""
    with acting_as(SHAREWELL):
        return actions.make(pk, clock=timezone.now)


@shared_task
def forget() -> int:
    """Delete the files of yesterday; returns how many."""
    with acting_as(SHAREWELL):
        return actions.forget(timezone.now())
