"""The relays of files to look through and of links to confirm: claim what waits, and hand each on."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from governance.notifications.mailing import mail_once
from governance.records.actor import SHAREWELL, acting_as
from sharing.stop_checks import actions_sending, extracts
from sharing.stop_checks.models import Extract, ReceiptLink

# A large file takes a worker minutes, so few at once.
FILES_AT_ONCE, LINKS_AT_ONCE = 2, 20


@shared_task
def relay() -> int:
    """Claim files and links that wait, and hand each to its task; returns how many."""
    with acting_as(SHAREWELL), transaction.atomic():
        files = Extract.claim(at=timezone.now(), most=FILES_AT_ONCE)
        links = ReceiptLink.claim(at=timezone.now(), most=LINKS_AT_ONCE)
    for extract in files:
        inspect.delay(extract.pk)
    for link in links:
        deliver.delay(link.pk)
    return len(files) + len(links)


@shared_task
def inspect(pk: int) -> bool:
    """Look through one file; says whether it was this call that did."""
    with acting_as(SHAREWELL):
        return extracts.settle(pk)


@shared_task
def deliver(pk: int) -> bool:
    """Mail one link and mark it done; says whether it was this call that did."""
    with acting_as(SHAREWELL):
        found = ReceiptLink.objects.filter(pk=pk).select_related("check_of__organisation", "made_by")
        return mail_once(found, actions_sending.mail)


@shared_task
def clear_up() -> int:
    """Delete the files that nobody needs any more; returns how many."""
    with acting_as(SHAREWELL):
        return extracts.clear_up(timezone.now())
