from celery import shared_task
from django.db import OperationalError
from django.utils import timezone
from psycopg.errors import LockNotAvailable

from governance.organisations import actions
from governance.organisations.models import Organisation
from governance.records.actor import SHAREWELL, acting_as


@shared_task
def move() -> int:
    """Move what still names a merged organisation to the one that remains; returns how many batches it took.

    Each batch is a transaction. One that would keep somebody waiting is left to the next time.
    """
    batches = 0
    with acting_as(SHAREWELL):
        for duplicate in Organisation.objects.still_pointed_to().order_by("pk"):
            left = 1
            while left:
                try:
                    before, left = left, actions.move(duplicate, at=timezone.now())
                except OperationalError as error:
                    if not isinstance(error.__cause__, LockNotAvailable):
                        raise
                    break
                batches += 1
                if left == before:
                    break
    return batches
