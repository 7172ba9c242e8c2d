from celery import shared_task
from django.db import transaction
from django.utils import timezone

from governance.evidence_packs import actions
from governance.evidence_packs.models import Pack
from governance.records.actor import SHAREWELL, acting_as

AT_ONCE = 1


@shared_task
def relay() -> int:
    """Claim a pack that waits and hand it to `make`; returns how many."""
    with acting_as(SHAREWELL), transaction.atomic():
        claimed = Pack.claim(at=timezone.now(), most=AT_ONCE)
    for pack in claimed:
        make.delay(pack.pk)
    return len(claimed)


@shared_task
def make(pk: int) -> bool:
    """Write one pack; a failure leaves its row waiting for the next relay."""
    with acting_as(SHAREWELL):
        return actions.make(pk, clock=timezone.now)


@shared_task
def forget() -> int:
    """Destroy the packs that were kept long enough; returns how many."""
    with acting_as(SHAREWELL):
        return actions.forget(timezone.now())
