from datetime import datetime

from celery import shared_task
from django.utils import timezone

from governance.deadlines import sweep as sweeping
from governance.records.actor import SHAREWELL, acting_as


@shared_task
def sweep(at: str | None = None) -> tuple[int, int]:
    """One pass over the deadlines, now or as if it were the moment `at` (ISO 8601)."""
    with acting_as(SHAREWELL):
        return sweeping.sweep(at=datetime.fromisoformat(at) if at else timezone.now())
