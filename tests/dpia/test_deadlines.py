"""What falls due on an assessment (handbook section 13, rows 16 and 26), and on whose desk it stands."""

from datetime import date, timedelta

from dpia import actions, afterwards, deciding
from dpia.models import Dpia, IcoEvent, Kind
from dpia.turns import turn
from governance.accounts.models import User
from governance.calendar import local_day
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.notifications.models import Notification
from tests.cast import NOON, Cast
from tests.dpia import walk

TODAY = local_day(NOON)
A_YEAR_ON = date(2027, 11, 22)


def open_on(dpia: Dpia) -> dict[str, date]:
    rows = Deadline.objects.filter(register="dpias", record_id=dpia.pk, ended_at=None)
    return dict(rows.values_list("rule", "due_on"))


def on_desk(user: User, on: date) -> set[str]:
    return set(Deadline.objects.standing(on).for_desk_of(user, on).values_list("rule", flat=True))


def test_the_review_is_a_year_after_the_decision_and_after_each_review(cast: Cast) -> None:
    found = walk.live(cast, kind=Kind.PROJECT)
    assert open_on(found) == {"dpia_review": A_YEAR_ON}
    later = NOON + timedelta(days=100)
    found = afterwards.review(
        found, by=cast.max, at=later, reviewed_on=local_day(later), review_words="The same."
    )
    assert open_on(found) == {"dpia_review": date(2028, 3, 2)}


def test_cameras_have_a_need_test_too_until_they_are_switched_off(cast: Cast) -> None:
    found = walk.live(cast)
    assert open_on(found) == {"dpia_review": A_YEAR_ON, "cctv_need_test": A_YEAR_ON}
    found = afterwards.stop(found, by=cast.max, at=NOON, stopped_on=TODAY, reason="We moved.")
    assert open_on(found) == {}


def test_the_owner_is_told_thirty_and_seven_days_before_and_the_dpo_when_it_is_late(cast: Cast) -> None:
    walk.approved(cast)
    for days, told in ((-31, set()), (-30, {cast.max}), (-7, {cast.max}), (1, {cast.max, cast.priya})):
        at = NOON.replace(year=2027) + timedelta(days=days)
        Notification.objects.filter(kind="dpia_review").delete()
        sweep(at=at)
        rows = Notification.objects.filter(kind="dpia_review")
        assert {each.recipient for each in rows} == told, days


def test_an_action_is_on_its_own_desk(cast: Cast) -> None:
    found = afterwards.add_action(
        walk.approved(cast), by=cast.max, at=NOON, words="Train all.", owner=cast.fay, due_on=TODAY
    )
    assert on_desk(cast.fay, TODAY) == {"dpia_action_due"}
    afterwards.settle_action(found, by=cast.max, at=NOON, number=1, evidence="Seen.")
    assert on_desk(cast.fay, TODAY) == set()


def test_the_turn_goes_from_desk_to_desk(cast: Cast) -> None:
    sent = walk.sent_in(cast)
    assert on_desk(cast.priya, TODAY) == {"dpia_waits_advice"}
    advised = deciding.advise(sent, by=cast.priya, at=NOON, advice="Go on.")
    assert (on_desk(cast.priya, TODAY), on_desk(cast.max, TODAY)) == (set(), {"dpia_waits_answer"})
    answered = deciding.respond(advised, by=cast.max, at=NOON, advice_followed=True)
    assert on_desk(cast.sol, TODAY) == {"dpia_waits_sign_off"}
    deciding.send_back(answered, by=cast.sol, at=NOON, reason="Say more.")
    assert (on_desk(cast.sol, TODAY), on_desk(cast.max, TODAY)) == (set(), {"dpia_waits_returned"})


def test_what_waits_for_its_owner_stands_on_their_desk(cast: Cast) -> None:
    made = walk.begun(cast)
    assert on_desk(cast.max, TODAY) == {"dpia_waits_to_screen"}
    actions.screen(made, by=cast.max, at=NOON, answers=walk.answers("A5"))
    assert on_desk(cast.max, TODAY) == {"dpia_waits_draft"}


def test_what_is_approved_stands_on_the_desk_until_it_has_started(cast: Cast) -> None:
    found = walk.approved(cast)
    assert "dpia_waits_start" in open_on(found)
    found = afterwards.go_live(found, by=cast.max, at=NOON, live_on=TODAY)
    assert "dpia_waits_start" not in open_on(found)


