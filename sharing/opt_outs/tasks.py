from celery import shared_task
from django.utils import timezone

from governance.records.actor import SHAREWELL, acting_as
from sharing.opt_outs import actions


@shared_task
def begin_first() -> bool:
    """Ask the DPO for the first statement, where none was ever asked for."""
    with acting_as(SHAREWELL):
        return actions.begin_first(timezone.now())
