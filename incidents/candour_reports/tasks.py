from celery import shared_task
from django.utils import timezone

from governance.records.actor import SHAREWELL, acting_as
from incidents.candour_reports import actions


@shared_task
def begin() -> bool:
    """Ask for the report of the year that is over, where nobody was asked yet."""
    with acting_as(SHAREWELL):
        return actions.begin(timezone.now())
