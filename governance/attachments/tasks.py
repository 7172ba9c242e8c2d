from celery import shared_task
from django.db import transaction
from django.utils import timezone

from governance.attachments import sealed
from governance.attachments.store import STORES
from governance.records.actor import SHAREWELL, acting_as

# Of each store.
AT_ONCE = 10


@shared_task
def relay() -> int:
    """Claim files that wait to be checked, of every store, and hand each to `clean`; returns how many."""
    with acting_as(SHAREWELL), transaction.atomic():
        claimed = [
            (name, order.pk)
            for name, store in STORES.items()
            for order in store.orders.claim(at=timezone.now(), most=AT_ONCE)
        ]
    for name, pk in claimed:
        clean.delay(name, pk)
    return len(claimed)


@shared_task
def clean(store: str, pk: int) -> bool:
    """Check one file and write it anew; a failure leaves its row waiting for the next relay."""
    with acting_as(SHAREWELL):
        return STORES[store].settle(pk, clock=timezone.now)


@shared_task
def clear_up() -> int:
    """Delete files that no row names, in every store, and what was destroyed; returns how many."""
    with acting_as(SHAREWELL):
        at = timezone.now()
        return sealed.clear_up(at) + sum(store.clear_up(at) for store in STORES.values())
