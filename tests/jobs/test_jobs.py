"""How the scheduled jobs do: seen by who answers for it, run now by the IG team (handbook section 13)."""

from datetime import timedelta

import pytest
from celery import Celery
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from governance.calendar import local_day
from governance.deadlines.models import Deadline, Flag
from governance.deadlines.rules import RULES
from governance.deadlines.tasks import sweep
from governance.jobs import actions, tasks
from governance.jobs.models import Run
from governance.jobs.noticing import last_begun
from governance.jobs.schedule import JOBS, WORDS
from governance.ledger.models import Event
from governance.notifications.models import Notification
from governance.notifications.tasks import relay
from tests.cast import Cast, signed_in
from tests.incidents.incidents import walk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_ran_yet() -> None:
    cache.clear()


def test_every_job_of_the_schedule_says_what_it_is_for_and_no_other() -> None:
    assert set(WORDS) == set(settings.CELERY_BEAT_SCHEDULE)


@pytest.mark.parametrize(
    ("name", "every", "seconds"),
    [
        ("sweep", "every 15 minutes", 900),
        ("seal", "every minute", 60),
        ("deliver", "every 5 seconds", 5),
        ("forget_exports", "every hour", 3600),
        ("begin", "every day at 04:00", 86400),
    ],
)
def test_how_often_is_said_in_words(name: str, every: str, seconds: int) -> None:
    assert (JOBS[name].every, JOBS[name].seconds) == (every, seconds)


def test_a_sweep_leaves_a_run_with_its_numbers(cast: Cast) -> None:
    sweep.apply()
    (run,) = Run.objects.all()
    assert (run.job, run.did, run.failure) == ("sweep", [0, 0], "")
    assert run.began_at <= run.ended_at
    assert JOBS["sweep"].did(run.did) == "0 flagged, 0 messages"


def test_a_job_of_every_few_seconds_writes_no_row_and_is_seen_all_the_same() -> None:
    relay.apply()
    assert not Run.objects.exists()
    assert set(last_begun(list(JOBS.values()))) == {"deliver"}


def test_a_failure_keeps_its_kind_and_never_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**kwargs: object) -> None:
        raise ValueError("Sam Rivers")

    monkeypatch.setattr("governance.notifications.models.Notification.claim", fail)
    for _ in range(3):
        relay.apply()
    # Three times within a minute is told once.
    (run,) = Run.objects.all()
    assert (run.job, run.failure) == ("deliver", "ValueError")
    assert "Sam" not in str(Run.objects.values().get())


def test_igor_runs_one_now_and_pressing_twice_asks_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(Celery, "send_task", lambda self, name, task_id: sent.append((name, task_id)))
    igor = signed_in(cast.igor)
    assert b"It is asked for" in igor.post("/desk/jobs/sweep/run/", follow=True).content
    assert b"not done yet" in igor.post("/desk/jobs/sweep/run/", follow=True).content
    assert (tasks.relay(), tasks.relay()) == (1, 0)

    ((name, task_id),) = sent
    assert name == "governance.deadlines.tasks.sweep"
    event = Event.objects.get(verb="run_job")
    assert (event.actor_id, event.detail) == (cast.igor.pk, {"job": "sweep"})
    # The worker takes it up, and it may be asked for again.
    sweep.apply(task_id=task_id)
    run = Run.objects.get()
    assert run.asked_by == cast.igor
    assert run.ended_at is not None
    assert actions.run(JOBS["sweep"], by=cast.igor, at=timezone.now())


def test_one_that_no_worker_took_up_can_be_asked_for_again(cast: Cast) -> None:
    at = timezone.now()
    assert actions.run(JOBS["seal"], by=cast.igor, at=at)
    assert not actions.run(JOBS["seal"], by=cast.igor, at=at + timedelta(minutes=9))
    assert actions.run(JOBS["seal"], by=cast.igor, at=at + timedelta(minutes=11))


