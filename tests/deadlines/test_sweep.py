"""Who is told of what, and when (handbook section 13)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.accounts import access
from governance.accounts.models import Service, User
from governance.calendar import local_day
from governance.deadlines import writing
from governance.deadlines.models import Deadline, Flag
from governance.deadlines.rules import RULES, Audience
from governance.deadlines.sweep import sweep
from governance.deadlines.writing import Desk, Due
from governance.notifications.models import Notification
from governance.people.deadlines import BIRTHDAYS
from tests.cast import Cast
from tests.deadlines.conftest import DUE, RULE, Make, days_before, noon, told

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lead", RULE.leads)
def test_each_lead_is_told_on_its_day_and_not_a_day_early(lead: int, deadline: Make, cast: Cast) -> None:
    early = {wider for wider in RULE.leads if wider > lead}
    deadline()
    for wider in sorted(early, reverse=True):
        sweep(at=days_before(wider))
    before = len(told(cast.fay))
    assert sweep(at=days_before(lead + 1)) == (0, 0)
    assert sweep(at=days_before(lead)) == (1, 1)
    assert len(told(cast.fay)) == before + 1
    assert told(cast.fay)[-1] == (
        "Review: PER-2026-000001 is due today"
        if lead == 0
        else f"Review: PER-2026-000001 is due in {lead} days"
    )


def test_a_day_begins_at_midnight_in_london(deadline: Make) -> None:
    deadline(due_on=date(2026, 7, 29))
    assert sweep(at=datetime(2026, 6, 30, 22, 59, tzinfo=UTC)) == (0, 0)
    assert sweep(at=datetime(2026, 6, 30, 23, 0, tzinfo=UTC)) == (1, 1)


def test_the_same_lead_is_told_once_however_often_one_sweeps(deadline: Make, cast: Cast) -> None:
    deadline()
    assert [sweep(at=days_before(n)) for n in (28, 28, 27, 20, 15)] == [(1, 1), *[(0, 0)] * 4]
    assert len(told(cast.fay)) == 1


def test_after_a_gap_only_the_latest_lead_passed_is_told(deadline: Make, cast: Cast) -> None:
    deadline()
    assert sweep(at=days_before(5)) == (1, 1)
    assert list(Flag.objects.values_list("occasion", flat=True)) == ["lead:7"]
    assert told(cast.fay) == ["Review: PER-2026-000001 is due in 5 days"]


def test_overdue_is_told_daily_for_28_days_and_then_stands_on_the_desk_only(
    deadline: Make, cast: Cast
) -> None:
    deadline()
    sweep(at=days_before(0))
    for late in range(1, 29):
        assert sweep(at=days_before(-late)) == (1, 2), late
        assert sweep(at=days_before(-late)) == (0, 0), late
    assert sweep(at=days_before(-29)) == (0, 0)
    assert told(cast.fay)[-1] == "Review: PER-2026-000001 is overdue by 28 days"


def test_the_manager_hears_of_it_only_when_it_is_overdue(deadline: Make, cast: Cast) -> None:
    deadline()
    sweep(at=days_before(0))
    assert told(cast.max) == []
    sweep(at=days_before(-1))
    assert told(cast.max) == ["Review: PER-2026-000001 is overdue by 1 day"]
    assert told(cast.maya) == []


def test_a_record_that_has_ended_by_itself_is_not_told_of(deadline: Make) -> None:
    deadline(until_on=DUE + timedelta(days=2))
    assert sweep(at=days_before(-2)) == (1, 2)
    assert sweep(at=days_before(-3)) == (0, 0)


def test_a_birthday_is_told_and_never_overdue(deadline: Make, cast: Cast) -> None:
    deadline(rule=BIRTHDAYS[18].key)
    assert sweep(at=days_before(0)) == (1, 1)
    assert told(cast.fay) == ["18th birthday, which changes who decides: PER-2026-000001 is due today"]
    assert sweep(at=days_before(-1)) == (0, 0)


def test_what_is_done_is_silent(deadline: Make) -> None:
    deadline(ended_at=days_before(30))
    assert sweep(at=days_before(7)) == (0, 0)
    assert sweep(at=days_before(-1)) == (0, 0)


def test_a_new_due_date_is_told_afresh(deadline: Make) -> None:
    one = deadline()
    assert sweep(at=days_before(7)) == (1, 1)
    due = Due(RULE.key, DUE + timedelta(days=14))
    writing.refresh(
        one.register,
        one.record_id,
        one.reference,
        [due],
        Desk(one.service_id, one.worker_id),
        at=days_before(7),
    )
    assert Deadline.objects.count() == 1
    assert sweep(at=days_before(0)) == (1, 1)
    assert set(Flag.objects.values_list("due_on", "occasion")) == {(DUE, "lead:7"), (due.on, "lead:14")}


def test_a_rule_that_nobody_knows_is_passed_over(deadline: Make) -> None:
    deadline(rule="unheard_of")
    deadline()
    assert sweep(at=days_before(7)) == (1, 1)


# --- Whose desk ---------------------------------------------------------------------------------


def test_the_manager_stands_in_for_a_worker_who_has_left(deadline: Make, cast: Cast) -> None:
    deadline()
    cast.fay.is_active = False
    cast.fay.save()
    sweep(at=days_before(7))
    assert (told(cast.fay), len(told(cast.max))) == ([], 1)


def test_the_manager_stands_in_where_there_is_no_worker(deadline: Make, cast: Cast) -> None:
    deadline(worker=None)
    assert sweep(at=days_before(-1)) == (1, 1)
    assert len(told(cast.max)) == 1


@pytest.mark.parametrize("service", ["Harbour", None])
def test_where_the_owner_has_left_the_services_manager_answers_or_ig_where_it_has_no_service(
    deadline: Make, cast: Cast, service: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Handbook section 13: what is owned belongs to a service, or to IG where it has none."""
    igor = cast.igor
    monkeypatch.setitem(RULES, RULE.key, replace(RULE, told=(Audience.OWNER,)))
    User.objects.filter(pk=cast.fay.pk).update(is_active=False)
    deadline(**({} if service else {"service": None}))
    assert sweep(at=days_before(7)) == (1, 1)
    assert (len(told(cast.max)), len(told(igor))) == ((1, 0) if service else (0, 1))


