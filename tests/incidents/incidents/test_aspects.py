"""What is asked of incidents: every one is where it belongs, and nowhere twice."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from incidents.incidents import actions, candour, deciding, lessons, telling
from incidents.incidents.aspects import ASPECTS
from incidents.incidents.clock_rows import known_from
from incidents.incidents.models import Incident
from incidents.incidents.periods import LAST, period
from incidents.incidents.sorts import Cause, Certainty, Telling
from tests.cast import NOON, Cast
from tests.incidents.incidents import walk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# What `walk.reported` says: known two hours before noon.
KNOWN = NOON - 2 * HOUR


def answers(incident: Incident, question: str, at: datetime = NOON) -> set[str]:
    """Which answers to a question the incident counts for."""
    return {
        code
        for code in ASPECTS[question].answers
        if Incident.objects.answering({question: code}, at).filter(pk=incident.pk).exists()
    }


def told(cast: Cast, found: Incident, at: datetime, **facts: Any) -> Incident:
    return walk.told(cast, found, at=at, **facts)


class TestUntilThePeopleWereTold:
    @pytest.mark.parametrize(
        ("waited", "answer"),
        [
            (24 * HOUR, "day"),
            (24 * HOUR + timedelta(minutes=1), "three_days"),
            (72 * HOUR, "three_days"),
            (72 * HOUR + timedelta(minutes=1), "week"),
            (7 * DAY, "week"),
            (7 * DAY + timedelta(minutes=1), "later"),
        ],
    )
    def test_it_counts_from_when_we_knew_to_the_first_who_was_told(
        self, cast: Cast, waited: timedelta, answer: str
    ) -> None:
        found = told(cast, walk.with_sam(cast), KNOWN + waited)
        told(cast, found, KNOWN + waited + 30 * DAY)
        assert answers(found, "told") == {answer}

    def test_an_announcement_tells_them_too(self, cast: Cast) -> None:
        found = walk.graded(cast)
        facts: dict[str, Any] = {"telling": Telling.ANNOUNCE, "because": "Thousands.", "exemption": "effort"}
        found = telling.decide_telling(found, by=cast.priya, at=NOON, **facts)
        assert answers(found, "told") == {"not_yet"}
        telling.announce(found, by=cast.max, at=NOON, announced_at=NOON, announcement="On our pages.")
        assert answers(found, "told") == {"day"}

    def test_whom_nobody_reached_is_not_told(self, cast: Cast) -> None:
        found = told(cast, walk.with_sam(cast), NOON, reached=False)
        assert answers(found, "told") == {"not_yet"}

    def test_a_decision_not_to_tell_is_one_of_its_own(self, cast: Cast) -> None:
        found = walk.graded(cast, 2, 2)
        telling.decide_telling(
            found, by=cast.priya, at=NOON, telling=Telling.NOBODY, because="Nobody had seen it."
        )
        assert answers(found, "told") == {"not"}

    def test_a_near_miss_waits_for_nobody(self, cast: Cast) -> None:
        found = walk.reported(cast, certainty=Certainty.NEAR_MISS)
        assert answers(found, "told") == answers(found, "regulator") == set()
        assert answers(found, "certainty") == {"near_miss"}


class TestTheRegulator:
    @pytest.mark.parametrize(
        ("waited", "answer"), [(72 * HOUR, "in_time"), (72 * HOUR + timedelta(seconds=1), "late")]
    )
    def test_72_hours_to_the_first_part(self, cast: Cast, waited: timedelta, answer: str) -> None:
        at = KNOWN + waited
        found = deciding.tell_regulator(
            walk.graded(cast), by=cast.priya, at=at, sent_at=at, is_last=False, late_because="We looked long."
        )
        deciding.tell_regulator(found, by=cast.priya, at=at + DAY, sent_at=at + DAY, is_last=True)
        assert answers(found, "regulator", at) == {answer}

    def test_not_told_is_decided_or_open(self, cast: Cast) -> None:
        found = walk.graded(cast, 2, 2)
        assert answers(found, "regulator") == {"open"}
        deciding.leave_regulator(found, by=cast.priya, at=NOON, because="A risk is unlikely.")
        assert answers(found, "regulator") == {"not_told"}

    def test_what_was_found_to_be_none_is_asked_nothing_of(self, cast: Cast) -> None:
        found = actions.dismiss(walk.reported(cast), by=cast.priya, at=NOON, reason="A test.")
        assert answers(found, "regulator") == answers(found, "told") == set()

    def test_we_know_of_a_suspicion_as_its_clock_says(self, cast: Cast) -> None:
        found = walk.suspected(cast)
        assert known_from(found) == KNOWN + DAY
        assert Incident.objects.measured(NOON).filter(known_from=KNOWN + DAY).get() == found
        draft = walk.drafted(cast)
        assert known_from(draft) == NOON + DAY
        assert Incident.objects.measured(NOON).filter(known_from=NOON + DAY).get() == draft
        assert answers(draft, "regulator") == set()


class TestCausesAndLessons:
    def lesson(self, cast: Cast, found: Incident, cause: Cause, due_on: date) -> Incident:
        return lessons.add_lesson(
            found, by=cast.max, at=NOON, cause=cause, action="Check twice.", owner=cast.max, due_on=due_on
        )

    def test_its_own_cause_and_those_of_its_lessons_each_once(self, cast: Cast) -> None:
        found = walk.reported(cast)
        assert answers(found, "cause") == {"none"}
        for cause in (Cause.PROCESS, Cause.PROCESS, Cause.SYSTEM):
            found = self.lesson(cast, found, cause, NOON.date())
        found = actions.edit(found, by=cast.max, at=NOON, cause=Cause.SLIP)
        assert answers(found, "cause") == {"slip", "process", "system"}
        assert Incident.objects.answering({"cause": "process"}, NOON).count() == 1

    def test_a_lesson_is_overdue_from_the_day_after(self, cast: Cast) -> None:
        found = self.lesson(cast, walk.reported(cast), Cause.SLIP, NOON.date())
        assert answers(found, "lessons") == {"open"}
        assert answers(found, "lessons", NOON + DAY) == {"open", "overdue"}
        lessons.settle_lesson(found, by=cast.max, at=NOON, lesson=found.lessons.get(), evidence="I looked.")
        assert answers(found, "lessons", NOON + DAY) == set()

    def test_candour_applies_or_not_once_it_is_decided(self, cast: Cast) -> None:
        found = walk.graded(cast)
        assert answers(found, "candour") == set()
        candour.decide_candour(found, by=cast.gwen, at=NOON, applies=False, because="A letter only.")
        assert answers(found, "candour") == {"not"}


class TestTheTime:
    @pytest.mark.parametrize(
        ("code", "on", "first", "last"),
        [
            ("2026", date(2026, 11, 22), date(2026, 1, 1), date(2026, 12, 31)),
            (LAST, date(2026, 11, 22), date(2025, 11, 23), date(2026, 11, 22)),
            (LAST, date(2028, 2, 29), date(2027, 3, 1), date(2028, 2, 29)),
            (LAST, date(2026, 12, 31), date(2026, 1, 1), date(2026, 12, 31)),
        ],
    )
    def test_a_year_is_a_whole_year(self, code: str, on: date, first: date, last: date) -> None:
        found = period(code, on)
        assert (found.first, found.last) == (first, last)

    @pytest.mark.parametrize(
        ("reported", "is_in"),
        [
            (datetime.fromisoformat("2025-12-31T23:59:59+00:00"), False),
            (datetime.fromisoformat("2026-01-01T00:00:00+00:00"), True),
            # A year ends in winter, and twelve months may end in summer: London's midnight, not that of UTC.
            (datetime.fromisoformat("2026-12-31T23:59:59+00:00"), True),
            (datetime.fromisoformat("2027-01-01T00:00:00+00:00"), False),
        ],
    )
    def test_it_goes_from_midnight_to_midnight_in_london(
        self, cast: Cast, reported: datetime, is_in: bool
    ) -> None:
        walk.reported(cast, at=reported)
        assert Incident.objects.reported_in(period("2026", NOON.date())).exists() is is_in

    def test_in_summer_too(self, cast: Cast) -> None:
        walk.reported(cast, at=datetime.fromisoformat("2026-06-30T23:30:00+00:00"))
        assert not Incident.objects.reported_in(period(LAST, date(2026, 6, 30))).exists()
        assert Incident.objects.reported_in(period(LAST, date(2026, 7, 1))).exists()
