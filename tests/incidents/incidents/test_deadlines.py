"""What falls due on an incident, and who hears of it (handbook section 13, rows 1 and 2)."""

from datetime import datetime, timedelta

import pytest

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.calendar import local_day
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.notifications.models import Notification
from governance.people import actions as people
from incidents.incidents import actions, candour, deciding, telling
from incidents.incidents.clock_rows import known_by, panel
from incidents.incidents.models import Incident
from incidents.incidents.sorts import Certainty, Harm, Telling
from tests.cast import NOON, Cast, user
from tests.incidents.incidents import walk

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
# Known two hours before noon.
DUE = NOON + 70 * HOUR


def open_on(incident: Incident) -> dict[str, datetime | None]:
    rows = Deadline.objects.filter(register="incidents", record_id=incident.pk, ended_at=None)
    return dict(rows.values_list("rule", "due_at"))


def told_at(at: datetime, kind: str) -> set[User]:
    """Whom this sweep told."""
    Notification.objects.filter(kind=kind).delete()
    sweep(at=at)
    return {each.recipient for each in Notification.objects.filter(kind=kind).select_related("recipient")}


def on_desk(user: User, at: datetime = NOON) -> set[str]:
    return set(
        Deadline.objects.standing(local_day(at))
        .for_desk_of(user, local_day(at), at)
        .values_list("rule", flat=True)
    )


def test_72_hours_with_each_lead_and_the_siro_when_it_is_over(cast: Cast) -> None:
    everybody = {cast.igor, cast.priya}
    assert cast.sol
    assert open_on(walk.reported(cast))["incident_regulator"] == DUE
    for left, told in (
        (49, set()),
        (48, everybody),
        (47.75, set()),
        (24, everybody),
        (12, everybody),
        (4, everybody),
        (1, everybody),
        (-0.25, everybody | {cast.sol}),
    ):
        assert told_at(DUE - left * HOUR, "incident_regulator") == told, left


def test_a_suspicion_has_four_hours_left_and_then_it_counts_as_known(cast: Cast) -> None:
    assert cast.igor
    dpo = user("Dot", Role.GUARDIAN, is_dpo=True)
    found = walk.suspected(cast)
    ends = NOON + 22 * HOUR
    assert open_on(found)["incident_suspicion"] == ends
    # Nobody need come by for the 72 hours to run from there.
    assert open_on(found)["incident_regulator"] == ends + 72 * HOUR
    assert told_at(ends - 5 * HOUR, "incident_suspicion") == set()
    assert told_at(ends - 4 * HOUR, "incident_suspicion") == {cast.igor}
    assert told_at(ends + HOUR / 4, "incident_suspicion") == {cast.igor, dpo}


@pytest.mark.parametrize("end", ["sent", "left", "dismissed"])
def test_what_stops_the_72_hours(cast: Cast, end: str) -> None:
    if end == "sent":
        found = deciding.tell_regulator(
            walk.graded(cast), by=cast.priya, at=NOON, sent_at=NOON, is_last=False
        )
    elif end == "left":
        found = deciding.leave_regulator(walk.graded(cast, 3, 2), by=cast.igor, at=NOON, because="No harm.")
    else:
        found = actions.dismiss(walk.reported(cast), by=cast.igor, at=NOON, reason="Ours.")
    assert "incident_regulator" not in open_on(found)


def test_amended_to_earlier_it_is_due_earlier(cast: Cast) -> None:
    found = walk.reported(cast, happened_at=None)
    found = actions.amend_aware(found, by=cast.igor, at=NOON, aware_at=NOON - 10 * HOUR, reason="Max knew.")
    assert open_on(found)["incident_regulator"] == NOON + 62 * HOUR


def test_a_near_miss_has_no_clock(cast: Cast) -> None:
    assert set(open_on(walk.reported(cast, certainty=Certainty.NEAR_MISS))) == {"incident_waits_grade"}


def test_the_turn_goes_from_desk_to_desk(cast: Cast) -> None:
    walk.reported(cast)
    assert "incident_waits_grade" in on_desk(cast.igor)
    found = walk.lowered(cast)
    assert "incident_waits_countersign" in on_desk(cast.sol)
    deciding.countersign(found, by=cast.sol, at=NOON)
    assert "incident_waits_countersign" not in on_desk(cast.sol)
    deciding.tell_regulator(walk.graded(cast), by=cast.priya, at=NOON, sent_at=NOON, is_last=False)
    assert "incident_waits_rest" in on_desk(cast.igor)


def test_of_a_restricted_one_only_those_named_hear(cast: Cast) -> None:
    found = walk.restricted(cast, subject=cast.igor)
    assert cast.gwen
    assert told_at(DUE - 24 * HOUR, "incident_regulator") == set()
    assert told_at(DUE - 12 * HOUR, "incident_regulator_named") == {cast.fay, cast.priya}
    assert on_desk(cast.priya) == {"incident_regulator_named", "incident_waits_grade_named"}
    assert on_desk(cast.igor) == on_desk(cast.sol) == set()
    actions.open_up(found, by=cast.priya, at=NOON, reason="A machine did it.")
    assert "incident_regulator" in on_desk(cast.igor)


