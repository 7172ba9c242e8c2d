"""The relay of links to sign for a service closure: claim what waits, and hand each on."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from governance.notifications.mailing import mail_once
from governance.records.actor import SHAREWELL, acting_as
from sharing.closures import links
from sharing.closures.models import TakenOverLink

AT_ONCE = 20


@shared_task
def relay() -> int:
    """Claim links that wait, and hand each to its task; returns how many."""
    with acting_as(SHAREWELL), transaction.atomic():
        found = TakenOverLink.claim(at=timezone.now(), most=AT_ONCE)
    for link in found:
        deliver.delay(link.pk)
    return len(found)


@shared_task
def deliver(pk: int) -> bool:
    """Mail one link and mark it done; says whether it was this call that did."""
    with acting_as(SHAREWELL):
        return mail_once(TakenOverLink.objects.filter(pk=pk).select_related("closure", "made_by"), links.mail)
