from celery import shared_task
from django.utils import timezone

from dpia import versions
from governance.records.actor import SHAREWELL, acting_as


@shared_task
def note_run_out() -> int:
    """Mark the assessments that are about an agreement which has run out meanwhile; returns how many."""
    with acting_as(SHAREWELL):
        return versions.note_run_out(timezone.now())
