from datetime import timedelta

from celery import current_app, shared_task
from django.db import transaction
from django.utils import timezone

from governance.jobs.models import Run
from governance.jobs.schedule import JOBS

KEPT = timedelta(days=30)


@shared_task
def relay() -> int:
    """Pass on the runs that somebody asked for; returns how many. One that is passed on twice does no harm."""
    with transaction.atomic():
        asked = list(Run.objects.select_for_update(skip_locked=True).filter(sent_at=None))
        for run in asked:
            current_app.send_task(JOBS[run.job].task, task_id=run.task_id)
            run.sent_at = timezone.now()
            run.save(update_fields=["sent_at"])
    return len(asked)


@shared_task
def forget_runs() -> int:
    """Remove the runs of more than a month ago; returns how many."""
    removed, _ = Run.objects.filter(asked_at__lt=timezone.now() - KEPT).delete()
    return removed
