"""The relay: claims what waits in the outbox, and mails it."""

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from governance.notifications.daily import hold
from governance.notifications.mailing import letter, mail_once
from governance.notifications.models import Notification
from governance.records.actor import SHAREWELL, acting_as

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
    """Mail one message and mark it done, or hold it for the mail of the day; says whether it was this call that did."""
    found = Notification.objects.filter(pk=pk).select_related("recipient")
    with acting_as(SHAREWELL):
        return hold(found, at=timezone.now()) or mail_once(found, mail)


def mail(notification: Notification) -> EmailMultiAlternatives | None:
    """The mail for a notification: no personal data, one link. None for who has left."""
    if not notification.recipient.is_active:
        return None
    context = {
        "subject": notification.subject,
        "lines": ["Sign in to see it. This message names nobody, so that it can be read anywhere."],
        "url": f"{settings.BASE_URL}{notification.url}",
        "url_text": f"Open {notification.reference or 'your desk'}",
    }
    return letter(
        "mail/notification", context, to=notification.recipient.email, message_id=notification.message_id
    )
