"""How the scheduled jobs do: when each last ran, what it did, what failed, and what the sweep flagged."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from governance.deadlines.models import Flag
from governance.deadlines.rules import RULES
from governance.errors import demand
from governance.jobs import actions
from governance.jobs.models import Run
from governance.jobs.noticing import last_begun
from governance.jobs.permissions import may_look, may_run
from governance.jobs.schedule import JOBS, Job
from governance.workflow.requests import by

FLAGS_OF = timedelta(days=1)
FAILURES_OF = timedelta(days=7)
FAILURES_SHOWN = 20


@dataclass(frozen=True)
class Line:
    """One job: when it last began, its last run if that is kept, and whether it should have run again."""

    job: Job
    last: datetime | None
    run: Run | None
    late: bool

    @property
    def did(self) -> str:
        return self.job.did(self.run.did) if self.run is not None else ""

    @property
    def waits(self) -> bool:
        """Somebody asked for it, and no worker has ended it yet."""
        return self.run is not None and self.run.asked_by_id is not None and self.run.ended_at is None


def jobs(request: HttpRequest) -> HttpResponse:
    """Every job of the schedule, what failed in the last week, and what was flagged in the last day."""
    user, at = by(request), timezone.now()
    demand(may_look(user))
    context = {
        "lines": _lines(at),
        "failures": _failures(at),
        "rules": _flagged(at),
        "may_run": bool(may_run(user)),
    }
    return render(request, "jobs/list.html", context)


@require_POST
def run(request: HttpRequest, name: str) -> HttpResponse:
    """Run one now."""
    if name not in JOBS:
        raise Http404
    if actions.run(JOBS[name], by=by(request), at=timezone.now()):
        messages.success(request, "It is asked for. A worker runs it in a moment.")
    else:
        messages.info(request, "Somebody asked for it a moment ago, and it is not done yet.")
    return redirect("jobs:list")


def _lines(at: datetime) -> list[Line]:
    latest = Run.objects.order_by("job", "-asked_at").distinct("job").select_related("asked_by")
    runs = {run.job: run for run in latest}
    begun, since = last_begun(list(JOBS.values())), Run.objects.aggregate(since=Min("asked_at"))["since"]
    found = []
    for job in JOBS.values():
        run = runs.get(job.name)
        moments = [moment for moment in (begun.get(job.name), run and run.began_at) if moment]
        last = max(moments, default=None)
        found.append(Line(job, last, run, job.is_late(last, at, since=since)))
    return found


def _failures(at: datetime) -> list[tuple[Run, str]]:
    """Those of the last week, newest first; a job that is no longer in the schedule keeps its name."""
    failed = Run.objects.filter(asked_at__gt=at - FAILURES_OF).exclude(failure="").order_by("-asked_at")
    return [(run, JOBS[run.job].words if run.job in JOBS else run.job) for run in failed[:FAILURES_SHOWN]]


def _flagged(at: datetime) -> list[tuple[int, str, int]]:
    """Each rule of handbook section 13: its row, its words, and how many the sweep flagged in the last day.

    What is flagged of a restricted incident has rules of its own, which are in no number.
    """
    counted = Counter(
        dict(
            Flag.objects.filter(flagged_at__gt=at - FLAGS_OF)
            .values_list("deadline__rule")
            .annotate(Count("id"))
        )
    )
    told = [rule for rule in RULES.values() if not rule.waits and not rule.secret]
    return sorted((rule.number, rule.words, counted[rule.key]) for rule in told)
