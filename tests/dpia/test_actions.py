"""An assessment from the screening to the outcome, and what nobody may do on the way (handbook section 8)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from dpia import actions, afterwards, deciding, parts
from dpia.models import Action, Dpia, IcoEvent, Kind
from dpia.public import published, switched_on
from dpia.register import DPIAS
from dpia.states import State
from governance.calendar import local_day
from governance.deadlines.models import Deadline
from governance.errors import Code, Denied, IllegalTransition
from governance.notifications.models import Notification
from sharing.opt_out import OptOut
from tests.attachments.papers import picture, upload
from tests.cast import NOON, Cast, signed_in
from tests.dpia import walk

TODAY = local_day(NOON)
DAY = timedelta(days=1)


def code_of(refused: pytest.ExceptionInfo[Denied]) -> Code | None:
    return refused.value.verdict.code


class TestScreening:
    def test_an_a_makes_it_a_draft(self, cast: Cast) -> None:
        found = actions.screen(walk.begun(cast), by=cast.max, at=NOON, answers=walk.answers("A5"))
        assert (found.state, found.said_yes) == (State.DRAFT, ["A5"])

    def test_cameras_are_a_reason_by_themselves(self, cast: Cast) -> None:
        found = actions.screen(walk.begun(cast, kind=Kind.CCTV), by=cast.max, at=NOON, answers=walk.answers())
        assert found.state == State.DRAFT

    def test_nothing_needs_a_reason(self, cast: Cast) -> None:
        made = walk.begun(cast)
        with pytest.raises(Denied):
            actions.screen(made, by=cast.max, at=NOON, answers=walk.answers(), because=" ")
        found = actions.screen(made, by=cast.max, at=NOON, answers=walk.answers(), because="A new chair.")
        assert (found.state, found.screening_because) == (State.NOT_REQUIRED, "A new chair.")

    @pytest.mark.parametrize(("needed", "state"), [(True, State.DRAFT), (False, State.NOT_REQUIRED)])
    def test_one_c_is_for_the_dpo(self, cast: Cast, needed: bool, state: State) -> None:
        asked = actions.screen(walk.begun(cast), by=cast.max, at=NOON, answers=walk.answers("C7"))
        assert asked.state == State.SCREENING
        with pytest.raises(Denied) as refused:
            actions.decide_screening(asked, by=cast.max, at=NOON, needed=needed, reason="So.")
        assert code_of(refused) is Code.ROLE
        found = actions.decide_screening(asked, by=cast.priya, at=NOON, needed=needed, reason="Only ten.")
        assert (found.state, found.screening_decided_by) == (state, cast.priya)

    def test_the_dpo_decides_nothing_that_the_questions_decide(self, cast: Cast) -> None:
        with pytest.raises(Denied):
            actions.decide_screening(walk.begun(cast), by=cast.priya, at=NOON, needed=False, reason="No.")

    def test_nobody_answers_again_what_the_dpo_was_asked(self, cast: Cast) -> None:
        asked = actions.screen(walk.begun(cast), by=cast.max, at=NOON, answers=walk.answers("C7"))
        with pytest.raises(Denied, match="The Data Protection Officer decides"):
            actions.screen(asked, by=cast.max, at=NOON, answers=walk.answers(), because="Nothing.")
        asked.refresh_from_db()
        assert (asked.state, asked.said_yes) == (State.SCREENING, ["C7"])

    def test_what_was_not_needed_is_screened_again(self, cast: Cast) -> None:
        done = actions.screen(
            walk.begun(cast), by=cast.max, at=NOON, answers=walk.answers(), because="Nothing."
        )
        again = actions.screen_anew(done, by=cast.max, at=NOON, reason="Now with names.")
        assert (again.state, again.screening) == (State.SCREENING, {})

    def test_what_runs_keeps_the_day_on_which_it_went_live_until_it_is_approved(self, cast: Cast) -> None:
        done = actions.screen(
            walk.begun(cast), by=cast.max, at=NOON, answers=walk.answers(), because="Nothing."
        )
        began, later = local_day(NOON), walk.later(30)
        done = afterwards.go_live(done, by=cast.max, at=NOON, live_on=began)
        again = actions.screen_anew(done, by=cast.max, at=later, reason="Now with names.")
        assert (again.state, again.live_on) == (State.SCREENING, began)
        page = signed_in(cast.max).get(DPIAS.url(again)).content.decode()
        assert "It runs since 22 November 2026. It began when no assessment was needed" in page
        again = actions.screen(again, by=cast.max, at=later, answers=walk.answers("A5"))
        again = actions.edit(again, by=cast.max, at=later, **walk.SAID)
        again = parts.write_risk(again, by=cast.max, at=later, number=None, **walk.RISK)
        again = actions.send_to_dpo(again, by=cast.max, at=later)
        again = deciding.advise(again, by=cast.priya, at=later, advice="Go on.")
        again = deciding.respond(again, by=cast.max, at=later, advice_followed=True)
        assert not again.is_running
        again = deciding.approve(again, by=cast.sol, at=later, accepted_because="Small enough.")
        assert (again.live_on, again.is_running) == (began, True)
        # Nothing waits for a start any more.
        assert not Deadline.objects.filter(rule="dpia_waits_start", ended_at=None).exists()

    def test_cameras_and_new_versions_never_run_before_they_may(self, cast: Cast) -> None:
        for made in (
            walk.draft(cast, kind=Kind.CCTV),
            actions.renew(walk.approved(cast), by=cast.max, at=NOON, reason="Anew."),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Dpia.objects.filter(pk=made.pk).update(live_on=local_day(NOON))


class TestWriting:
    def test_nothing_open_goes_to_the_dpo_and_something_open_does_not(self, cast: Cast) -> None:
        with pytest.raises(Denied, match="Write what you want to do"):
            actions.send_to_dpo(walk.draft(cast), by=cast.max, at=NOON)
        assert walk.sent_in(cast).state == State.DPO_ADVICE

    def test_departing_from_what_people_said_needs_a_reason(self, cast: Cast) -> None:
        made = walk.written(cast, people_followed=False)
        with pytest.raises(Denied, match="do not do what they asked for"):
            actions.send_to_dpo(made, by=cast.max, at=NOON)

    @pytest.mark.parametrize("reach", [walk.sent_in, walk.advised, walk.answered])
    def test_a_change_after_it_was_sent_in_resets_the_advice(self, cast: Cast, reach: object) -> None:
        found = actions.edit(reach(cast), by=cast.max, at=NOON, aim="Something else.")  # type: ignore[operator]
        assert (found.state, found.advised_by, found.content_hash) == (State.RETURNED, None, "")
        assert "changed" in found.returned_because

    def test_so_does_a_change_of_a_risk(self, cast: Cast) -> None:
        found = parts.write_risk(
            walk.answered(cast), by=cast.max, at=NOON, number=1, **walk.RISK | walk.STAYS_HIGH
        )
        assert (found.state, found.advice) == (State.RETURNED, "")

    def test_what_was_decided_is_not_written_any_more(self, cast: Cast) -> None:
        with pytest.raises(IllegalTransition):
            actions.edit(walk.approved(cast), by=cast.max, at=NOON, aim="Something else.")


class TestTwoPeople:
    def test_who_sent_it_in_does_not_advise(self, cast: Cast) -> None:
        made = actions.send_to_dpo(walk.written(cast), by=cast.priya, at=NOON)
        with pytest.raises(Denied) as refused:
            deciding.advise(made, by=cast.priya, at=NOON, advice="Fine.")
        assert code_of(refused) is Code.SAME_PERSON

    def test_the_adviser_does_not_approve_also_not_with_another_hat(self, cast: Cast) -> None:
        found = walk.answered(cast)
        cast.priya.is_dpo, cast.priya.is_siro = False, True
        cast.priya.save()
        with pytest.raises(Denied) as refused:
            deciding.approve(found, by=cast.priya, at=NOON, accepted_because="Fine.")
        assert code_of(refused) is Code.SAME_PERSON

    def test_the_adviser_does_not_answer_the_advice(self, cast: Cast) -> None:
        with pytest.raises(Denied) as refused:
            deciding.respond(walk.advised(cast), by=cast.priya, at=NOON, advice_followed=True)
        assert code_of(refused) is Code.SAME_PERSON

    def test_only_the_siro_accepts_the_risk(self, cast: Cast) -> None:
        found = walk.answered(cast)
        for user in (cast.max, cast.gwen, cast.igor):
            with pytest.raises(Denied) as refused:
                deciding.approve(found, by=user, at=NOON, accepted_because="Fine.")
            assert code_of(refused) is Code.ROLE

    @pytest.mark.parametrize(
        "forged", [{"decided_by": "priya"}, {"responded_by": "priya"}, {"sent_by": "priya"}]
    )
    def test_the_database_refuses_it_too(self, cast: Cast, forged: dict[str, str]) -> None:
        found = walk.approved(cast)
        facts = {name: getattr(cast, who) for name, who in forged.items()}
        with pytest.raises(IntegrityError), transaction.atomic():
            Dpia.objects.filter(pk=found.pk).update(**facts)

    def test_the_database_refuses_what_was_not_advised_on(self, cast: Cast) -> None:
        found = walk.approved(cast)
        with pytest.raises(IntegrityError), transaction.atomic():
            Dpia.objects.filter(pk=found.pk).update(content_hash="0" * 64)


class TestSignOff:
    def test_approved_and_frozen_as_it_was(self, cast: Cast) -> None:
        found = walk.approved(cast)
        assert (found.state, found.decided_by) == (State.APPROVED, cast.sol)
        assert (found.frozen or {})["aim"] == walk.SAID["aim"]

    def test_not_before_the_advice_is_answered(self, cast: Cast) -> None:
        with pytest.raises(Denied, match="whether the advice is followed"):
            deciding.approve(walk.advised(cast), by=cast.sol, at=NOON, accepted_because="Fine.")

    def test_to_overrule_the_advice_needs_a_reason(self, cast: Cast) -> None:
        found = walk.advised(cast)
        with pytest.raises(Denied):
            deciding.respond(found, by=cast.max, at=NOON, advice_followed=False)
        done = deciding.respond(
            found, by=cast.max, at=NOON, advice_followed=False, overruled_because="It would cost a year."
        )
        assert done.overruled_because == "It would cost a year."

    def test_the_opt_out_stands_in_the_way_until_the_dpo_clears_it(self, cast: Cast) -> None:
        found = walk.answered(cast, opt_out=OptOut.APPLIES.value, opt_out_ground="")
        with pytest.raises(Denied) as refused:
            deciding.approve(found, by=cast.sol, at=NOON, accepted_because="Fine.")
        assert code_of(refused) is Code.NDO
        cleared = deciding.clear(found, by=cast.priya, at=NOON)
        done = deciding.approve(cleared, by=cast.sol, at=NOON, accepted_because="Fine.")
        assert done.state == State.APPROVED

    def test_sent_back_and_sent_in_again(self, cast: Cast) -> None:
        back = deciding.send_back(walk.answered(cast), by=cast.sol, at=NOON, reason="Ask the children.")
        assert (back.state, back.returned_because, back.advice) == (State.RETURNED, "Ask the children.", "")
        again = actions.send_to_dpo(back, by=cast.max, at=NOON)
        assert (again.state, again.returned_because) == (State.DPO_ADVICE, "")

    def test_with_actions_only_where_there_are_some(self, cast: Cast) -> None:
        found = walk.answered(cast)
        with pytest.raises(Denied, match="Nothing is written down"):
            deciding.approve_with_actions(found, by=cast.sol, at=NOON, accepted_because="Fine.")
        found = afterwards.add_action(
            found, by=cast.max, at=NOON, words="Train all.", owner=cast.fay, due_on=TODAY
        )
        with pytest.raises(Denied, match="still to be done"):
            deciding.approve(found, by=cast.sol, at=NOON, accepted_because="Fine.")
        done = deciding.approve_with_actions(found, by=cast.sol, at=NOON, accepted_because="Fine.")
        assert done.state == State.APPROVED_WITH_ACTIONS


class TestIco:
    def test_a_risk_that_stays_high_is_not_approved(self, cast: Cast) -> None:
        found = walk.answered(cast, risk=walk.STAYS_HIGH)
        with pytest.raises(Denied) as refused:
            deciding.approve(found, by=cast.sol, at=NOON, accepted_because="Fine.")
        assert code_of(refused) is Code.DPIA

    def test_the_ico_is_asked_answers_and_then_it_is_decided(self, cast: Cast) -> None:
        found = walk.answered(cast, risk=walk.STAYS_HIGH)
        waits = deciding.consult_ico(found, by=cast.sol, at=NOON, sent_on=TODAY)
        assert waits.state == State.AWAITING_ICO
        with pytest.raises(Denied) as refused:
            afterwards.go_live(waits, by=cast.max, at=NOON, live_on=TODAY)
        assert code_of(refused) is Code.DPIA
        what = IcoEvent.What
        waits = deciding.note_ico(waits, by=cast.priya, at=NOON, what=what.ACCEPTED, on=TODAY)
        back = deciding.ico_answers(
            waits, by=cast.priya, at=NOON, what=what.ANSWERED, on=TODAY, words="Do it with care."
        )
        assert back.state == State.SIGN_OFF
        done = deciding.approve(back, by=cast.sol, at=NOON, accepted_because="As the ICO says.")
        assert done.state == State.APPROVED

    def test_its_answer_counts_for_these_words_only(self, cast: Cast) -> None:
        waits = deciding.consult_ico(
            walk.answered(cast, risk=walk.STAYS_HIGH), by=cast.sol, at=NOON, sent_on=TODAY
        )
        back = deciding.ico_answers(
            waits, by=cast.priya, at=NOON, what=IcoEvent.What.ANSWERED, on=TODAY, words="Yes."
        )
        changed = actions.edit(back, by=cast.max, at=NOON, scope="Of six hundred people.")
        again = actions.send_to_dpo(changed, by=cast.max, at=NOON)
        again = deciding.advise(again, by=cast.priya, at=NOON, advice="Ask anew.")
        again = deciding.respond(again, by=cast.max, at=NOON, advice_followed=True)
        with pytest.raises(Denied) as refused:
            deciding.approve(again, by=cast.sol, at=NOON, accepted_because="Fine.")
        assert code_of(refused) is Code.DPIA

    def test_it_is_not_asked_for_nothing(self, cast: Cast) -> None:
        with pytest.raises(Denied, match="No risk stays high"):
            deciding.consult_ico(walk.answered(cast), by=cast.sol, at=NOON, sent_on=TODAY)

    def test_it_is_not_asked_before_it_was_begun(self, cast: Cast) -> None:
        found = walk.answered(cast, risk=walk.STAYS_HIGH)
        with pytest.raises(Denied, match="before it was begun"):
            deciding.consult_ico(found, by=cast.sol, at=NOON, sent_on=TODAY - DAY)

    def test_it_is_not_asked_about_what_is_out_of_date(self, cast: Cast) -> None:
        found = walk.answered(cast, risk=walk.STAYS_HIGH)
        actions.service_changed(cast.harbour, "it moved.", at=NOON)
        with pytest.raises(Denied, match="it moved") as refused:
            deciding.consult_ico(Dpia.objects.get(pk=found.pk), by=cast.sol, at=NOON, sent_on=TODAY)
        assert code_of(refused) is Code.DPIA

    def test_a_pause_has_an_order(self, cast: Cast) -> None:
        waits = deciding.consult_ico(
            walk.answered(cast, risk=walk.STAYS_HIGH), by=cast.sol, at=NOON, sent_on=TODAY
        )
        with pytest.raises(Denied, match="was not waiting"):
            deciding.note_ico(waits, by=cast.priya, at=NOON, what=IcoEvent.What.RESUMED, on=TODAY)


class TestStarting:
    def test_cameras_without_a_photographed_sign_are_not_switched_on(self, cast: Cast) -> None:
        found = walk.approved(cast, kind=Kind.CCTV)
        with pytest.raises(Denied, match="No sign is photographed") as refused:
            afterwards.go_live(found, by=cast.max, at=NOON, live_on=TODAY)
        assert code_of(refused) is Code.DPIA
        done = afterwards.go_live(walk.with_sign(cast, found), by=cast.max, at=NOON, live_on=TODAY)
        assert done.live_on == TODAY

    def test_no_sign_is_photographed_in_days_to_come(self, cast: Cast) -> None:
        found = walk.approved(cast, kind=Kind.CCTV)
        facts = {"where": "At the gate", "photographed_on": TODAY + DAY, "upload": upload(picture())}
        with pytest.raises(Denied, match="still to come"):
            parts.photograph(found, by=cast.max, at=NOON, **facts)
        assert not found.signs.exists()

    def test_a_photograph_counts_once_it_is_checked_and_from_its_day_on(self, cast: Cast) -> None:
        found = walk.approved(cast, kind=Kind.CCTV)
        facts = {"where": "At the gate", "upload": upload(picture())}
        found = parts.photograph(found, by=cast.max, at=NOON + DAY, photographed_on=TODAY + DAY, **facts)
        with pytest.raises(Denied, match="No sign is photographed"):
            afterwards.go_live(found, by=cast.max, at=NOON + DAY, live_on=TODAY + DAY)
        walk.checked(found.signs.get().photograph)
        with pytest.raises(Denied, match="No sign is photographed"):
            afterwards.go_live(found, by=cast.max, at=NOON + DAY, live_on=TODAY)
        assert afterwards.go_live(found, by=cast.max, at=NOON + DAY, live_on=TODAY + DAY).live_on

    def test_nothing_starts_before_what_must_be_done_first(self, cast: Cast) -> None:
        made = afterwards.add_action(
            walk.answered(cast),
            by=cast.max,
            at=NOON,
            words="Train all.",
            owner=cast.fay,
            due_on=TODAY,
            before_live=True,
        )
        made = deciding.approve_with_actions(made, by=cast.sol, at=NOON, accepted_because="Fine.")
        with pytest.raises(Denied) as refused:
            afterwards.go_live(made, by=cast.max, at=NOON, live_on=TODAY)
        assert code_of(refused) is Code.DPIA
        made = afterwards.settle_action(made, by=cast.max, at=NOON, number=1, evidence="The list of names.")
        assert afterwards.go_live(made, by=cast.max, at=NOON, live_on=TODAY).live_on == TODAY

    def test_what_changed_must_be_looked_at_first(self, cast: Cast) -> None:
        found = actions.mark_changed(walk.approved(cast), by=cast.max, at=NOON, reason="Another supplier.")
        with pytest.raises(Denied, match="out of date"):
            afterwards.go_live(found, by=cast.max, at=NOON, live_on=TODAY)
        found = afterwards.review(found, by=cast.max, at=NOON, reviewed_on=TODAY, review_words="The same.")
        assert afterwards.go_live(found, by=cast.max, at=NOON, live_on=TODAY).live_on == TODAY

    @pytest.mark.parametrize("reach", [walk.begun, walk.draft, walk.sent_in, walk.answered])
    def test_what_is_not_approved_says_so_with_the_code(self, cast: Cast, reach: object) -> None:
        made = reach(cast)  # type: ignore[operator]
        with pytest.raises(Denied) as refused:
            afterwards.go_live(made, by=cast.max, at=NOON, live_on=TODAY)
        assert code_of(refused) is Code.DPIA

    @pytest.mark.parametrize("needed", [True, False])
    def test_nothing_starts_before_the_day_of_its_decision(self, cast: Cast, needed: bool) -> None:
        if needed:
            found = walk.approved(cast)
        else:
            found = actions.screen(walk.begun(cast), by=cast.max, at=NOON, answers=walk.answers("C7"))
            found = actions.decide_screening(found, by=cast.priya, at=NOON, needed=False, reason="Only ten.")
        with pytest.raises(Denied, match="decided on 22 November 2026") as refused:
            afterwards.go_live(found, by=cast.max, at=NOON, live_on=TODAY - DAY)
        assert code_of(refused) is Code.DPIA

    def test_what_has_ended_does_not_start(self, cast: Cast) -> None:
        found = afterwards.stop(
            walk.approved(cast), by=cast.max, at=NOON, stopped_on=TODAY, reason="Too dear."
        )
        with pytest.raises(Denied, match="It has ended") as refused:
            afterwards.go_live(found, by=cast.max, at=NOON, live_on=TODAY)
        assert code_of(refused) is Code.DPIA

    def test_what_is_not_needed_may_start(self, cast: Cast) -> None:
        found = actions.screen(
            walk.begun(cast), by=cast.max, at=NOON, answers=walk.answers(), because="A new chair."
        )
        assert afterwards.go_live(found, by=cast.max, at=NOON, live_on=TODAY).live_on == TODAY


class TestCameras:
    @pytest.mark.parametrize("place", ["toilet", "changing", "therapy"])
    def test_none_where_nobody_may_look(self, cast: Cast, place: str) -> None:
        with pytest.raises(Denied) as refused:
            parts.write_camera(
                walk.draft(cast, kind=Kind.CCTV),
                by=cast.max,
                at=NOON,
                number=None,
                **walk.CAMERA | {"place": place},
            )
        assert code_of(refused) is Code.DPIA

    def test_recording_needs_a_reason_why_not_live(self, cast: Cast) -> None:
        with pytest.raises(Denied, match="looking live is not enough"):
            actions.send_to_dpo(walk.written(cast, kind=Kind.CCTV, why_recorded=""), by=cast.max, at=NOON)

    def test_live_view_keeps_nothing(self, cast: Cast) -> None:
        made = walk.written(cast, kind=Kind.CCTV, why_recorded="")
        made = parts.write_camera(made, by=cast.max, at=NOON, number=1, **walk.CAMERA | {"records": False})
        assert made.cameras.get().retention_days is None
        assert actions.send_to_dpo(made, by=cast.max, at=NOON).state == State.DPO_ADVICE


class TestNextVersion:
    def test_says_the_same_and_takes_the_place_once_it_is_approved(self, cast: Cast) -> None:
        old = walk.live(cast)
        new = actions.renew(old, by=cast.max, at=NOON, reason="More people.")
        assert (new.state, new.aim, new.risks.count(), new.cameras.count()) == (
            State.DRAFT,
            old.aim,
            1,
            1,
        )
        new = actions.edit(new, by=cast.max, at=NOON, scope="Of ninety people.")
        new = actions.send_to_dpo(new, by=cast.max, at=NOON)
        new = deciding.advise(new, by=cast.priya, at=NOON, advice="Go on.")
        new = deciding.respond(new, by=cast.max, at=NOON, advice_followed=True)
        old.refresh_from_db()
        assert old.state == State.APPROVED
        new = deciding.approve(new, by=cast.sol, at=NOON, accepted_because="Fine.")
        old.refresh_from_db()
        assert (old.state, new.state, new.live_on) == (State.SUPERSEDED, State.APPROVED, old.live_on)

    def test_what_is_still_to_be_done_comes_over_and_stands_in_the_way_as_before(self, cast: Cast) -> None:
        made = afterwards.add_action(
            walk.answered(cast),
            by=cast.max,
            at=NOON,
            words="Train all.",
            owner=cast.fay,
            due_on=TODAY,
            before_live=True,
        )
        old = deciding.approve_with_actions(made, by=cast.sol, at=NOON, accepted_because="Fine.")
        new = walk.renewed(cast, old)
        with pytest.raises(Denied, match="still to be done"):
            deciding.approve(new, by=cast.sol, at=NOON, accepted_because="Fine.")
        new = deciding.approve_with_actions(new, by=cast.sol, at=NOON, accepted_because="Fine.")
        action = Action.objects.get()
        assert (action.dpia, action.owner, action.due_on, action.before_live) == (new, cast.fay, TODAY, True)
        with pytest.raises(Denied, match="must be done first") as refused:
            afterwards.go_live(new, by=cast.max, at=NOON, live_on=TODAY)
        assert code_of(refused) is Code.DPIA
        due = Deadline.objects.filter(rule="dpia_action_due", ended_at=None).get()
        assert (due.reference, due.worker) == (new.reference, cast.fay)
        new = afterwards.settle_action(new, by=cast.fay, at=NOON, number=action.number, evidence="The list.")
        assert afterwards.go_live(new, by=cast.max, at=NOON, live_on=TODAY).live_on == TODAY

    def test_what_runs_goes_on_under_the_old_one_until_the_new_one_may_start(self, cast: Cast) -> None:
        old = walk.live(cast)
        new = actions.renew(old, by=cast.max, at=NOON, reason="One more camera.")
        new = afterwards.add_action(
            new, by=cast.max, at=NOON, words="Ask.", owner=cast.max, due_on=TODAY, before_live=True
        )
        new = actions.send_to_dpo(new, by=cast.max, at=NOON)
        new = deciding.advise(new, by=cast.priya, at=NOON, advice="Go on.")
        new = deciding.respond(new, by=cast.max, at=NOON, advice_followed=True)
        new = deciding.approve_with_actions(new, by=cast.sol, at=NOON, accepted_because="Fine.")
        old.refresh_from_db()
        assert (old.is_running, new.live_on) == (True, None)
        assert [name for name, _ in switched_on(NOON)] == ["Harbour"]
        test = Deadline.objects.get(rule="cctv_need_test", ended_at=None)
        assert test.reference == old.reference

        new = afterwards.settle_action(new, by=cast.max, at=NOON, number=1, evidence="They agree.")
        later = NOON + 5 * DAY
        new = afterwards.go_live(new, by=cast.max, at=later, live_on=local_day(later))
        old.refresh_from_db()
        assert (old.state, new.is_running, len(switched_on(later))) == (State.SUPERSEDED, True, 1)
        # The need was last asked when they were switched on, and not when the new version began.
        test = Deadline.objects.get(rule="cctv_need_test", ended_at=None)
        assert (test.reference, test.due_on) == (new.reference, date(2027, 11, 22))

    def test_everyone_reads_no_summary_until_it_is_published_anew_and_the_owner_knows(
        self, cast: Cast
    ) -> None:
        old = afterwards.publish(walk.live(cast), by=cast.max, at=NOON, summary="Two cameras.")
        new = walk.renewed(cast, old)
        assert published(old.reference)
        new = deciding.approve(new, by=cast.sol, at=NOON, accepted_because="Fine.")
        assert not published(new.reference)
        standing = Deadline.objects.filter(register="dpias", record_id=new.pk, ended_at=None)
        assert "dpia_waits_publish" in standing.values_list("rule", flat=True)
        new = afterwards.publish(new, by=cast.max, at=NOON, summary="Three cameras.")
        assert published(new.reference)
        assert "dpia_waits_publish" not in standing.values_list("rule", flat=True)

    def test_what_was_published_since_the_new_one_was_begun_is_published_anew_too(self, cast: Cast) -> None:
        old = walk.live(cast)
        new = walk.renewed(cast, old)
        afterwards.publish(old, by=cast.max, at=NOON, summary="Two cameras.")
        new = deciding.approve(new, by=cast.sol, at=NOON, accepted_because="Fine.")
        new.refresh_from_db()
        assert (new.summary, new.lacks_summary) == ("Two cameras.", True)

    def test_what_was_published_since_it_was_approved_is_published_anew_too(self, cast: Cast) -> None:
        old, new = self.waiting(cast)
        afterwards.publish(old, by=cast.max, at=NOON, summary="Two cameras.")
        new = self.started(cast, new)
        assert (new.summary, new.lacks_summary) == ("Two cameras.", True)

    def test_an_action_that_what_runs_was_given_meanwhile_comes_over_when_it_starts(self, cast: Cast) -> None:
        old, new = self.waiting(cast)
        afterwards.add_action(old, by=cast.max, at=NOON, words="Repair it.", owner=cast.fay, due_on=TODAY)
        new = self.started(cast, new)
        assert Action.objects.get(words="Repair it.").dpia == new
        standing = Deadline.objects.filter(register="dpias", rule="dpia_action_due", ended_at=None)
        assert [each.reference for each in standing] == [new.reference]

    def test_other_cameras_are_switched_on_by_whoever_switches_them_on(self, cast: Cast) -> None:
        old = walk.live(cast)
        new = actions.renew(old, by=cast.max, at=NOON, reason="More.")
        new = parts.write_camera(
            new, by=cast.max, at=NOON, number=None, **walk.CAMERA | {"name": "Back door"}
        )
        new = actions.send_to_dpo(new, by=cast.max, at=NOON)
        new = deciding.advise(new, by=cast.priya, at=NOON, advice="Go on.")
        new = deciding.respond(new, by=cast.max, at=NOON, advice_followed=True)
        new = deciding.approve(new, by=cast.sol, at=NOON, accepted_because="Fine.")
        old.refresh_from_db()
        assert (old.is_running, new.live_on) == (True, None)
        assert [each.name for _, found in switched_on(NOON) for each in found] == ["Front door"]

    def waiting(self, cast: Cast) -> tuple[Dpia, Dpia]:
        """Cameras that are on, and their next version: approved, with something to be done before it starts."""
        old = walk.live(cast)
        new = actions.renew(old, by=cast.max, at=NOON, reason="More.")
        first = {"words": "Ask.", "owner": cast.max, "due_on": TODAY, "before_live": True}
        new = afterwards.add_action(new, by=cast.max, at=NOON, **first)
        new = actions.send_to_dpo(new, by=cast.max, at=NOON)
        new = deciding.advise(new, by=cast.priya, at=NOON, advice="Go on.")
        new = deciding.respond(new, by=cast.max, at=NOON, advice_followed=True)
        new = deciding.approve_with_actions(new, by=cast.sol, at=NOON, accepted_because="Fine.")
        old.refresh_from_db()
        return old, new

    def started(self, cast: Cast, new: Dpia) -> Dpia:
        new = afterwards.settle_action(new, by=cast.max, at=NOON, number=1, evidence="Yes.")
        afterwards.go_live(new, by=cast.max, at=NOON, live_on=TODAY)
        new.refresh_from_db()
        return new

    def test_there_is_one(self, cast: Cast) -> None:
        old = walk.approved(cast)
        actions.renew(old, by=cast.max, at=NOON, reason="More.")
        with pytest.raises(Denied, match="begun already"):
            actions.renew(old, by=cast.max, at=NOON, reason="More.")


def test_an_action_is_settled_by_its_owner_or_a_writer_and_nobody_else(cast: Cast) -> None:
    found = afterwards.add_action(
        walk.approved(cast), by=cast.max, at=NOON, words="Train all.", owner=cast.cora, due_on=TODAY
    )
    assert Notification.objects.filter(recipient=cast.cora, kind="dpia_action").exists()
    for user in (cast.gwen, cast.maya):
        with pytest.raises(Denied):
            afterwards.settle_action(found, by=user, at=NOON, number=1, evidence="Seen.")
    afterwards.settle_action(found, by=cast.cora, at=NOON, number=1, evidence="Seen.")
    assert Action.objects.get().done_by == cast.cora


def test_pressing_twice_begins_once(cast: Cast) -> None:
    made = walk.begun(cast)
    again = actions.begin(
        by=cast.max,
        at=NOON,
        kind=Kind.PROJECT,
        title="Booking",
        service=cast.harbour,
        form_key=made.form_key,  # type: ignore[arg-type]
    )
    assert again.pk == made.pk


class TestHandingOver:
    def test_what_falls_due_goes_to_whoever_looks_after_it_now(self, cast: Cast) -> None:
        ours = walk.approved(cast)
        handed = actions.hand_over(ours, by=cast.max, at=NOON, owner=cast.igor)
        assert handed.owner == cast.igor
        due = Deadline.objects.filter(register="dpias", reference=ours.reference, ended_at=None)
        assert set(due.values_list("worker", flat=True)) == {cast.igor.pk}
        assert cast.igor.notifications.filter(kind="dpia_handed_over", reference=ours.reference).exists()

    def test_nobody_gets_one_that_they_could_not_write(self, cast: Cast) -> None:
        ours = walk.approved(cast)
        for other in (cast.fay, cast.maya, cast.morag):
            with pytest.raises(Denied):
                actions.hand_over(ours, by=cast.max, at=NOON, owner=other)

    def test_the_versions_before_it_go_with_it(self, cast: Cast) -> None:
        """Of no service, and so seen by its owner alone: who reads the next version reads what it is compared with."""
        ours = walk.of_no_service(cast)
        new = actions.renew(ours, by=cast.dana, at=NOON, reason="It grew.")
        client = signed_in(cast.drew)
        assert client.get(f"/dpias/{ours.reference}/").status_code == 404
        new = actions.hand_over(new, by=cast.dana, at=NOON, owner=cast.drew)
        assert new.floor_plan is not None
        for where in (
            *(f"/dpias/{each.reference}/" for each in (ours, new)),
            f"/dpias/{new.reference}/compare/",
            f"/attachments/{new.floor_plan.reference}/",
        ):
            assert client.get(where).status_code == 200, where

    def test_over_its_page(self, cast: Cast) -> None:
        ours = walk.approved(cast)
        where = f"/dpias/{ours.reference}/hand_over/"
        client = signed_in(cast.max)
        form = client.get(where).context["form"]
        assert list(form.fields["owner"].queryset) == [cast.priya]
        client.post(where, {**form.initial, "owner": cast.priya.pk})
        ours.refresh_from_db()
        assert ours.owner == cast.priya