def test_who_looks_and_who_runs(cast: Cast) -> None:
    for user in (cast.gwen, cast.aled):
        page = signed_in(user).get("/desk/jobs/")
        assert page.status_code == 200
        assert b"Run it now" not in page.content
        assert signed_in(user).post("/desk/jobs/sweep/run/").status_code == 403
    for user in (cast.fay, cast.max, cast.dana, cast.cora):
        assert signed_in(user).get("/desk/jobs/").status_code == 403
        assert signed_in(user).post("/desk/jobs/sweep/run/").status_code == 403
    assert signed_in(cast.igor).post("/desk/jobs/nothing/run/").status_code == 404
    assert signed_in(cast.igor).get("/desk/jobs/sweep/run/").status_code == 405
    assert Client().get("/desk/jobs/").status_code == 302


def test_the_page_shows_what_was_flagged_what_failed_and_what_is_late(cast: Cast) -> None:
    rule, at = RULES["consent_review"], timezone.now()
    facts = {"register": "consents", "record_id": 1, "reference": "CON-2026-000001", "service": cast.harbour}
    Deadline.objects.create(rule=rule.key, due_on=local_day(at), worker=cast.fay, **facts)
    sweep.apply()
    Run.objects.create(
        task_id="1",
        job="begin",
        asked_at=at,
        sent_at=at,
        began_at=at,
        ended_at=at,
        failure="OperationalError",
    )

    page = signed_in(cast.igor).get("/desk/jobs/").content.decode()
    flagged = f'{rule.number}. {rule.words}</td><td class="govuk-table__cell govuk-table__cell--numeric">1<'
    assert flagged in page
    assert "OperationalError" in page
    # Two have just begun; the others have not come round yet.
    assert page.count("It has not run yet") == len(JOBS) - 2
    assert ">Late<" not in page


def test_what_is_flagged_of_a_restricted_incident_is_in_no_number(cast: Cast) -> None:
    walk.restricted(cast, at=timezone.now() - timedelta(hours=69))
    sweep.apply()
    assert set(Flag.objects.values_list("deadline__rule", flat=True)) == {"incident_regulator_named"}
    assert Notification.objects.filter(kind="incident_regulator_named").exists()
    assert Run.objects.get().did == [0, 0]
    rules = signed_in(cast.igor).get("/desk/jobs/").context["rules"]
    assert not any(count for _, _, count in rules)
    # Nor has it a line of its own.
    assert [words for _, words, _ in rules].count(RULES["incident_regulator"].words) == 1

    walk.reported(cast, at=timezone.now() - timedelta(hours=69))
    sweep.apply()
    assert Run.objects.latest("id").did == [1, 2]
    rules = signed_in(cast.igor).get("/desk/jobs/").context["rules"]
    assert sum(count for _, _, count in rules) == 1


@pytest.mark.parametrize(("minutes", "late"), [(30, 0), (32, 1), (122, 2)])
def test_a_job_is_late_when_it_missed_two_rounds(cast: Cast, minutes: int, late: int) -> None:
    now = timezone.now()
    began = now - timedelta(minutes=minutes)
    for name in ("sweep", "forget_exports"):
        Run.objects.create(task_id=name, job=name, asked_at=began, sent_at=began, began_at=began)
    Run.objects.create(task_id="digest", job="digest", asked_at=now, sent_at=now, began_at=now)
    cache.set_many({f"job:{job.name}": now.isoformat() for job in JOBS.values() if not job.is_kept})
    page = signed_in(cast.igor).get("/desk/jobs/").content.decode()
    assert page.count(">Late<") == late


def test_runs_are_forgotten_after_a_month() -> None:
    now = timezone.now()
    for days in (29, 31):
        Run.objects.create(task_id=str(days), job="sweep", asked_at=now - timedelta(days=days))
    assert tasks.forget_runs() == 1
    assert Run.objects.get().task_id == "29"


def test_the_page_asks_the_same_however_many_runs_there_are(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    now = timezone.now()
    Run.objects.bulk_create(
        Run(task_id=str(n), job=name, asked_at=now - timedelta(hours=n), began_at=now, ended_at=now)
        for n, name in enumerate(list(JOBS) * 20)
    )
    igor = signed_in(cast.igor)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        igor.get("/desk/jobs/")
