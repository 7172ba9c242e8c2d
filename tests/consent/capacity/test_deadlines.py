"""When to look again: handbook section 13, row 6."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from consent.capacity.actions import correct
from consent.capacity.models import Assessment
from consent.capacity.questions import Kind
from governance.accounts.models import User
from governance.calendar import Nation
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.notifications.models import Notification
from governance.people.actions import assign, close, end, report
from governance.people.models import Person
from tests.cast import NOON, Cast
from tests.consent.capacity.typed import DECISION, TOMORROW, able, assess, lacking, not_today

ENG = Nation.ENG
DAY = timedelta(days=1)
TONIGHT, SOBER = not_today(Kind.CAPACITY, ENG), able(Kind.CAPACITY, ENG)


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person()


@pytest.fixture
def tonight(cast: Cast, sam: Person) -> Assessment:
    return assess(cast, sam, TONIGHT)


def open_days(assessment: Assessment) -> list[date]:
    rows = Deadline.objects.filter(register="capacity", record_id=assessment.pk, ended_at=None)
    return list(rows.values_list("due_on", flat=True))


def told(user: User) -> list[int]:
    rows = Notification.objects.filter(recipient=user, kind="reassess").order_by("id")
    return [facts["days_left"] for facts in rows.values_list("facts", flat=True)]


def test_the_worker_is_told_on_the_day_and_the_manager_when_it_is_over(
    cast: Cast, tonight: Assessment
) -> None:
    for days in (-1, 0, 1, 2):
        sweep(at=datetime.combine(TOMORROW + days * DAY, time(0, 5), UTC))
    assert told(cast.fay) == [0, -1, -2]
    assert told(cast.max) == [-1, -2]
    message = Notification.objects.filter(recipient=cast.fay).order_by("id").first()
    assert message is not None
    assert message.subject == f"Looking again at an assessment: {tonight.reference} is due today"


def test_a_finding_has_no_deadline(cast: Cast, sam: Person) -> None:
    for facts in (SOBER, lacking(ENG)):
        assert open_days(assess(cast, sam, facts)) == []


def test_it_ends_when_the_same_decision_is_assessed_again(
    cast: Cast, sam: Person, tonight: Assessment
) -> None:
    assess(cast, sam, SOBER, decision="Whether we may ring their sister", at=NOON + DAY)
    assert open_days(tonight) == [TOMORROW]
    assess(cast, sam, SOBER, decision=DECISION.lower(), at=NOON + DAY)
    assert open_days(tonight) == []


def test_put_off_again_leaves_the_newer_day_alone(cast: Cast, sam: Person, tonight: Assessment) -> None:
    again = assess(cast, sam, TONIGHT, at=NOON + DAY, reassess_on=TOMORROW + DAY)
    assert open_days(tonight) == []
    assert open_days(again) == [TOMORROW + DAY]


def test_an_older_assessment_written_down_late_settles_nothing(
    cast: Cast, sam: Person, tonight: Assessment
) -> None:
    assess(cast, sam, SOBER, assessed_at=NOON - timedelta(hours=1))
    assert open_days(tonight) == [TOMORROW]


def test_another_service_settles_nothing(cast: Cast, sam: Person, tonight: Assessment) -> None:
    from governance.people.actions import open_case

    case = open_case(sam, by=cast.finn, at=NOON, service=cast.quay)
    assess(cast, sam, SOBER, case=case, by=cast.finn, at=NOON + DAY)
    assert open_days(tonight) == [TOMORROW]


def test_it_ends_with_the_case(cast: Cast, sam: Person, tonight: Assessment) -> None:
    close(sam.cases.get(), by=cast.fay, at=NOON, closed_on=NOON.date())
    assert open_days(tonight) == []


def test_it_ends_when_it_was_an_error(cast: Cast, tonight: Assessment) -> None:
    correct(tonight, by=cast.max, at=NOON, reason="About somebody else")
    assert open_days(tonight) == []


def test_it_stands_again_when_what_settled_it_was_an_error(
    cast: Cast, sam: Person, tonight: Assessment
) -> None:
    wrong = assess(cast, sam, SOBER, at=NOON + DAY)
    correct(wrong, by=cast.max, at=NOON + DAY, reason="About somebody else")
    assert open_days(tonight) == [TOMORROW]


def test_it_moves_with_the_key_worker_and_away_from_who_knows_the_person(
    cast: Cast, sam: Person, tonight: Assessment
) -> None:
    def desk() -> int | None:
        return Deadline.objects.get(register="capacity", record_id=tonight.pk).worker_id

    assert desk() == cast.fay.pk
    assign(sam.cases.get(), by=cast.max, at=NOON, key_worker=cast.dora)
    assert desk() == cast.dora.pk
    exclusion = report(person=sam, worker=cast.dora, relationship="cousin", by=cast.fay, at=NOON)
    assert desk() is None
    end(exclusion, by=cast.max, at=NOON, reason="A mistake")
    assert desk() == cast.dora.pk