def test_who_knows_somebody_on_it_does_not_hear(cast: Cast) -> None:
    assert cast.priya
    sam = cast.person()
    people.report(person=sam, worker=cast.igor, relationship="cousin", by=cast.max, at=NOON)
    actions.affect(walk.reported(cast), by=cast.max, at=NOON, person=sam)
    assert told_at(DUE - 24 * HOUR, "incident_regulator") == {cast.priya}


def test_a_draft_is_a_suspicion_from_when_it_was_opened(cast: Cast) -> None:
    assert cast.igor
    dpo = user("Dot", Role.GUARDIAN, is_dpo=True)
    found = walk.drafted(cast)
    ends = NOON + 24 * HOUR
    assert open_on(found)["incident_suspicion"] == ends
    assert [(each.started, each.due_at) for each in panel(found)] == [(NOON, ends), (ends, ends + 72 * HOUR)]
    assert told_at(ends - 4 * HOUR, "incident_suspicion") == {cast.igor}
    assert told_at(ends + HOUR / 4, "incident_suspicion") == {cast.igor, dpo}
    # Reported ten days later, the hours have not waited for that.
    late = NOON + 240 * HOUR
    found = actions.report_draft(found, by=cast.max, at=late, certainty=Certainty.KNOWN, known_at=late)
    assert open_on(found)["incident_regulator"] == NOON + 72 * HOUR


def test_a_draft_that_was_dismissed_has_no_new_hours_when_it_is_opened_again(cast: Cast) -> None:
    late = NOON + 97 * HOUR
    found = actions.dismiss(walk.drafted(cast), by=cast.igor, at=late, reason="Nothing went.")
    found = actions.reopen(found, by=cast.igor, at=late, reason="It did.")
    assert open_on(found)["incident_regulator"] == NOON + 96 * HOUR


def test_a_draft_at_which_nobody_looks_is_known_after_24_hours_and_then_has_its_72(cast: Cast) -> None:
    assert cast.igor
    assert cast.sol
    dpo = user("Dot", Role.GUARDIAN, is_dpo=True)
    walk.term(cast, 24)
    found = walk.drafted(cast)
    assert (known_by(found, NOON + 24 * HOUR - SECOND), known_by(found, NOON + 24 * HOUR)) == (
        None,
        NOON + 24 * HOUR,
    )
    assert open_on(found) == {
        "incident_suspicion": NOON + 24 * HOUR,
        "incident_regulator": NOON + 96 * HOUR,
        "incident_commissioner": NOON + 48 * HOUR,
        "incident_waits_draft": None,
    }
    for hours, rule, told in (
        (24, "incident_suspicion", {cast.igor}),
        (24.25, "incident_suspicion", {cast.igor, dpo}),
        (47.75, "incident_regulator", set()),
        (48, "incident_regulator", {cast.igor, dpo}),
        (96, "incident_regulator", {cast.igor, dpo}),
        (96.25, "incident_regulator", {cast.igor, dpo, cast.sol}),
    ):
        assert told_at(NOON + hours * HOUR, rule) == told, hours
    actions.dismiss(found, by=cast.igor, at=NOON + 97 * HOUR, reason="They had miscounted.")
    assert open_on(found) == {}


def test_each_commissioner_has_a_clock_though_both_are_of_one_day(cast: Cast) -> None:
    assert cast.igor
    first, _ = walk.term(cast, 24), walk.term(cast, 25)
    for found, rule in (
        (walk.reported(cast), "incident_commissioner"),
        (walk.restricted(cast, at=NOON + 48 * HOUR), "incident_commissioner_named"),
    ):
        assert found.aware_at
        first_due, told = found.aware_at + 24 * HOUR, told_at
        everybody = told(first_due - 4 * HOUR, rule)
        assert cast.max in everybody or cast.fay in everybody
        at = first_due - 3.5 * HOUR
        actions.tell_commissioner(found, by=cast.max, at=at, term=first, told_at=at)
        assert told(first_due - 3 * HOUR, rule) == everybody


def test_a_draft_that_may_have_happened_counts_from_when_it_was_opened(cast: Cast) -> None:
    late = NOON + 20 * HOUR
    found = actions.report_draft(
        walk.drafted(cast), by=cast.max, at=late, certainty=Certainty.SUSPECTED, known_at=late
    )
    assert open_on(found)["incident_suspicion"] == NOON + 24 * HOUR


def test_what_another_register_wrote_with_seconds_is_reported_as_its_form_says(cast: Cast) -> None:
    seconds = timedelta(seconds=42)
    found = walk.drafted(cast, at=NOON + seconds)
    found = actions.report_draft(
        found, by=cast.igor, at=NOON + HOUR, certainty=Certainty.KNOWN, known_at=NOON
    )
    assert (found.happened_at, found.aware_at) == (NOON, NOON)


def test_of_the_whole_charity_the_ig_team_stands_in_for_the_manager(cast: Cast) -> None:
    assert cast.gwen
    found = walk.graded(cast, by=cast.igor, service=None)
    found = telling.decide_telling(found, by=cast.igor, at=NOON, telling=Telling.TELL)
    candour.decide_candour(
        found, by=cast.gwen, at=NOON, applies=True, harm=Harm.PAIN, because="A wrong dose."
    )
    assert {"incident_waits_tell", "incident_candour"} <= on_desk(cast.igor)
    assert told_at(NOON + 9 * 24 * HOUR, "incident_candour") == {cast.igor, cast.priya}
