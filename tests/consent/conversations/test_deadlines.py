"""Who has not been asked is flagged: handbook section 13, row 23."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from governance.accounts.models import User
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.desk.worklist import tasks, waiting
from governance.notifications.models import Notification
from governance.people.actions import assign, close, end, report
from governance.people.models import Person
from tests.cast import NOON, Cast
from tests.consent.consents.answers import say
from tests.consent.conversations.talks import DUE, not_decided, talk_of

DAY = timedelta(days=1)
AGAIN = date(2026, 12, 3)


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person()


def open_days(person: Person) -> list[date]:
    talk = talk_of(person)
    rows = Deadline.objects.filter(register="conversations", record_id=talk.pk, ended_at=None)
    return list(rows.values_list("due_on", flat=True))


def told(user: User, kind: str = "ask_about_sharing") -> list[int]:
    rows = Notification.objects.filter(recipient=user, kind=kind).order_by("id")
    return [facts["days_left"] for facts in rows.values_list("facts", flat=True)]


def early(day: date) -> datetime:
    return datetime.combine(day, time(0, 5), UTC)


def test_the_worker_is_told_on_the_last_good_day_and_the_manager_when_it_is_over(
    cast: Cast, sam: Person
) -> None:
    for days in (-1, 0, 0, 1, 2):
        sweep(at=early(DUE + days * DAY))
    assert told(cast.fay) == [0, -1, -2]
    assert told(cast.max) == [-1, -2]
    message = Notification.objects.filter(recipient=cast.fay).order_by("id").first()
    assert message is not None
    assert message.subject == f"Talking about sharing: {talk_of(sam).reference} is due today"


def test_it_stands_on_the_workers_desk_with_a_link_that_opens(cast: Cast, sam: Person) -> None:
    (task,) = tasks(waiting(cast.fay, NOON), cast.fay, NOON)
    assert (task.why, task.name, task.due_on) == ("Talking about sharing", "Sam Rivers", DUE)
    assert task.url == f"/conversations/{talk_of(sam).reference}/"


@pytest.mark.parametrize("yes", [True, False])
def test_an_answer_ends_it(cast: Cast, sam: Person, yes: bool) -> None:
    say(cast, sam, yes)
    assert open_days(sam) == []


def test_asked_and_not_decided_ends_it_unless_they_are_to_be_asked_again(cast: Cast, sam: Person) -> None:
    not_decided(cast, sam)
    assert open_days(sam) == []
    not_decided(cast, sam, ask_again_on=AGAIN)
    assert open_days(sam) == [AGAIN]
    sweep(at=early(AGAIN))
    assert told(cast.fay, "ask_again_about_sharing") == [0]
    say(cast, sam)
    assert open_days(sam) == []


def test_it_ends_with_the_case_and_nothing_else_does(cast: Cast, sam: Person) -> None:
    close(sam.cases.get(), by=cast.fay, at=NOON, closed_on=NOON.date())
    assert open_days(sam) == []
    assert talk_of(sam).state == "WAITING"
    not_decided(cast, sam, ask_again_on=AGAIN)
    assert open_days(sam) == []


def test_it_moves_with_the_key_worker_and_away_from_who_knows_the_person(cast: Cast, sam: Person) -> None:
    def desk() -> int | None:
        return Deadline.objects.get(register="conversations", record_id=talk_of(sam).pk).worker_id

    assert desk() == cast.fay.pk
    assign(sam.cases.get(), by=cast.max, at=NOON, key_worker=cast.dora)
    assert desk() == cast.dora.pk
    exclusion = report(person=sam, worker=cast.dora, relationship="cousin", by=cast.fay, at=NOON)
    assert desk() is None
    end(exclusion, by=cast.max, at=NOON, reason="A mistake")
    assert desk() == cast.dora.pk
