"""Reviewing and ending an agreement, and what must be returned or deleted (handbook section 4)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from governance.attachments.models import Attachment
from governance.deadlines.models import Deadline
from governance.errors import Code, Denied, IllegalTransition, Stale
from governance.ledger.models import Event
from governance.notifications.models import Notification
from governance.organisations.models import Organisation
from sharing.agreements import ending
from sharing.agreements.coverage import can_be_used, cover
from sharing.agreements.ending import Wanted
from sharing.agreements.flags import flags
from sharing.agreements.models import Agreement, AtEnd, Duty
from sharing.agreements.rules import Type
from sharing.agreements.states import MACHINE, State
from tests.attachments.papers import pdf, upload
from tests.cast import NOON, Cast
from tests.sharing.agreements.test_coverage import letter
from tests.sharing.agreements.walk import active, approved, renewed, surgery

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TODAY, REVIEW, GRACE, END = NOON.date(), date(2027, 11, 22), date(2028, 2, 22), date(2028, 10, 31)
pytestmark = pytest.mark.django_db


@pytest.fixture
def elm(cast: Cast) -> Organisation:
    return surgery(cast)


@pytest.fixture
def ours(cast: Cast, elm: Organisation) -> Agreement:
    """Signed on 22 November 2026: from 1 November, until 31 October 2028."""
    return active(cast, elm)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def now(agreement: Agreement) -> Agreement:
    return Agreement.objects.get(pk=agreement.pk)


def reviewed(
    cast: Cast, agreement: Agreement, done_on: date, *, at: datetime | None = None, **facts: Any
) -> Agreement:
    given: dict[str, Any] = {
        "by": cast.max,
        "at": at or noon(done_on),
        "words": "Still right",
        "done_on": done_on,
        **facts,
    }
    ending.review(agreement, read_version=now(agreement).version, **given)
    return now(agreement)


def ended(
    cast: Cast,
    agreement: Agreement,
    *,
    at: datetime = NOON,
    ended_at: datetime | None = None,
    duties: list[Wanted] | None = None,
    **facts: Any,
) -> Agreement:
    given: dict[str, Any] = {"by": cast.igor, "reason": "They closed", **facts}
    return ending.terminate(
        agreement,
        at=at,
        ended_at=ended_at or at,
        read_version=now(agreement).version,
        duties=duties or [],
        **given,
    )


# --- Review ------------------------------------------------------------------------------------


def test_the_next_review_is_twelve_months_after_this_one(cast: Cast, elm: Organisation) -> None:
    ours = active(cast, elm, ends_on=date(2029, 10, 31))
    assert reviewed(cast, ours, date(2027, 9, 30)).review_on == date(2028, 9, 30)


def test_it_is_never_later_than_the_last_day(cast: Cast, ours: Agreement) -> None:
    assert reviewed(cast, ours, REVIEW).review_on == END


@pytest.mark.parametrize(
    ("next_on", "allowed"),
    [(TODAY, False), (TODAY + DAY, True), (date(2027, 11, 22), True), (date(2027, 11, 23), False)],
)
def test_it_may_be_sooner_and_never_later(cast: Cast, ours: Agreement, next_on: date, allowed: bool) -> None:
    if allowed:
        assert reviewed(cast, ours, TODAY, next_on=next_on).review_on == next_on
        return
    with pytest.raises(Denied, match="by 22 November 2027 at the latest"):
        reviewed(cast, ours, TODAY, next_on=next_on)
    assert now(ours).review_on == REVIEW


@pytest.mark.parametrize(
    ("done_on", "says"),
    [
        (TODAY - DAY, "It began, or was last reviewed, on 22 November 2026"),
        (TODAY + 11 * DAY, "not come yet"),
    ],
)
def test_a_review_is_neither_before_it_began_nor_in_the_future(
    cast: Cast, ours: Agreement, done_on: date, says: str
) -> None:
    with pytest.raises(Denied, match=says) as refused:
        reviewed(cast, ours, done_on, at=noon(TODAY + 10 * DAY))
    assert refused.value.verdict.code is None
    assert refused.value.verdict.next_step


def test_a_review_is_not_before_the_last_one(cast: Cast, ours: Agreement) -> None:
    reviewed(cast, ours, TODAY + 9 * DAY)
    with pytest.raises(Denied, match="last reviewed, on 1 December 2026"):
        reviewed(cast, ours, TODAY + 8 * DAY, at=noon(TODAY + 20 * DAY))


def test_what_has_not_begun_is_not_reviewed_yet(cast: Cast, elm: Organisation) -> None:
    with pytest.raises(Denied, match="begins on 1 January 2027"):
        reviewed(cast, active(cast, elm, starts_on=date(2027, 1, 1)), TODAY)


def test_what_was_blocked_until_the_review_was_written_down_stays_blocked(
    cast: Cast, ours: Agreement, elm: Organisation
) -> None:
    """Done in time and written down late: on a day between the two, nobody could know of it."""
    between, written = noon(GRACE + 5 * DAY), noon(GRACE + 10 * DAY)
    assert not cover(letter(elm.pk), at=between)
    reviewed(cast, ours, REVIEW, at=written)
    assert (
        "the time to catch up ended on 22 February 2028" in cover(letter(elm.pk), at=between).verdict.reason
    )
    assert not cover(letter(elm.pk), at=written - HOUR)
    assert cover(letter(elm.pk), at=written)
    assert cover(letter(elm.pk), at=written).warning == ""


def test_of_a_review_both_moments_are_kept(cast: Cast, ours: Agreement) -> None:
    reviewed(cast, ours, REVIEW, at=noon(REVIEW + 3 * DAY))
    found = ours.reviews.get()
    assert (found.done_on, found.recorded_at.date(), found.recorded_by) == (
        REVIEW,
        REVIEW + 3 * DAY,
        cast.max,
    )


@pytest.mark.parametrize(
    ("who", "may"), [("max", True), ("igor", True), ("priya", True), ("maya", False), ("fay", False)]
)
def test_who_writes_agreements_of_the_service_records_a_review(
    cast: Cast, ours: Agreement, who: str, may: bool
) -> None:
    """Max wrote it: a review is no approval."""
    if may:
        assert reviewed(cast, ours, TODAY, by=getattr(cast, who))
        return
    with pytest.raises(Denied) as refused:
        reviewed(cast, ours, TODAY, by=getattr(cast, who))
    assert refused.value.verdict.code is Code.ROLE


def test_what_has_run_out_is_not_reviewed_any_more(cast: Cast, ours: Agreement) -> None:
    assert reviewed(cast, ours, END).review_on == END
    with pytest.raises(IllegalTransition, match="expired"):
        reviewed(cast, ours, END, at=noon(END + DAY))


def test_two_who_record_a_review_at_once_do_not_both(cast: Cast, ours: Agreement) -> None:
    facts: dict[str, Any] = {
        "by": cast.max,
        "at": NOON,
        "read_version": ours.version,
        "done_on": TODAY,
        "words": "Fine",
    }
    ending.review(ours, **facts)
    with pytest.raises(Stale):
        ending.review(ours, **facts)
    assert ours.reviews.count() == 1


# --- Whether it can be used --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "usable", "says"),
    [
        (TODAY, True, ""),
        (REVIEW + DAY, True, ""),
        (GRACE, True, ""),
        (GRACE + DAY, False, "the time to catch up ended on 22 February 2028"),
        (END, False, "the time to catch up ended"),
        (END + DAY, False, "It ended on 31 October 2028"),
    ],
)
def test_it_can_be_used_until_the_grace_after_its_review_has_ended(
    ours: Agreement, day: date, usable: bool, says: str
) -> None:
    verdict = can_be_used(ours, noon(day)).verdict
    assert bool(verdict) is usable
    assert says in verdict.reason
    assert usable or verdict.code is Code.AGREEMENT


def test_it_cannot_be_used_before_its_first_day_or_before_it_is_signed(cast: Cast, elm: Organisation) -> None:
    assert not can_be_used(approved(cast, elm), NOON)
    later = active(cast, elm, starts_on=date(2027, 1, 1))
    assert can_be_used(later, NOON).verdict.reason == "It starts on 1 January 2027."
    assert can_be_used(later, noon(date(2027, 1, 1)))


# --- Ending early --------------------------------------------------------------------------------


def test_it_covers_nothing_from_the_moment_at_which_it_was_ended(
    cast: Cast, ours: Agreement, elm: Organisation
) -> None:
    at = NOON + 5 * DAY
    found = ended(cast, ours, at=at, ended_at=at - 2 * DAY)
    assert found.state_at(at) is State.TERMINATED
    assert (found.ended_by, found.end_reason) == (cast.igor, "They closed")
    assert cover(letter(elm.pk), at=at - 2 * DAY - timedelta(minutes=1))
    assert "was ended on 25 November 2026" in cover(letter(elm.pk), at=at - 2 * DAY).verdict.reason


@pytest.mark.parametrize(
    ("moment", "says"), [(NOON - timedelta(minutes=1), "began on"), (NOON + 3 * DAY, "Give notice for it")]
)
def test_it_is_ended_neither_before_it_began_nor_in_the_future(
    cast: Cast, ours: Agreement, moment: datetime, says: str
) -> None:
    with pytest.raises(Denied) as refused:
        ended(cast, ours, at=NOON + 2 * DAY, ended_at=moment)
    assert says in f"{refused.value.verdict.reason} {refused.value.verdict.next_step}"
    assert now(ours).state == State.ACTIVE


@pytest.mark.parametrize(("who", "may"), [("igor", True), ("priya", True), ("max", False), ("sol", False)])
def test_only_the_ig_team_ends_one(cast: Cast, ours: Agreement, who: str, may: bool) -> None:
    if may:
        assert ended(cast, ours, by=getattr(cast, who)).state == State.TERMINATED
        return
    with pytest.raises(Denied, match="Only the IG team"):
        ended(cast, ours, by=getattr(cast, who))


def test_owner_and_ig_hear_of_it_and_whoever_did_it_does_not(cast: Cast, ours: Agreement) -> None:
    cast.priya  # noqa: B018
    ended(cast, ours)
    found = Notification.objects.filter(kind="agreement_ended")
    assert {each.recipient for each in found} == {cast.max, cast.priya}
    assert found[0].subject == f"An agreement was ended early: {ours.reference}"


def test_a_renewal_that_is_ended_before_it_begins_gives_the_old_one_back(
    cast: Cast, ours: Agreement, elm: Organisation
) -> None:
    begins = date(2027, 3, 1)
    new = renewed(cast, ours, begins, date(2030, 2, 28))
    assert now(ours).state_at(noon(begins)) is State.SUPERSEDED
    assert ending.goes_on_without(now(new), NOON + DAY) == ours
    ended(cast, new, at=NOON + DAY)
    old = now(ours)
    assert (old.superseded_at, old.state_at(noon(begins))) == (None, State.ACTIVE)
    assert cover(letter(elm.pk), at=noon(begins)).reference == old.log_number
    assert Event.objects.get(verb="reinstate").detail["renewal"] == new.reference
    # Its end is told again, and another renewal can be begun.
    assert renewed(cast, old, begins, date(2030, 2, 28), at=NOON + 2 * DAY).renews == old


def test_a_renewal_that_has_begun_gives_nothing_back(cast: Cast, ours: Agreement, elm: Organisation) -> None:
    begins = date(2027, 3, 1)
    new = renewed(cast, ours, begins, date(2030, 2, 28))
    at = datetime(2027, 3, 1, 0, 0, tzinfo=UTC)
    assert ending.goes_on_without(now(new), at) is None
    # Even though it is said to have ended before that: on its first day everybody went by it.
    ended(cast, new, at=at, ended_at=NOON + DAY)
    assert now(ours).state_at(at) is State.SUPERSEDED
    assert not cover(letter(elm.pk), at=at)


def test_an_old_one_that_was_ended_itself_is_not_given_back(cast: Cast, ours: Agreement) -> None:
    new = renewed(cast, ours, date(2027, 3, 1), date(2030, 2, 28))
    ended(cast, ours, at=NOON + DAY)
    ended(cast, new, at=NOON + 2 * DAY)
    assert now(ours).state_at(NOON + 3 * DAY) is State.TERMINATED


def test_what_stands_under_it_stops_with_it_and_its_owner_hears(cast: Cast, elm: Organisation) -> None:
    above = active(cast, elm, by=cast.igor, service=None)
    under = active(cast, elm, type=Type.DSP, parent=above, title="The extract")
    over = ended(cast, active(cast, elm, type=Type.DSP, parent=above, title="An old one"))
    assert ending.stops_with(above, NOON + HOUR) == [under]
    assert over not in ending.stops_with(above, NOON + HOUR)
    ended(cast, above, at=NOON + HOUR)
    told = Notification.objects.filter(kind="agreement_covers_nothing", reference=under.reference)
    assert cast.max in {each.recipient for each in told}
    assert not cover(letter(elm.pk), at=NOON + HOUR)


def test_nothing_stops_with_one_version_while_another_stands(cast: Cast, elm: Organisation) -> None:
    above = active(cast, elm)
    under = active(cast, elm, type=Type.DSP, parent=above)
    begins = date(2027, 3, 1)
    new = renewed(cast, above, begins, date(2030, 2, 28))
    # Before the renewal begins the old one carries the protocol, and there is a gap if that ends.
    assert ending.stops_with(now(new), NOON + HOUR) == []
    assert ending.stops_with(now(above), NOON + HOUR) == [under]
    # Once it has begun it carries the protocol that names the old one.
    assert ending.stops_with(now(new), noon(begins)) == [under]
    assert ending.stops_with(now(above), noon(begins)) == []


def test_a_memorandum_that_was_renewed_stops_with_the_protocol_of_the_old_one(
    cast: Cast, elm: Organisation
) -> None:
    above = active(cast, elm, type=Type.MOU, has_sharing_section=False)
    under = active(cast, elm, type=Type.DSP, parent=above)
    new = renewed(cast, above, TODAY, date(2029, 11, 21))
    assert ending.stops_with(under, NOON + HOUR) == [new]


@pytest.mark.parametrize(
    ("has_section", "others", "stops"), [(False, 0, True), (False, 1, False), (True, 0, False)]
)
def test_a_memorandum_stops_with_the_protocol_that_alone_fills_it(
    cast: Cast, elm: Organisation, has_section: bool, others: int, stops: bool
) -> None:
    above = active(cast, elm, type=Type.MOU, has_sharing_section=has_section)
    under = active(cast, elm, type=Type.DSP, parent=above)
    for _ in range(others):
        active(cast, elm, type=Type.DSP, parent=above)
    assert ending.stops_with(under, NOON + HOUR) == ([above] if stops else [])


# --- Notice --------------------------------------------------------------------------------------

ENDS = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def with_notice(cast: Cast, agreement: Agreement, ended_at: datetime = ENDS, **facts: Any) -> Agreement:
    usual: dict[str, Any] = {"by": cast.igor, "at": NOON, "reason": "Their notice of 20 November"}
    facts = {**usual, "read_version": agreement.version, **facts}
    return ending.give_notice(agreement, ended_at=ended_at, **facts)


def read_as(agreement: Agreement, at: datetime) -> set[State]:
    """The states in which the list of agreements finds it at a moment."""
    return {each for each in State if Agreement.objects.filter(pk=agreement.pk).in_state(each, at).exists()}


def test_with_notice_it_counts_until_that_moment_and_not_from_it(
    cast: Cast, ours: Agreement, elm: Organisation
) -> None:
    found = with_notice(cast, ours)
    for at, state in ((NOON, State.ACTIVE), (ENDS - MINUTE, State.ACTIVE), (ENDS, State.TERMINATED)):
        assert found.state_at(at) is state
        assert read_as(found, at) == {state}
        assert bool(cover(letter(elm.pk), at=at)) is (state is State.ACTIVE)
    assert "It was ended on 31 December 2026" in cover(letter(elm.pk), at=ENDS).verdict.reason
    # After its last day it is what it became first.
    assert read_as(found, noon(END + DAY)) == {found.state_at(noon(END + DAY))} == {State.TERMINATED}


def test_what_comes_first_notice_or_renewal_counts(cast: Cast, ours: Agreement) -> None:
    with_notice(cast, ours)
    later = date(2027, 2, 1)
    renewed(cast, ours, later, date(2029, 12, 31), at=NOON + HOUR)
    assert read_as(ours, noon(later)) == {now(ours).state_at(noon(later))} == {State.TERMINATED}


def test_a_renewal_that_begins_before_the_notice_ends_takes_over(cast: Cast, ours: Agreement) -> None:
    with_notice(cast, ours)
    renewed(cast, ours, date(2026, 12, 1), date(2029, 11, 30), at=NOON + HOUR)
    assert read_as(ours, ENDS) == {now(ours).state_at(ENDS)} == {State.SUPERSEDED}


def test_notice_is_taken_back_before_its_moment_and_nothing_is_owed_then(
    cast: Cast, ours: Agreement, elm: Organisation
) -> None:
    theirs = Wanted("Their copies", AtEnd.DELETE, date(2027, 1, 31), ours.parties.get())
    found = with_notice(cast, ours, duties=[theirs])
    facts: dict[str, Any] = {"by": cast.igor, "read_version": found.version, "reason": "They stay"}
    with pytest.raises(IllegalTransition):
        ending.take_back_notice(found, at=ENDS, **facts)
    goes_on = ending.take_back_notice(found, at=ENDS - MINUTE, **facts)
    assert goes_on.state_at(ENDS) is State.ACTIVE
    assert cover(letter(elm.pk), at=ENDS)
    assert goes_on.duties.get().evidence == ending.NOT_NEEDED
    with pytest.raises(Denied, match="No notice was given"):
        ending.take_back_notice(goes_on, at=ENDS, **{**facts, "read_version": goes_on.version})


@pytest.mark.parametrize(
    ("ended_at", "says"),
    [
        (NOON, "has passed"),
        (datetime(2028, 10, 31, 23, 59, tzinfo=UTC), ""),
        (datetime(2028, 11, 1, tzinfo=UTC), "ends on 31 October 2028 anyway"),
    ],
)
def test_notice_is_for_a_moment_to_come_until_its_last_day(
    cast: Cast, ours: Agreement, ended_at: datetime, says: str
) -> None:
    if not says:
        assert with_notice(cast, ours, ended_at).ended_at == ended_at
        return
    with pytest.raises(Denied, match=says):
        with_notice(cast, ours, ended_at)


def test_notice_is_not_for_a_day_before_it_starts_nor_given_twice(cast: Cast, elm: Organisation) -> None:
    later = active(cast, elm, starts_on=date(2027, 1, 1))
    with pytest.raises(Denied, match="starts on 1 January 2027"):
        with_notice(cast, later, ENDS)
    found = with_notice(cast, later, ENDS + DAY)
    with pytest.raises(Denied, match="already"):
        with_notice(cast, found, ENDS + 2 * DAY)
    # It can still be ended at once.
    assert ended(cast, found).state == State.TERMINATED


def test_owner_ig_and_who_leans_on_it_hear_of_notice(cast: Cast, ours: Agreement, elm: Organisation) -> None:
    under = active(cast, elm, type=Type.DSP, parent=ours)
    with_notice(cast, now(ours))
    for kind, about in (("agreement_to_end", ours), ("agreement_will_cover_nothing", under)):
        told = Notification.objects.filter(kind=kind, reference=about.reference)
        assert cast.max in {each.recipient for each in told}
    assert "Covers nothing" in flags_of(cast, under, ENDS)
    assert flags_of(cast, ours, NOON) == ["Notice given"]


def flags_of(cast: Cast, agreement: Agreement, at: datetime) -> list[str]:
    found = Agreement.objects.with_partners().get(pk=agreement.pk)
    return [each.label for each in flags([found], cast.fay, at)[found] if "assurance" not in each.label]


def test_its_end_is_told_beforehand_and_never_as_overdue(cast: Cast, ours: Agreement) -> None:
    with_notice(cast, ours)
    last = Deadline.objects.get(record_id=ours.pk, rule="agreement_end", ended_at=None)
    assert (last.due_on, last.until_on) == (date(2026, 12, 31), date(2026, 12, 31))


# --- What must be returned or deleted --------------------------------------------------------------


def test_what_each_must_return_or_delete_is_written_down_with_the_end(cast: Cast, ours: Agreement) -> None:
    theirs = Wanted("Their copies", AtEnd.DELETE, TODAY + 30 * DAY, ours.parties.get())
    found = ended(cast, ours, duties=[theirs, Wanted("Our file", AtEnd.RETURN, TODAY + 60 * DAY)])
    wanted = [(each.holder, each.kind, each.done_on) for each in found.duties.order_by("due_on")]
    assert wanted == [("Elm Surgery", AtEnd.DELETE, None), ("us", AtEnd.RETURN, None)]


@pytest.mark.parametrize("how", ["expired", "replaced", "ended"])
def test_a_duty_can_be_added_however_it_is_over(cast: Cast, ours: Agreement, how: str) -> None:
    at = noon(END + DAY)
    if how == "replaced":
        renewed(cast, ours, TODAY, date(2029, 11, 21))
        at = NOON + HOUR
    elif how == "ended":
        ended(cast, ours)
        at = NOON + HOUR
    wanted = Wanted("Their copies", AtEnd.DELETE, at.date() + 30 * DAY, ours.parties.get())
    ending.add_duty(ours, wanted, by=cast.max, at=at, read_version=now(ours).version)
    assert ours.duties.get().what == "Their copies"


def test_a_duty_is_not_added_while_it_goes_on(cast: Cast, ours: Agreement) -> None:
    wanted = Wanted("Their copies", AtEnd.DELETE, END + 30 * DAY)
    with pytest.raises(IllegalTransition, match="active"):
        ending.add_duty(ours, wanted, by=cast.igor, at=NOON, read_version=ours.version)


def test_a_duty_is_not_due_before_the_end(cast: Cast, ours: Agreement) -> None:
    wanted = Wanted("Their copies", AtEnd.DELETE, TODAY - DAY)
    with pytest.raises(Denied, match="ends on 22 November 2026"):
        ended(cast, ours, duties=[wanted])
    assert now(ours).state == State.ACTIVE


def one_duty(cast: Cast, ours: Agreement) -> Duty:
    theirs = Wanted("Their copies", AtEnd.DELETE, TODAY + 30 * DAY, ours.parties.get())
    duty: Duty = ended(cast, ours, duties=[theirs]).duties.get()
    return duty


def finished(cast: Cast, duty: Duty, **facts: Any) -> Duty:
    given: dict[str, Any] = {
        "by": cast.max,
        "at": NOON + 9 * DAY,
        "done_on": TODAY + 8 * DAY,
        "evidence": "Their letter",
    }
    return ending.finish_duty(duty, read_version=now(duty.agreement).version, **given | facts)


def test_a_partners_duty_is_done_on_their_written_word_and_its_letter_is_kept(
    cast: Cast, ours: Agreement
) -> None:
    duty = finished(cast, one_duty(cast, ours), upload=upload(pdf()))
    duty.refresh_from_db()
    assert (duty.done_on, duty.evidence, duty.done_by) == (TODAY + 8 * DAY, "Their letter", cast.max)
    kept = Attachment.objects.get()
    assert (kept.label, kept.record_reference) == ("Deleted by Elm Surgery", ours.reference)
    assert kept.service == cast.harbour


def test_a_duty_is_done_once(cast: Cast, ours: Agreement) -> None:
    duty = finished(cast, one_duty(cast, ours))
    with pytest.raises(Denied, match="done already"):
        finished(cast, duty, evidence="Another letter")
    duty.refresh_from_db()
    assert duty.evidence == "Their letter"


@pytest.mark.parametrize(
    ("done_on", "says"), [(TODAY + 10 * DAY, "not come yet"), (TODAY - DAY, "began on 22 November 2026")]
)
def test_a_duty_is_done_neither_in_the_future_nor_before_it_began(
    cast: Cast, ours: Agreement, done_on: date, says: str
) -> None:
    with pytest.raises(Denied, match=says):
        finished(cast, one_duty(cast, ours), done_on=done_on)


# --- Run out -----------------------------------------------------------------------------------------


def test_what_has_run_out_is_settled_once_and_goes_on_being_expired(cast: Cast, ours: Agreement) -> None:
    at = noon(END + DAY)
    wanted = [Wanted("Our file", AtEnd.DELETE, END + 30 * DAY)]
    ending.wind_up(ours, by=cast.igor, at=at, read_version=ours.version, duties=wanted)
    found = now(ours)
    assert (found.state_at(at), found.wound_up_by, found.duties.count()) == (State.EXPIRED, cast.igor, 1)
    with pytest.raises(Denied, match="settled already"):
        ending.wind_up(ours, by=cast.igor, at=at, read_version=found.version)


@pytest.mark.parametrize("how", ["active", "replaced", "ended"])
def test_only_what_has_run_out_is_settled(cast: Cast, ours: Agreement, how: str) -> None:
    if how == "replaced":
        renewed(cast, ours, TODAY, date(2029, 11, 21))
    elif how == "ended":
        ended(cast, ours)
    with pytest.raises(IllegalTransition):
        ending.wind_up(ours, by=cast.igor, at=NOON + HOUR, read_version=now(ours).version)


# --- The machine -------------------------------------------------------------------------------------


def test_the_states_are_those_of_section_4() -> None:
    """DRAFT → IG_REVIEW → AWAITING_SIGNATURE → ACTIVE → EXPIRED, TERMINATED or SUPERSEDED; REJECTED from review.

    Besides these, a draft that nobody wants is DISCARDED: it was never in review, so nobody rejected it.
    Whatever else leads back to DRAFT voids what was approved, so that it is gone through anew.
    """
    steps = {(step.source, step.target) for step in (*MACHINE.transitions, *MACHINE.derived)}
    onward = {(source, target) for source, target in steps if source != target and target != State.DRAFT}
    assert onward - {(None, State.ACTIVE)} == {
        (State.DRAFT, State.IG_REVIEW),
        (State.DRAFT, State.DISCARDED),
        (State.IG_REVIEW, State.AWAITING_SIGNATURE),
        (State.IG_REVIEW, State.REJECTED),
        (State.AWAITING_SIGNATURE, State.ACTIVE),
        (State.ACTIVE, State.EXPIRED),
        (State.ACTIVE, State.TERMINATED),
        (State.ACTIVE, State.SUPERSEDED),
    }
    back = {source for source, target in steps if target == State.DRAFT}
    assert back == {None, State.DRAFT, State.IG_REVIEW, State.AWAITING_SIGNATURE}