def test_an_action_of_somebody_elsewhere_is_on_their_desk_and_they_are_told(cast: Cast) -> None:
    afterwards.add_action(
        walk.approved(cast), by=cast.max, at=NOON, words="Train all.", owner=cast.finn, due_on=TODAY
    )
    assert on_desk(cast.finn, TODAY) == {"dpia_action_due"}
    sweep(at=NOON)
    assert [each.recipient for each in Notification.objects.filter(kind="dpia_action_due")] == [cast.finn]


def test_one_c_stands_on_the_desk_of_the_dpo(cast: Cast) -> None:
    actions.screen(walk.begun(cast), by=cast.max, at=NOON, answers=walk.answers("C1"))
    assert on_desk(cast.priya, TODAY) == {"dpia_waits_screening"}


def test_what_the_ico_waits_for_is_the_owners_and_another_asking_has_clocks_of_its_own(cast: Cast) -> None:
    """Both are sent on the same day."""
    what = IcoEvent.What
    found = deciding.consult_ico(
        walk.answered(cast, risk=walk.STAYS_HIGH), by=cast.sol, at=NOON, sent_on=TODAY
    )
    found = deciding.note_ico(found, by=cast.priya, at=NOON, what=what.ACCEPTED, on=TODAY)
    found = deciding.note_ico(found, by=cast.priya, at=NOON, what=what.PAUSED, on=TODAY)
    assert on_desk(cast.max, TODAY) == {"dpia_waits_ico"}
    assert "send the ICO what it waits for" in turn(found)
    found = deciding.ico_answers(found, by=cast.priya, at=NOON, what=what.ANSWERED, on=TODAY, words="No.")
    found = deciding.send_back(found, by=cast.sol, at=NOON, reason="Think again.")
    found = actions.edit(found, by=cast.max, at=NOON, scope="Forty people.")
    found = actions.send_to_dpo(found, by=cast.max, at=NOON)
    found = deciding.advise(found, by=cast.priya, at=NOON, advice="Ask again.")
    found = deciding.respond(found, by=cast.max, at=NOON, advice_followed=True)
    found = deciding.consult_ico(found, by=cast.sol, at=NOON, sent_on=TODAY)
    assert open_on(found) == {"dpia_ico_accepts": date(2026, 12, 2), "dpia_ico_advises": date(2027, 1, 17)}
    assert turn(found).startswith("The ICO’s")


def test_the_clocks_of_the_ico_run_wait_and_end(cast: Cast) -> None:
    what = IcoEvent.What
    found = deciding.consult_ico(
        walk.answered(cast, risk=walk.STAYS_HIGH), by=cast.sol, at=NOON, sent_on=TODAY
    )
    assert open_on(found) == {"dpia_ico_accepts": date(2026, 12, 2), "dpia_ico_advises": date(2027, 1, 17)}
    found = deciding.note_ico(found, by=cast.priya, at=NOON, what=what.ACCEPTED, on=TODAY)
    found = deciding.note_ico(found, by=cast.priya, at=NOON, what=what.EXTENDED, on=TODAY)
    assert open_on(found) == {"dpia_ico_advises": date(2027, 2, 28)}
    found = deciding.note_ico(found, by=cast.priya, at=NOON, what=what.PAUSED, on=TODAY)
    assert open_on(found) == {"dpia_waits_ico": TODAY}
    later = NOON + timedelta(days=5)
    found = deciding.note_ico(found, by=cast.priya, at=later, what=what.RESUMED, on=local_day(later))
    assert open_on(found) == {"dpia_ico_advises": date(2027, 3, 5)}
    found = deciding.ico_answers(
        found, by=cast.priya, at=later, what=what.ANSWERED, on=local_day(later), words="Yes."
    )
    assert set(open_on(found)) == {"dpia_waits_sign_off"}


def test_an_owner_of_the_data_team_has_it_on_their_desk(cast: Cast) -> None:
    made = walk.begun(cast, by=cast.dana, kind=Kind.PROJECT)
    made = actions.screen(made, by=cast.dana, at=NOON, answers=walk.answers("A1"))
    made = actions.edit(made, by=cast.dana, at=NOON, **walk.SAID)
    made = afterwards.add_action(made, by=cast.dana, at=NOON, words="Ask.", owner=cast.dana, due_on=TODAY)
    assert on_desk(cast.dana, TODAY) == {"dpia_action_due", "dpia_waits_draft"}
