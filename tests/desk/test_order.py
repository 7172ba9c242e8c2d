"""What the law minds most comes first in each part of a desk, and nothing hides it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from governance.accounts.models import User
from governance.deadlines.rules import ROWS, RULES, Weight
from governance.desk.worklist import SHOWN, Desk, Lot
from governance.rights.deadlines import DUE
from tests.cast import Cast
from tests.desk.conftest import Lay
from tests.incidents.incidents.walk import reported

INCIDENT, RIGHTS, CONSENT, POLICY = 1, 17, 3, 21


def desk(user: User, at: datetime | None = None) -> Desk:
    return Desk.of(user, at or timezone.now())


def references(lot: Lot) -> list[str]:
    return [task.reference for task in lot.tasks]


def test_the_clocks_of_the_law_weigh_most_then_its_days_then_peoples_yes_then_reviews() -> None:
    heaviest = sorted(RULES.values(), key=lambda rule: rule.weight)
    assert [RULES[key].weight for key in ("incident_regulator", "incident_suspicion")] == [Weight.CLOCK] * 2
    assert RULES["disease_by_telephone"].weight is RULES["disease_in_writing"].weight is Weight.CLOCK
    for key in ("rights_due", "concern_acknowledge", "incident_candour", "recording_taken_back"):
        assert RULES[key].weight is Weight.LAW
    for key in ("consent_review", "consent_expiry", "ask_about_sharing", "reassess", "birthday_16"):
        assert RULES[key].weight is Weight.PEOPLE
    for key in ("policy_review", "agreement_review", "partner_assurance", "dpia_review"):
        assert RULES[key].weight is Weight.UPKEEP
    assert heaviest[0].weight is Weight.CLOCK


def test_no_row_of_the_handbook_has_two_weights() -> None:
    rows = [row for rows in ROWS.values() for row in rows]
    assert len(rows) == len(set(rows))
    assert set(rows) <= set(range(1, 27))


@pytest.mark.parametrize(("days", "part"), [(-3, "overdue"), (5, "soon"), (20, "later")])
def test_in_each_part_the_heavier_comes_first_however_young(
    cast: Cast, lay: Lay, days: int, part: str
) -> None:
    mine = {"worker": cast.fay, "service": cast.harbour}
    policy = lay(days - 1, row=POLICY, **mine)
    consent = lay(days, row=CONSENT, **mine)
    older, rights = lay(days, row=RIGHTS, **mine), lay(days + 1, row=RIGHTS, **mine)
    incident = lay(days + 2, row=INCIDENT, **mine)
    assert references(getattr(desk(cast.fay), part)) == [incident, older, rights, consent, policy]


def test_ones_turn_is_in_the_same_order(cast: Cast, lay: Lay) -> None:
    mine = {"worker": cast.fay, "service": cast.harbour, "waits": True}
    agreement, incident = lay(-9, row=8, **mine), lay(0, row=INCIDENT, **mine)
    assert references(desk(cast.fay).turns) == [incident, agreement]


def test_what_is_cut_off_is_the_lightest_of_its_own_part(cast: Cast, lay: Lay) -> None:
    mine = {"worker": cast.fay, "service": cast.harbour}
    reviews = [lay(-90 + n, row=POLICY, **mine) for n in range(SHOWN + 5)]
    late, turn = lay(-1, row=RIGHTS, **mine), lay(0, row=INCIDENT, waits=True, **mine)
    clock, week = lay(3, row=INCIDENT, **mine), lay(1, row=POLICY, **mine)
    far = lay(28, row=POLICY, **mine)
    laid = desk(cast.fay)
    assert references(laid.overdue) == [late, *reviews[: SHOWN - 1]]
    assert (laid.overdue.more, laid.overdue.count) == (True, f"{SHOWN}+")
    assert references(laid.turns) == [turn]
    assert references(laid.soon) == [clock, week]
    assert references(laid.later) == [far]
    assert [lot.more for lot in laid.lots] == [True, False, False, False]


def test_exactly_as_many_as_are_shown_are_all(cast: Cast, lay: Lay) -> None:
    for n in range(SHOWN):
        lay(-n - 1, worker=cast.fay, service=cast.harbour)
    assert (desk(cast.fay).overdue.more, desk(cast.fay).overdue.count) == (False, str(SHOWN))


@pytest.mark.parametrize(("minutes", "part"), [(0, "soon"), (1, "overdue")])
def test_a_clock_of_hours_is_overdue_by_the_moment(cast: Cast, minutes: int, part: str) -> None:
    assert cast.igor
    at = timezone.now()
    found = reported(cast, at=at)
    end = found.aware_at + timedelta(hours=72)
    laid = desk(cast.igor, end + timedelta(minutes=minutes))
    assert [t.why for t in getattr(laid, part).tasks if t.due_at] == [RULES["incident_regulator"].words]


def test_the_weight_is_by_the_row_that_the_rule_names() -> None:
    assert DUE.weight is Weight.LAW