def test_an_excluded_worker_hears_nothing_and_the_manager_does(cast: Cast) -> None:
    """Handbook section 2: their open tasks pass to the manager."""
    sam = cast.person(born=date(2010, 5, 1))
    ours = Deadline.objects.filter(person_id=sam.pk)
    assert {each.worker_id for each in ours} == {cast.fay.pk}
    writing.keep_from(sam.pk, [cast.fay.pk])
    sweep(at=noon(date(2028, 5, 1)))
    assert told(cast.fay) == []
    assert len(told(cast.max)) == 1


@pytest.mark.parametrize("days", [7, -1])
@pytest.mark.parametrize("left", ["has left", "must not know", "is not there"])
def test_where_neither_worker_nor_manager_can_hear_of_it_ig_does(
    deadline: Make, cast: Cast, days: int, left: str
) -> None:
    """A task that everybody else is kept from must not go unheard (handbook section 2)."""
    cast.igor  # noqa: B018
    if left == "has left":
        User.objects.filter(pk__in=[cast.fay.pk, cast.max.pk]).update(is_active=False)
    if left == "is not there":
        Service.objects.update(manager=None)
    deadline(
        worker=None if left == "is not there" else cast.fay,
        excluded=[cast.fay.pk, cast.max.pk] if left == "must not know" else [],
    )
    assert sweep(at=days_before(days)) == (1, 1)
    assert (told(cast.fay), told(cast.max), len(told(cast.igor))) == ([], [], 1)


def test_ig_hears_for_a_manager_who_must_not_know_when_it_is_overdue(deadline: Make, cast: Cast) -> None:
    cast.igor  # noqa: B018
    deadline(excluded=[cast.max.pk])
    assert sweep(at=days_before(0)) == (1, 1)
    assert sweep(at=days_before(-1)) == (1, 2)
    assert (len(told(cast.fay)), told(cast.max), len(told(cast.igor))) == (2, [], 1)


def test_an_excluded_member_of_ig_hears_nothing_and_the_others_do(deadline: Make, cast: Cast) -> None:
    deadline(worker=None, excluded=[cast.max.pk, cast.igor.pk])
    assert cast.priya.role == cast.igor.role
    sweep(at=days_before(7))
    assert (told(cast.igor), len(told(cast.priya))) == ([], 1)


def test_a_task_of_no_service_and_nobody_is_told_to_nobody(deadline: Make, cast: Cast) -> None:
    cast.igor  # noqa: B018
    deadline(worker=None, service=None)
    assert sweep(at=days_before(7)) == (1, 0)


