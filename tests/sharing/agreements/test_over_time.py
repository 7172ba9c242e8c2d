"""Whatever becomes of an agreement, in whatever order: when it may be used, for every day there is."""

from calendar import monthrange
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.calendar import LONDON, local_day
from governance.deadlines.models import Deadline
from governance.errors import Refused
from sharing.agreements import ending
from sharing.agreements.coverage import answers
from sharing.agreements.models import Agreement
from sharing.agreements.rules import grace_ends, latest_end, review_due, state_at, usable
from sharing.agreements.states import State
from tests.cast import NOON, Cast
from tests.sharing.agreements.test_coverage import letter
from tests.sharing.agreements.test_rules import TERMS
from tests.sharing.agreements.walk import active, renewed, surgery

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
LEAP_CYCLE = [date(2024, 1, 1) + number * DAY for number in range(366 + 3 * 365)]


def same_day(day: date, months: int) -> date:
    """The same day number so many months on, or that month's last day: said in another way than the calendar does."""
    year, month = day.year + (day.month + months - 1) // 12, (day.month + months - 1) % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), LONDON).astimezone(UTC)


def test_review_grace_and_end_for_every_day_of_a_leap_cycle() -> None:
    for day in LEAP_CYCLE:
        end = latest_end(day)
        review_on = review_due(day, end)
        grace = grace_ends(review_on)
        assert (review_on, grace, end) == (
            same_day(day, 12),
            same_day(same_day(day, 12), 3),
            same_day(day, 36),
        )
        ours = replace(TERMS, began_at=NOON - 4_000 * DAY, starts_on=day, ends_on=end, review_on=review_on)
        for moment, good in ((midnight(grace + DAY) - MINUTE, True), (midnight(grace + DAY), False)):
            assert bool(usable(ours, moment)) is good, day
        for moment, good in ((midnight(day) - MINUTE, False), (midnight(day), True)):
            assert bool(usable(ours, moment)) is good, day
        assert state_at(State.ACTIVE, end, None, midnight(end + DAY) - MINUTE) == State.ACTIVE
        assert state_at(State.ACTIVE, end, None, midnight(end + DAY)) == State.EXPIRED


VERBS = (
    "review",
    "review sooner",
    "renew at once",
    "renew later",
    "end the newest",
    "end the oldest",
    "settle",
)
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.sampled_from([0, 1, 90, 340, 470, 800])), min_size=2, max_size=6
)


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_nothing_is_covered_outside_begin_and_end_whatever_happens(
    cast: Cast, steps: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        elm = surgery(cast)
        active(cast, elm)
        at, moments = NOON, [NOON, NOON - MINUTE]
        for verb, days in steps:
            at += timedelta(days=days, minutes=1)
            # A step that a rule refuses changes nothing, and the story goes on.
            with suppress(Refused), transaction.atomic():
                take(cast, verb, at)
            moments += [at - MINUTE, at, at + MINUTE]
            nothing_is_due_that_is_over(at)
        for each in Agreement.objects.ever_begun():
            first, last = span(each)
            moments += [midnight(first), midnight(first) - MINUTE]
            moments += [midnight(last + DAY), midnight(last + DAY) - MINUTE]
        for moment in moments:
            yes = [each.agreement for each in answers(letter(elm.pk), at=moment) if each.cover]
            assert all(stands(each, moment) for each in yes), moment
            # A renewal and what it renews never count at the same moment.
            assert len(yes) <= 1, moment
        transaction.set_rollback(True)


def span(agreement: Agreement) -> tuple[date, date]:
    """Its first and its last day, which whatever began once has."""
    assert agreement.starts_on is not None
    assert agreement.ends_on is not None
    return agreement.starts_on, agreement.ends_on


def stands(agreement: Agreement, moment: datetime) -> bool:
    """Whether the moment is between its begin and its end, however it ended."""
    first, last = span(agreement)
    began = agreement.began_at is not None and agreement.began_at <= moment
    ends = (agreement.ended_at, agreement.superseded_at)
    over = any(each is not None and each <= moment for each in ends)
    return began and first <= local_day(moment) <= last and not over


def nothing_is_due_that_is_over(at: datetime) -> None:
    """Of what was ended or replaced nothing is told any more; of what has run out, its end alone."""
    on = local_day(at)
    for each in Agreement.objects.ever_begun():
        found = Deadline.objects.filter(register="agreements", record_id=each.pk).standing(on)
        rules = set(found.values_list("rule", flat=True))
        if each.state_at(at) in (State.TERMINATED, State.SUPERSEDED):
            assert rules == set()
        elif each.state_at(at) is State.EXPIRED:
            assert rules <= {"agreement_end"}


def take(cast: Cast, verb: str, at: datetime) -> None:
    """One step; raises Refused where a rule has something against it."""
    begun = list(Agreement.objects.ever_begun().order_by("pk"))
    oldest, newest = begun[0], begun[-1]
    on = local_day(at)
    if verb.startswith("review"):
        sooner = on + 30 * DAY if verb == "review sooner" else None
        ending.review(
            newest, by=cast.max, at=at, read_version=newest.version, done_on=on, words="Right", next_on=sooner
        )
    elif verb.startswith("renew"):
        starts_on = on if verb == "renew at once" else on + 60 * DAY
        renewed(cast, newest, starts_on, latest_end(starts_on), at=at)
    elif verb == "settle":
        ending.wind_up(newest, by=cast.igor, at=at, read_version=newest.version)
    else:
        which = oldest if verb == "end the oldest" else newest
        ending.terminate(
            which, by=cast.igor, at=at, read_version=which.version, ended_at=at, reason="They closed"
        )
