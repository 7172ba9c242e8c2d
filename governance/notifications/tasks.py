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
    """Mail one message and mark it done.

    Dying between the two mails it once more later, with the same Message-ID. A refusing mail
    server leaves the row as it is: the claim runs out and the relay tries again.
    """
    with acting_as(SHAREWELL), transaction.atomic():
        waiting = Notification.objects.select_for_update(of=["self"], skip_locked=True).select_related(
            "recipient"
        )
        notification = waiting.filter(pk=pk, done_at=None).first()
        if notification is None:
            return False
        if notification.recipient.is_active:
            try:
                mail(notification).send()
            except OSError as failure:
                # Its words may hold addresses, and those stay out of the log.
                log.warning("notification %s was not mailed: %s", pk, type(failure).__name__)
                return False
        notification.done_at = timezone.now()
        notification.save(update_fields=["done_at"])
    return True


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
