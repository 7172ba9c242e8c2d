"""When an assessment is needed, how high a risk is, who decides, and when something may start (handbook section 8)."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpia.rules import (
    ALWAYS,
    CCTV,
    CONSIDER,
    NEVER,
    Before,
    Level,
    Likelihood,
    Need,
    Passed,
    Place,
    Severity,
    accepts_by,
    advice_answered,
    advises_by,
    extends_by,
    level,
    may_advise,
    may_approve,
    may_decide,
    may_extend,
    may_go_live,
    may_look_at,
    need_test_due,
    review_due,
    screened,
    views_answered,
)
from governance.calendar import add_months
from governance.errors import Code

SENT = date(2026, 11, 23)
DAYS = st.dates(date(2024, 1, 1), date(2031, 12, 31))


class TestScreening:
    """The truth table: how many A, how many C, cameras or none."""

    @pytest.mark.parametrize(
        ("always", "consider", "is_cctv", "need"),
        [
            (0, 0, False, Need.NOT_REQUIRED),
            (0, 1, False, Need.DPO_DECIDES),
            (0, 2, False, Need.REQUIRED),
            (0, 9, False, Need.REQUIRED),
            (1, 0, False, Need.REQUIRED),
            (1, 1, False, Need.REQUIRED),
            (13, 9, False, Need.REQUIRED),
            (0, 0, True, Need.REQUIRED),
            (0, 1, True, Need.REQUIRED),
        ],
    )
    def test_by_how_many(self, always: int, consider: int, is_cctv: bool, need: Need) -> None:
        assert screened({*ALWAYS[:always], *CONSIDER[:consider]}, is_cctv=is_cctv).need is need

    @pytest.mark.parametrize("code", ALWAYS)
    def test_each_always_question_is_enough(self, code: str) -> None:
        found = screened({code}, is_cctv=False)
        assert (found.need, found.because) == (Need.REQUIRED, (code,))

    @pytest.mark.parametrize("code", CONSIDER)
    def test_each_consider_question_alone_is_for_the_dpo(self, code: str) -> None:
        found = screened({code}, is_cctv=False)
        assert (found.need, found.because) == (Need.DPO_DECIDES, (code,))

    @pytest.mark.parametrize("codes", [pair for pair in product(CONSIDER, CONSIDER) if pair[0] < pair[1]])
    def test_any_two_consider_questions_are_enough(self, codes: tuple[str, str]) -> None:
        assert screened(codes, is_cctv=False).need is Need.REQUIRED

    def test_any_camera_is_reason_thirteen(self) -> None:
        assert screened((), is_cctv=True).because == (CCTV,)

    @given(st.sets(st.sampled_from(ALWAYS + CONSIDER)), st.sampled_from(ALWAYS + CONSIDER), st.booleans())
    def test_one_more_yes_never_makes_it_less(self, said: set[str], more: str, is_cctv: bool) -> None:
        order = [Need.NOT_REQUIRED, Need.DPO_DECIDES, Need.REQUIRED]
        before, after = screened(said, is_cctv=is_cctv), screened(said | {more}, is_cctv=is_cctv)
        assert order.index(before.need) <= order.index(after.need)
        assert set(before.because) <= set(after.because)

    def test_what_is_no_question_is_refused(self) -> None:
        with pytest.raises(ValueError, match="A14"):
            screened({"A14"}, is_cctv=False)


class TestMatrix:
    def test_reads_as_the_handbook(self) -> None:
        rows = [[level(severity, likely).label for likely in Likelihood] for severity in reversed(Severity)]
        assert rows == [["Low", "High", "High"], ["Low", "Medium", "High"], ["Low", "Low", "Low"]]

    @pytest.mark.parametrize("pair", [(0, 1), (4, 1), (1, 0), (1, 4)])
    def test_has_no_other_cells(self, pair: tuple[int, int]) -> None:
        with pytest.raises(ValueError, match="is not a valid"):
            level(*pair)


class TestWho:
    def test_the_adviser_never_decides(self) -> None:
        assert may_decide(1, adviser=1).code is Code.SAME_PERSON
        assert may_decide(2, adviser=1)

    def test_nobody_decides_without_advice(self) -> None:
        assert may_decide(1, adviser=None).code is Code.DPIA

    def test_who_sent_it_in_never_advises(self) -> None:
        assert may_advise(1, sender=1).code is Code.SAME_PERSON
        assert may_advise(2, sender=1)

    @pytest.mark.parametrize(
        ("followed", "because", "whole"),
        [(None, "", False), (True, "", True), (False, "", False), (False, " ", False), (False, "Cost", True)],
    )
    def test_to_overrule_advice_needs_a_reason(
        self, followed: bool | None, because: str, whole: bool
    ) -> None:
        assert bool(advice_answered(followed, because)) is whole

    @pytest.mark.parametrize(
        ("asked", "followed", "because", "whole"),
        [
            (False, None, "", True),
            (True, True, "", True),
            (True, False, "", False),
            (True, False, "It is the law", True),
        ],
    )
    def test_to_depart_from_what_people_said_needs_a_reason(
        self, asked: bool, followed: bool | None, because: str, whole: bool
    ) -> None:
        assert bool(views_answered(asked, followed, because)) is whole


class TestOutcome:
    @given(st.lists(st.sampled_from(Level)))
    def test_one_high_risk_left_stops_it_and_nothing_else_does(self, residual: list[Level]) -> None:
        found = may_approve(residual, ico_answered=False)
        assert bool(found) is (Level.HIGH not in residual)
        assert found or found.code is Code.DPIA

    def test_once_the_ico_has_answered_it_may_be_decided(self) -> None:
        assert may_approve([Level.HIGH], ico_answered=True)


class TestIco:
    def test_accepts_within_ten_days(self) -> None:
        assert accepts_by(SENT) == date(2026, 12, 3)

    def test_says_within_a_month_that_it_takes_longer(self) -> None:
        assert extends_by(date(2027, 1, 31)) == date(2027, 2, 28)
        assert may_extend(SENT, date(2026, 12, 23))
        assert not may_extend(SENT, date(2026, 12, 24))

    def test_advises_within_eight_weeks_or_fourteen(self) -> None:
        assert advises_by(SENT, extended=False) == date(2027, 1, 18)
        assert advises_by(SENT, extended=True) == date(2027, 3, 1)

    def test_a_pause_without_an_end_has_no_day(self) -> None:
        assert advises_by(SENT, extended=False, pauses=[(SENT, None)]) is None

    @given(DAYS, st.booleans(), st.lists(st.tuples(DAYS, st.integers(0, 60))))
    def test_every_day_of_every_pause_is_added(
        self, sent: date, extended: bool, pauses: list[tuple[date, int]]
    ) -> None:
        whole = advises_by(sent, extended=extended)
        paused = [(began, began + timedelta(days)) for began, days in pauses]
        later = advises_by(sent, extended=extended, pauses=paused)
        assert whole is not None
        assert later is not None
        assert (later - whole).days == sum(days for _, days in pauses)


class TestYearly:
    @given(DAYS)
    def test_both_clocks_are_a_year(self, looked: date) -> None:
        assert review_due(looked) == need_test_due(looked) == add_months(looked, 12)

    def test_from_a_leap_day(self) -> None:
        assert review_due(date(2028, 2, 29)) == date(2029, 2, 28)


class TestGoLive:
    @pytest.mark.parametrize("passed", [each for each in Passed if each not in ("approved", "not_needed")])
    def test_never_before_it_is_approved_or_not_needed(self, passed: Passed) -> None:
        found = may_go_live(Before(passed, is_cctv=True, signs=9))
        assert (bool(found), found.code) == (False, Code.DPIA)
        assert found.next_step

    @pytest.mark.parametrize("passed", [Passed.APPROVED, Passed.NOT_NEEDED])
    def test_then_it_may(self, passed: Passed) -> None:
        assert may_go_live(Before(passed))

    @pytest.mark.parametrize(
        "before",
        [
            Before(Passed.APPROVED, out_of_date=True),
            Before(Passed.APPROVED, open_actions=1),
            Before(Passed.APPROVED, is_cctv=True),
            Before(Passed.APPROVED, stopped=True),
        ],
    )
    def test_not_while_something_is_open(self, before: Before) -> None:
        assert may_go_live(before).code is Code.DPIA

    def test_with_a_photograph_of_a_sign_cameras_may_be_switched_on(self) -> None:
        assert may_go_live(Before(Passed.APPROVED, is_cctv=True, signs=1))


@pytest.mark.parametrize("place", Place)
def test_no_camera_looks_into_a_toilet_a_changing_room_or_a_room_for_therapy(place: Place) -> None:
    assert bool(may_look_at(place)) is (place not in NEVER)


@pytest.mark.parametrize("passed", [Passed.APPROVED, Passed.NOT_NEEDED])
def test_nothing_starts_before_the_day_on_which_it_was_decided(passed: Passed) -> None:
    decided = date(2026, 11, 22)
    before = Before(passed, decided_on=decided)
    assert may_go_live(before, decided)
    assert may_go_live(before, decided - timedelta(days=1)).code is Code.DPIA
