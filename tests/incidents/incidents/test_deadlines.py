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
from incidents.incidents import actions, deciding
from incidents.incidents.models import Incident
from incidents.incidents.sorts import Certainty
from tests.cast import NOON, Cast, user
from tests.incidents.incidents import walk

HOUR = timedelta(hours=1)
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
