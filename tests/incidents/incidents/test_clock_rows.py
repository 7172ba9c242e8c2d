"""The panel of clocks: each with its rule, start, end and what stopped it, and whether that was in time."""

from datetime import timedelta

from incidents.incidents import actions, deciding
from incidents.incidents.clock_rows import panel
from incidents.incidents.models import Candour, Incident
from incidents.incidents.sorts import Certainty
from incidents.incidents.words import known_since
from tests.cast import NOON, Cast
from tests.incidents.incidents import walk

HOUR = timedelta(hours=1)


def names(found: Incident) -> list[str]:
    return [each.name for each in panel(found)]


def test_one_incident_has_many_clocks(cast: Cast) -> None:
    walk.term(cast, 24)
    found = walk.suspected(cast)
    assert names(found) == ["Find out whether it happened", "Tell the regulator", "Tell Council 24"]
    suspicion, regulator, council = panel(found)
    assert (suspicion.due_at, regulator.due_at) == (NOON + 22 * HOUR, NOON + 94 * HOUR)
    assert council.due_at == NOON + 46 * HOUR


def test_each_says_whether_it_was_stopped_in_time(cast: Cast) -> None:
    found = walk.graded(cast)
    assert panel(found)[0].in_time is None
    late = NOON + 71 * HOUR
    found = deciding.tell_regulator(
        found, by=cast.priya, at=late, sent_at=late, is_last=True, late_because="Nobody was there."
    )
    assert panel(found)[0].in_time is False


def test_a_grave_one_tells_the_people_without_delay(cast: Cast) -> None:
    assert "Tell the people" in names(walk.graded(cast, 3, 3))
    assert "Tell the people" not in names(walk.graded(cast, 2, 3))


def test_a_term_counts_from_its_day(cast: Cast) -> None:
    walk.term(cast, 24, days_ago=-1)
    assert names(walk.reported(cast)) == ["Tell the regulator"]


def test_candour_by_nation(cast: Cast) -> None:
    for home, by, expected in ((cast.harbour, cast.fay, 1), (cast.firth, cast.isla, 2)):
        found = walk.reported(cast, service=home, by=by)
        Candour.objects.create(
            incident=found,
            applies=True,
            because="Pain.",
            decided_at=NOON,
            decided_by=cast.priya,
            started_at=NOON,
        )
        assert len([each for each in names(found) if each.startswith("Duty of candour")]) == expected


def test_what_nearly_happened_or_was_dismissed_has_none(cast: Cast) -> None:
    assert panel(walk.reported(cast, certainty=Certainty.NEAR_MISS)) == []
    assert panel(actions.dismiss(walk.reported(cast), by=cast.igor, at=NOON, reason="Ours.")) == []


def test_a_suspicion_is_resolved_when_somebody_says_so(cast: Cast) -> None:
    for hours, in_time in ((22, True), (23, False)):
        at = NOON + hours * HOUR
        found = actions.confirm(walk.suspected(cast), by=cast.fay, at=at, known_at=at)
        assert (panel(found)[0].stopped_at, panel(found)[0].in_time) == (at, in_time)


def test_the_people_wait_since_we_knew_however_often_it_is_graded(cast: Cast) -> None:
    found = walk.regraded(cast, walk.graded(cast), 4, 4, at=NOON + 50 * HOUR)
    people = next(each for each in panel(found) if each.name == "Tell the people")
    assert people.started == NOON - 2 * HOUR


def test_a_suspicion_that_nobody_resolved_is_known(cast: Cast) -> None:
    found = walk.suspected(cast)
    ends = NOON + 22 * HOUR
    assert known_since(found, ends - HOUR) == "Not known"
    assert known_since(found, ends) == "23 November 2026, 10:00"
