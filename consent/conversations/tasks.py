from celery import shared_task
from django.utils import timezone

from consent.conversations import actions
from governance.records.actor import SHAREWELL, acting_as


@shared_task
def begin_missing() -> int:
    """Begin the conversations that are missing; returns how many."""
    with acting_as(SHAREWELL):
        return actions.begin_missing(timezone.now())
