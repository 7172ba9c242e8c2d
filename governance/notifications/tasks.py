"""The relay: claims what waits in the outbox, and mails it."""

import logging

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from governance.notifications.models import Notification
from governance.records.actor import SHAREWELL, acting_as

log = logging.getLogger(__name__)
AT_ONCE = 50


@shared_task
def relay() -> int:
    """Claim waiting messages and hand each to `deliver`; returns how many."""
    with acting_as(SHAREWELL), transaction.atomic():
        claimed = Notification.claim(at=timezone.now(), most=AT_ONCE)
    for notification in claimed:
        deliver.delay(notification.pk)
    return len(claimed)


@shared_task
def deliver(pk: int) -> bool:
    """Mail one message and mark it done; says whether it was this call that did.

    No transaction is open while the mail server takes its time: it would hold up the sealing of the ledger.
    Dying between the two, or a second worker meanwhile, mails it once more, with the same Message-ID. A
    refusing mail server leaves the row as it is: the claim runs out and the relay tries again.
    """
    waiting = Notification.objects.filter(pk=pk, done_at=None)
    with acting_as(SHAREWELL):
        notification = waiting.select_related("recipient").first()
        if notification is None:
            return False
        if notification.recipient.is_active:
            try:
                mail(notification).send()
            except OSError as failure:
                # Its words may hold addresses, and those stay out of the log.
                log.warning("notification %s was not mailed: %s", pk, type(failure).__name__)
                return False
        return waiting.update(done_at=timezone.now()) == 1


def mail(notification: Notification) -> EmailMultiAlternatives:
    """The mail for a notification: no personal data, one link."""
    context = {
        "subject": notification.subject,
        "lines": ["Sign in to see it. This message names nobody, so that it can be read anywhere."],
        "url": f"{settings.BASE_URL}{notification.url}",
        "url_text": f"Open {notification.reference}",
    }
    message = EmailMultiAlternatives(
        subject=notification.subject,
        body=render_to_string("mail/notification.txt", context),
        to=[notification.recipient.email],
        headers={"Message-ID": notification.message_id},
        connection=get_connection(),
    )
    message.attach_alternative(render_to_string("mail/notification.html", context), "text/html")
    return message
