from celery import shared_task
from django.db import transaction
from django.utils import timezone

from governance.desk import handing_over
from governance.desk.digest import write
from governance.desk.models import HandOver
from governance.notifications.daily import order
from governance.notifications.mailing import mail_once
from governance.notifications.models import Digest
from governance.records.actor import SHAREWELL, acting_as

AT_ONCE = 50


@shared_task
def order_digests() -> int:
    """Order the mail of the day, if it is time for it; returns for how many."""
    with acting_as(SHAREWELL):
        return order(timezone.now())


@shared_task
def relay() -> int:
    """Claim mails of the day that wait and hand each to `deliver`; returns how many."""
    with acting_as(SHAREWELL), transaction.atomic():
        claimed = Digest.claim(at=timezone.now(), most=AT_ONCE)
    for digest in claimed:
        deliver.delay(digest.pk)
    return len(claimed)


@shared_task
def deliver(pk: int) -> bool:
    """Send one mail of the day and mark it done; says whether it was this call that did."""
    with acting_as(SHAREWELL):
        return mail_once(Digest.objects.filter(pk=pk).select_related("recipient"), write)


@shared_task
def relay_hand_overs() -> int:
    """Claim cases that wait to be handed over; returns how many orders."""
    with acting_as(SHAREWELL), transaction.atomic():
        claimed = HandOver.claim(at=timezone.now(), most=AT_ONCE)
    for asked in claimed:
        hand_over.delay(asked.pk)
    return len(claimed)


@shared_task
def hand_over(pk: int) -> bool:
    """Hand over the cases of one order; a failure leaves it waiting for the next relay."""
    with acting_as(SHAREWELL):
        return handing_over.hand_over(pk, clock=timezone.now)
