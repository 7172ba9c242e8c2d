from celery import shared_task
from django.utils import timezone

from governance.policies import actions
from governance.records.actor import SHAREWELL, acting_as


@shared_task
def publish_due() -> int:
    """Publish what was approved for a day that has come; returns how many."""
    with acting_as(SHAREWELL):
        return actions.publish_due(timezone.now())
