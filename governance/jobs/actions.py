"""Asking for a run now."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection, transaction

from governance.accounts.models import User
from governance.errors import demand
from governance.jobs.models import Run
from governance.jobs.noticing import BY_HAND
from governance.jobs.permissions import may_run
from governance.jobs.schedule import Job
from governance.ledger import writing as ledger

# One that was asked for and never came to its end no longer keeps anybody from asking again.
PATIENCE = timedelta(minutes=10)


@transaction.atomic
def run(job: Job, *, by: User, at: datetime) -> bool:
    """Ask for a run of this job now, which the relay passes on; says whether there was none that still waits.

    Raises Denied for who may not. Every job can be run at any moment, twice at once as well.
    """
    demand(may_run(by))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('jobs.run'), hashtext(%s))", [job.name])
    waiting = Run.objects.filter(job=job.name, ended_at=None, asked_at__gt=at - PATIENCE)
    if waiting.exclude(asked_by=None).exists():
        return False
    Run.objects.create(task_id=f"{BY_HAND}{uuid4()}", job=job.name, asked_at=at, asked_by=by)
    ledger.record("run_job", register="jobs", job=job.name)
    return True
