"""Notices each run of a scheduled job, in the worker that runs it.

Of jobs that run every few seconds the cache holds the last moment, and a row is written only of those that failed
or that somebody asked for: anything else would write more rows than the work itself.
"""

from datetime import datetime
from typing import Any

from celery import signals
from django.core.cache import cache
from django.utils import timezone

from governance.jobs.models import Run
from governance.jobs.schedule import MINUTE, OF_TASK, Job

BY_HAND = "by-hand-"


@signals.task_prerun.connect
def note_begin(task_id: str, task: Any, **kwargs: Any) -> None:
    job = OF_TASK.get(task.name)
    if job is None:
        return
    at = timezone.now()
    cache.set(_key(job), at.isoformat(), None)
    if job.is_kept or task_id.startswith(BY_HAND):
        # A worker that died leaves a run without an end, and the next worker begins the same anew.
        Run.objects.update_or_create(
            task_id=task_id,
            defaults={"began_at": at},
            create_defaults={"job": job.name, "asked_at": at, "sent_at": at, "began_at": at},
        )


@signals.task_success.connect
def note_success(sender: Any, result: Any, **kwargs: Any) -> None:
    job = OF_TASK.get(sender.name)
    if job is not None:
        Run.objects.filter(task_id=sender.request.id).update(ended_at=timezone.now(), did=_numbers(result))


@signals.task_failure.connect
def note_failure(sender: Any, task_id: str, exception: BaseException, **kwargs: Any) -> None:
    job = OF_TASK.get(sender.name)
    if job is None:
        return
    at, kind = timezone.now(), type(exception).__name__[:80]
    is_rare = job.is_kept or task_id.startswith(BY_HAND)
    # What fails every five seconds for an hour is one thing to know, not seven hundred.
    if is_rare or cache.add(f"failed:{job.name}:{kind}", True, MINUTE):
        ended = {"ended_at": at, "failure": kind}
        Run.objects.update_or_create(
            task_id=task_id,
            defaults=ended,
            create_defaults={"job": job.name, "asked_at": at, "sent_at": at, "began_at": at, **ended},
        )


def last_begun(jobs: list[Job]) -> dict[str, datetime]:
    """When each of these last began, by name; nothing of those that did not since the cache was made."""
    names = {_key(job): job.name for job in jobs}
    return {names[key]: datetime.fromisoformat(at) for key, at in cache.get_many(names).items()}


def _key(job: Job) -> str:
    return f"job:{job.name}"


def _numbers(result: Any) -> list[int]:
    """The numbers that a task gave back; what is no number says nothing of how much was done."""
    found = result if isinstance(result, (list, tuple)) else [result]
    return [each for each in found if isinstance(each, int) and not isinstance(each, bool)]
