"""The relay of links to sign: claims what waits, and mails it."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from governance.notifications.mailing import mail_once
from governance.records.actor import SHAREWELL, acting_as
from sharing.agreements.inviting import mail
from sharing.agreements.models import Invitation

AT_ONCE = 20


@shared_task
def relay() -> int:
    """Claim links that wait and hand each to `deliver`; returns how many."""
    with acting_as(SHAREWELL), transaction.atomic():
        claimed = Invitation.claim(at=timezone.now(), most=AT_ONCE)
    for invitation in claimed:
        deliver.delay(invitation.pk)
    return len(claimed)


@shared_task
def deliver(pk: int) -> bool:
    """Mail one link and mark it done; says whether it was this call that did."""
    with acting_as(SHAREWELL):
        return mail_once(
            Invitation.objects.filter(pk=pk).select_related("agreement", "party", "made_by"), mail
        )
