"""The duty of candour in each nation: decided, begun, each step, its dates (handbook sections 10 and 13, row 19)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from governance.calendar import Nation, list_ends_on, local_day
from governance.deadlines.models import Deadline
from governance.errors import Code, Denied
from incidents.incidents import candour, telling
from incidents.incidents.models import Decision, Incident
from incidents.incidents.outstanding import about_candour, steps_left
from incidents.incidents.sorts import STEPS, CandourStep, Harm, How
from tests.cast import NOON, Cast
from tests.incidents.incidents import walk
from tests.incidents.incidents.test_deadlines import on_desk, told_at

DAY = timedelta(days=1)


def decided(cast: Cast, found: Incident, at: datetime = NOON) -> Incident:
    return candour.decide_candour(
        found, by=cast.gwen, at=at, applies=True, harm=Harm.PAIN, because="A wrong dose, a month of pain."
    )


def begun(cast: Cast, found: Incident, at: datetime = NOON, **facts: Any) -> Incident:
    said = {"opinion_at": at, "opinion_by": "Dr Ann Reid, GMC 1234567", "had_no_part": True}
    return candour.start_candour(found, by=cast.morag, at=at, **said | facts)


def scottish(cast: Cast, **facts: Any) -> Incident:
    return walk.graded(cast, service=cast.firth, by=cast.isla, **facts)


def done(found: Incident, step: CandourStep, *, by: Any, at: datetime = NOON, **facts: Any) -> Incident:
    return candour.candour_step(
        found, by=by, at=at, step=step, done_at=at, who="Max", words="In plain words.", **facts
    )


def due(found: Incident) -> date:
    return Deadline.objects.get(record_id=found.pk, rule="incident_candour", ended_at=None).due_on


def test_it_is_asked_of_each_and_kept_either_way(cast: Cast) -> None:
    found = walk.graded(cast)
    assert "not decided" in about_candour(found).reason
    for applies, harm, because, code in (
        (True, Harm.PAIN, " ", Code.REASON),
        (True, "", "Pain.", Code.REASON),
    ):
        with pytest.raises(Denied) as refused:
            candour.decide_candour(found, by=cast.gwen, at=NOON, applies=applies, harm=harm, because=because)
        assert refused.value.verdict.code is code
    with pytest.raises(Denied) as refused:
        candour.decide_candour(found, by=cast.max, at=NOON, applies=False, because="No care.")
    assert refused.value.verdict.code is Code.ROLE
    found = candour.decide_candour(found, by=cast.gwen, at=NOON, applies=False, because="No care.")
    assert about_candour(found)
    found = decided(cast, found)
    assert not about_candour(found)
    kept = Decision.objects.filter(question="candour").order_by("id").values_list("outcome", "because")
    assert list(kept) == [
        ("It does not apply", "No care."),
        ("It applies: pain, or harm to their mind, for 28 days or more", "A wrong dose, a month of pain."),
    ]


def test_in_england_it_begins_at_once_and_is_chased_after_ten_working_days(cast: Cast) -> None:
    found = decided(cast, walk.graded(cast))
    # From Sunday 22 November: the tenth working day.
    assert due(found) == date(2026, 12, 4)
    assert told_at(datetime(2026, 12, 1, 9, tzinfo=NOON.tzinfo), "incident_candour") == {cast.max}
    late = datetime(2026, 12, 5, 9, tzinfo=NOON.tzinfo)
    assert told_at(late, "incident_candour") == {cast.max, cast.gwen}
    with pytest.raises(Denied):
        begun(cast, found)
    for step in STEPS["ENG"]:
        assert not about_candour(found)
        found = done(found, step, by=cast.max)
    assert about_candour(found)
    assert not Deadline.objects.filter(rule="incident_candour", ended_at=None).exists()
    with pytest.raises(Denied, match="it is done"):
        done(found, CandourStep.TOLD, by=cast.max)
    assert {(each.who, each.written_by) for each in found.candour_steps.all()} == {("Max", cast.max)}


def test_in_scotland_it_begins_with_the_opinion_of_somebody_who_had_no_part(cast: Cast) -> None:
    found = decided(cast, scottish(cast))
    assert "not begun" in about_candour(found).reason
    assert "incident_waits_opinion" in on_desk(cast.morag)
    with pytest.raises(Denied, match="had a part"):
        begun(cast, found, had_no_part=False)
    with pytest.raises(Denied):
        done(found, CandourStep.TOLD, by=cast.morag)
    found = begun(cast, found)
    assert "incident_waits_opinion" not in on_desk(cast.morag)
    # St Andrew's Day is no working day in Scotland.
    assert due(found) == date(2026, 12, 7)
    assert steps_left(found) == list(STEPS["SCT"])
    with pytest.raises(Denied, match="not asked for"):
        done(found, CandourStep.RECORD, by=cast.morag)
    with pytest.raises(Denied, match="their views"):
        done(found, CandourStep.REVIEW, by=cast.morag)
    for step in STEPS["SCT"][:-1]:
        found = done(found, step, by=cast.morag)
    assert due(found) == date(2027, 2, 22), "the review"
    assert about_candour(done(found, CandourStep.REVIEW, by=cast.morag))


@pytest.mark.parametrize(("days", "explains"), [(31, False), (32, True)])
def test_scotland_explains_what_took_longer_than_a_month(cast: Cast, days: int, explains: bool) -> None:
    found = begun(cast, decided(cast, scottish(cast, happened_at=NOON - days * DAY)))
    assert candour.explains(found) is explains
    if explains:
        with pytest.raises(Denied, match="more than a month"):
            done(found, CandourStep.TOLD, by=cast.morag)
    found = done(
        found, CandourStep.TOLD, by=cast.morag, explained_late="It was found late." if explains else ""
    )
    assert found.candour.told_at == NOON


def test_who_cannot_be_reached_is_logged_and_does_not_hold_it_open(cast: Cast) -> None:
    found = walk.graded(cast)
    failed = {"affected": None, "how": How.LETTER, "who": "Max", "told_at": NOON, "reached": False}
    with pytest.raises(Denied, match="does not apply"):
        telling.contact(found, by=cast.max, at=NOON, words="It came back.", candour=True, **failed)
    found = decided(cast, found)
    found = telling.contact(found, by=cast.max, at=NOON, words="It came back.", candour=True, **failed)
    assert "written down and kept" in about_candour(found).reason
    found = done(found, CandourStep.RECORD, by=cast.max)
    assert about_candour(found)
    # Reached at last, they are owed all of it.
    reached = failed | {"reached": True}
    found = telling.contact(found, by=cast.max, at=NOON, words="She answered.", candour=True, **reached)
    assert not about_candour(found)


def test_in_scotland_it_is_reviewed_also_where_nobody_was_reached(cast: Cast) -> None:
    found = begun(cast, decided(cast, scottish(cast)))
    found = telling.contact(
        found,
        by=cast.morag,
        at=NOON,
        affected=None,
        how=How.LETTER,
        who="Morag",
        told_at=NOON,
        reached=False,
        words="It came back.",
        candour=True,
    )
    assert "the review is done" in about_candour(found).reason
    assert about_candour(done(found, CandourStep.REVIEW, by=cast.morag))


def test_a_no_in_between_does_not_begin_it_anew(cast: Cast) -> None:
    found = decided(cast, walk.graded(cast))
    found = candour.decide_candour(found, by=cast.gwen, at=NOON + 5 * DAY, applies=False, because="No.")
    assert due(decided(cast, found, NOON + 9 * DAY)) == date(2026, 12, 4)


def test_beyond_the_list_of_holidays_it_is_chased_all_the_same(cast: Cast) -> None:
    at = datetime.combine(list_ends_on(Nation.ENG) - 3 * DAY, NOON.timetz())
    assert due(decided(cast, walk.graded(cast, at=at), at)) > local_day(at)