@pytest.mark.parametrize(
    ("audience", "names"),
    [
        (Audience.IG, {"priya", "igor"}),
        (Audience.DPO, {"priya"}),
        (Audience.SIRO, {"sol"}),
        (Audience.MANAGER, {"max"}),
        (Audience.WORKER, {"fay"}),
        (Audience.OWNER, {"fay"}),
    ],
)
def test_each_audience_is_who_it_says(
    audience: Audience, names: set[str], deadline: Make, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    everyone = {name: getattr(cast, name) for name in ("fay", "max", "maya", "priya", "igor", "sol", "dana")}
    monkeypatch.setitem(RULES, RULE.key, replace(RULE, told=(audience,)))
    deadline()
    sweep(at=days_before(7))
    assert {name for name, user in everyone.items() if told(user)} == names


def test_who_is_named_twice_is_told_once(deadline: Make, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, RULE.key, replace(RULE, told=(Audience.WORKER, Audience.MANAGER)))
    deadline(worker=cast.max)
    assert sweep(at=days_before(7)) == (1, 1)
    assert sweep(at=days_before(-1)) == (1, 1)


def test_a_message_names_nobody(cast: Cast) -> None:
    cast.person("Sam Rivers", born=date(2010, 5, 1))
    sweep(at=noon(date(2028, 5, 1)))
    (message,) = Notification.objects.all()
    assert "Sam" not in f"{message.subject} {message.url} {message.facts}"


def test_a_sweep_as_if_in_the_future_mails_at_once(deadline: Make) -> None:
    deadline()
    sweep(at=days_before(7))
    message = Notification.objects.get()
    assert message.created_at == days_before(7)
    assert message.next_try_at <= timezone.now()


# --- The whole rule, and its cost ---------------------------------------------------------------


def occasion(due_on: date, until_on: date | None, today: date) -> str | None:
    """Section 13 in plain words: what a first sweep on this day notices."""
    left = (due_on - today).days
    if until_on is not None and until_on < today:
        return None
    if left < 0:
        return f"overdue:{today}" if -left <= 28 else None
    passed = [lead for lead in RULE.leads if left <= lead]
    return f"lead:{min(passed)}" if passed else None


NEAR = st.integers(-40, 40).map(lambda days: DUE + timedelta(days=days))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NEAR, st.none() | NEAR), min_size=1, max_size=40), NEAR)
def test_a_sweep_notices_what_the_handbook_says(
    cast: Cast, given_dates: list[tuple[date, date | None]], today: date
) -> None:
    Deadline.objects.all().delete()
    Deadline.objects.bulk_create(
        Deadline(register="people", record_id=n, reference=f"R{n}", rule=RULE.key, due_on=due, until_on=until)
        for n, (due, until) in enumerate(given_dates)
    )
    sweep(at=noon(today))
    noticed = dict(Flag.objects.values_list("deadline__record_id", "occasion"))
    expected = {n: occasion(due, until, today) for n, (due, until) in enumerate(given_dates)}
    assert noticed == {n: each for n, each in expected.items() if each}


@pytest.mark.parametrize("number", [1, 2_000])
def test_two_thousand_deadlines_take_as_many_queries_as_one(number: int, deadline: Make, cast: Cast) -> None:
    Deadline.objects.bulk_create(
        Deadline(
            register="people",
            record_id=n,
            reference=f"R{n}",
            rule=RULE.key,
            due_on=DUE,
            service=cast.harbour,
            worker=cast.fay,
        )
        for n in range(number)
    )
    with CaptureQueriesContext(connection) as queries:
        assert sweep(at=days_before(7)) == (number, number)
    # The savepoint of the test around two statements.
    assert len(queries) == 4


def test_what_was_noticed_already_is_not_tried_again(deadline: Make) -> None:
    """Each sweep of a day would otherwise try to flag again all that the first has flagged."""
    deadline()
    for days in (7, 7, 6, 5):
        sweep(at=days_before(days))
    deadline()
    sweep(at=days_before(5))
    first, second = Flag.objects.order_by("id")
    assert second.pk == first.pk + 1


def test_a_rule_looks_no_further_ahead_than_its_own_leads(
    deadline: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RULES, "far", replace(RULE, key="far", leads=(90,)))
    deadline(rule="far")
    deadline()
    assert sweep(at=days_before(60)) == (1, 1)
    assert Flag.objects.get().deadline.rule == "far"


@pytest.mark.parametrize("manager_too", [False, True])
def test_whoever_left_the_service_is_not_told_any_more(cast: Cast, manager_too: bool) -> None:
    cast.person(born=date(2009, 6, 10))
    access.leave(cast.fay, cast.harbour)
    if manager_too:
        access.leave(cast.max, cast.harbour)
    ig = cast.igor
    sweep(at=datetime(2027, 6, 3, 12, tzinfo=UTC))
    assert list(Notification.objects.values_list("recipient", flat=True)) == [
        (ig if manager_too else cast.max).pk
    ]


def test_what_ended_with_its_record_is_ended_by_the_sweep_four_weeks_later(deadline: Make) -> None:
    """Left open, the deadlines of all past years would stand in the way of every list and every sweep."""
    lapsed, standing = deadline(until_on=DUE), deadline(until_on=None)
    sweep(at=days_before(-28))
    lapsed.refresh_from_db()
    assert lapsed.ended_at is None
    sweep(at=days_before(-29))
    for each in (lapsed, standing):
        each.refresh_from_db()
    assert (lapsed.ended_at, standing.ended_at) == (days_before(-29), None)


def test_for_a_manager_where_there_is_no_service_the_ig_team_is_told(
    deadline: Make, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RULES, RULE.key, replace(RULE, told=(Audience.MANAGER,)))
    found = deadline(worker=None, service=None)
    assert cast.igor.role == cast.priya.role
    sweep(at=days_before(7))
    assert (len(told(cast.igor)), len(told(cast.priya)), told(cast.max)) == (1, 1, [])
    on = local_day(days_before(7))
    assert [each.pk for each in Deadline.objects.for_desk_of(cast.igor, on)] == [found.pk]
    assert not Deadline.objects.for_desk_of(cast.max, on).exists()
