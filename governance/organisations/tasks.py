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
    with acting_as(SHAREWELL):
        return sum(_move(each) for each in Organisation.objects.still_pointed_to().order_by("pk"))


def _move(duplicate: Organisation) -> int:
    batches, before, left = 0, -1, duplicate.pointed_to()
    while left and left != before:
        try:
            before, left = left, actions.move(duplicate, at=timezone.now())
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            break
        batches += 1
    return batches
