from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from governance.documents import door
from governance.documents.models import Document
from governance.records.actor import SHAREWELL, acting_as

AT_ONCE = 10


@shared_task
def relay() -> int:
    """Claim documents that wait and hand each to `render`; returns how many."""
    if not settings.PDF:
        return 0
    with acting_as(SHAREWELL), transaction.atomic():
        claimed = Document.claim(at=timezone.now(), most=AT_ONCE)
    for document in claimed:
        render.delay(document.pk)
    return len(claimed)


@shared_task
def render(pk: int) -> bool:
    """Make one document; a failure leaves its row waiting for the next relay."""
    with acting_as(SHAREWELL):
        return door.make(pk)
