import logging
from datetime import date, datetime

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from governance.calendar import local_day, warning
from governance.deadlines import sweep as sweeping
from governance.records.actor import SHAREWELL, acting_as

log = logging.getLogger(__name__)
A_DAY = 24 * 60 * 60


@shared_task
def sweep(at: str | None = None) -> tuple[int, int]:
    """One pass over the deadlines, now or as if it were the moment `at` (ISO 8601)."""
    moment = datetime.fromisoformat(at) if at else timezone.now()
    warn(local_day(moment))
    with acting_as(SHAREWELL):
        return sweeping.sweep(at=moment)


def warn(on: date) -> None:
    """Tell the operator, once a day, that the list of bank holidays runs out (handbook section 0, T5)."""
    words = warning(on)
    if words and cache.add(f"warned:{on}", True, A_DAY):
        log.warning(words)
