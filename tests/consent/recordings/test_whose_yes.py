"""A yes is to one session as it was planned when they were asked, and ends with it (handbook sections 3.2 and 3.3)."""

from datetime import date, timedelta

import pytest

from consent.consents import actions as consents
from consent.consents.rules import State as Stands
from consent.recordings import actions, actions_ending, answers_end
from consent.recordings.models import Recording
from consent.recordings.permissions import may_play
from consent.recordings.readiness import BEFORE_THE_PLAN, FOR_ANOTHER_PURPOSE, NOT_TO_THIS, answers
from consent.recordings.register import RECORDINGS
from consent.recordings.rules import Medium
from consent.recordings.states import State
from governance.accounts.access import join
from governance.deadlines.models import Deadline
from governance.errors import Code, Denied, Stale
from governance.notifications.models import Notification
from governance.people import actions as people
from governance.people.models import Person
from tests.cast import NOON, Cast, signed_in
from tests.consent.consents.answers import ALL_YES, PANEL
from tests.consent.consents.test_parents import MOTHER, competent, unable
from tests.consent.recordings.sessions import (
    deleted,
    device,
    gone,
    later,
    planned,
    ready,
    recorded,
    says,
    stored,
)

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def ready_at(recording: Recording, person: Person, at: object) -> bool:
    """Whether their yes counts."""
    found = answers(recording, at)  # type: ignore[arg-type]
    return next(each.ready for each in found if each.participant.person_id == person.pk)


class TestThePlanIsChanged:
    @pytest.mark.parametrize(
        "change", [{"purpose": "Shown at a conference"}, {"title": "Fourth talk"}, {"medium": Medium.SOUND}]
    )
    def test_after_everybody_said_yes_they_are_all_asked_anew(
        self, cast: Cast, change: dict[str, str]
    ) -> None:
        sam = cast.person()
        made = ready(cast, sam)
        assert all(each.ready for each in answers(made, NOON))
        made = actions.edit(made, by=cast.fay, at=NOON + HOUR, **change)
        assert not any(each.ready for each in answers(made, NOON + HOUR))
        with pytest.raises(Denied) as refused:
            actions.record(made, by=cast.fay, at=NOON + HOUR)
        assert refused.value.verdict.code == Code.CONSENT
        # What they had said yes to is not going to be.
        assert sam.consents.get().expires_on == NOON.date()

    def test_a_yes_to_the_new_purpose_counts(self, cast: Cast) -> None:
        sam = cast.person()
        made = ready(cast, sam)
        made = actions.edit(made, by=cast.fay, at=NOON + HOUR, purpose="Shown at a conference")
        assert answers(made, NOON + HOUR)[1].words == NOT_TO_THIS
        made = actions.agree(made, by=cast.fay, at=NOON + HOUR)
        says(cast, sam, at=NOON + 2 * HOUR, purpose="Shown at a conference")
        assert actions.record(made, by=cast.fay, at=NOON + 2 * HOUR).state == State.RECORDED

    def test_a_paper_that_names_the_old_purpose_does_not(self, cast: Cast) -> None:
        """It was printed, or its form was open, before the plan was changed."""
        sam = cast.person()
        made = ready(cast, sam)
        before = made.purpose
        made = actions.edit(made, by=cast.fay, at=NOON + HOUR, purpose="Shown at a conference")
        says(cast, sam, at=NOON + 2 * HOUR, purpose=before, recipient="Only my supervisor")
        assert answers(made, NOON + 2 * HOUR)[1].words == FOR_ANOTHER_PURPOSE

    def test_a_paper_from_before_the_plan_says_why_it_does_not_count(self, cast: Cast) -> None:
        sam = cast.person()
        says(cast, sam, at=NOON)
        made = planned(cast, sam, at=NOON + HOUR)
        assert answers(made, NOON + HOUR)[1].words == BEFORE_THE_PLAN

    def test_nobody_is_added_while_it_is_changed_or_cancelled(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever comes in between those who are waited for and the lock is not left out."""
        made = ready(cast, cast.person())
        monkeypatch.setattr(answers_end, "wait_for_them", lambda recording: [])
        with pytest.raises(Stale):
            actions.edit(made, by=cast.fay, at=NOON, purpose="Shown at a conference")
        with pytest.raises(Stale):
            actions.cancel(made, by=cast.fay, at=NOON, cancel_reason="Ill")

    def test_called_as_before_again_they_are_still_asked(self, cast: Cast) -> None:
        sam = cast.person()
        made = ready(cast, sam)
        made = actions.edit(made, by=cast.fay, at=NOON + HOUR, title="Fourth talk")
        made = actions.edit(made, by=cast.fay, at=NOON + 2 * HOUR, title="Third talk")
        assert not ready_at(made, sam, NOON + 2 * HOUR)

    def test_another_day_or_device_asks_nobody(self, cast: Cast) -> None:
        sam = cast.person()
        made = ready(cast, sam)
        made = actions.edit(made, by=cast.fay, at=NOON + HOUR, planned_for=date(2026, 12, 1), device=None)
        assert ready_at(made, sam, NOON + HOUR)


class TestAnotherSessionOfTheSameName:
    def test_cancelled_the_yes_to_it_ends_and_is_none_to_the_next(self, cast: Cast) -> None:
        sam = cast.person()
        first = ready(cast, sam)
        actions.cancel(first, by=cast.fay, at=NOON + HOUR, cancel_reason="Ill")
        assert sam.consents.get().state_at(later(1)) == Stands.EXPIRED
        for at in (NOON + HOUR, later(90)):
            made = planned(cast, sam, at=at, device=first.device)
            with pytest.raises(Denied) as refused:
                actions.record(made, by=cast.fay, at=at)
            assert refused.value.verdict.code == Code.CONSENT
            actions.cancel(made, by=cast.fay, at=at, cancel_reason="Nobody asked them")

    def test_what_is_finished_after_it_was_cancelled_ends_that_day_too(self, cast: Cast) -> None:
        sam = cast.person()
        made = planned(cast, sam)
        draft = says(cast, sam, checklist={})
        assert draft.state == Stands.DRAFT
        actions.cancel(made, by=cast.fay, at=NOON + HOUR, cancel_reason="Ill")
        given = consents.amend(draft, by=cast.fay, at=NOON + 2 * HOUR, answer=True, checklist=ALL_YES).consent
        assert (given.state, given.expires_on) == (Stands.ACTIVE, NOON.date())

    def test_one_that_must_not_have_been_made_goes_and_the_good_one_stays(self, cast: Cast) -> None:
        """The yes to the good one is no yes to the other, though both are called the same."""
        sam = cast.person()
        facts = {"wrong": "unsafe_device", "wrong_words": "The seal was broken"}
        first = actions.report_wrong(recorded(cast, sam), by=cast.fay, at=NOON, **facts)
        at = later(2)
        second = planned(cast, sam, at=at, device=device(cast, at=at, number="R-18"))
        given = says(cast, sam, at=at)
        second = actions.record(second, by=cast.fay, at=at)
        first = deleted(first, by=cast.fay, at=later(3))
        actions_ending.confirm_deletion(first, by=cast.max, at=later(3))
        given.refresh_from_db()
        assert given.expires_on is None
        assert may_play(cast.fay, second, later(4))

    def test_nor_does_it_end_the_yes_to_one_that_is_planned(self, cast: Cast) -> None:
        sam = cast.person()
        facts = {"wrong": "unsafe_device", "wrong_words": "The seal was broken"}
        first = actions.report_wrong(recorded(cast, sam), by=cast.fay, at=NOON, **facts)
        second = planned(cast, sam, at=later(2))
        says(cast, sam, at=later(2))
        first = deleted(first, by=cast.fay, at=later(3))
        actions_ending.confirm_deletion(first, by=cast.max, at=later(3))
        assert ready_at(second, sam, later(4))

    def test_deleted_and_planned_anew_on_the_same_day_they_are_asked_anew(self, cast: Cast) -> None:
        sam = cast.person()
        gone(cast, sam)
        made = planned(cast, sam, at=NOON + HOUR)
        assert not ready_at(made, sam, NOON + HOUR)
        says(cast, sam, at=NOON + 2 * HOUR)
        assert ready_at(made, sam, NOON + 2 * HOUR)

    def test_what_is_said_in_the_minute_of_the_plan_counts(self, cast: Cast) -> None:
        """What they say is typed in whole minutes."""
        sam = cast.person()
        made = planned(cast, sam, at=NOON + timedelta(seconds=40))
        says(cast, sam, at=NOON + timedelta(seconds=50), said_at=NOON)
        assert ready_at(made, sam, NOON + MINUTE)


def test_a_no_since_then_takes_back_a_yes_however_it_was_worded(cast: Cast) -> None:
    sam = cast.person()
    made = ready(cast, sam)
    says(cast, sam, False, at=NOON + HOUR, recipient="Anybody at all")
    assert not ready_at(made, sam, NOON + HOUR)
    assert ready_at(made, sam, NOON), "it held until then"
    says(cast, sam, at=NOON + 2 * HOUR)
    assert ready_at(made, sam, NOON + 2 * HOUR)


class TestAParentsYesEnds:
    """The recording waits: nobody plays it before the young person has answered (handbook section 3.3)."""

    def made(self, cast: Cast, born: date = date(2013, 5, 1)) -> tuple[Person, Recording]:
        ash = cast.person("Ash Rivers", born=born)
        plan = planned(cast, ash)
        says(cast, ash, assessment=unable(cast, ash, trained_on=None), **MOTHER)
        made = actions.record(plan, by=cast.fay, at=NOON, device=device(cast))
        assert may_play(cast.fay, made, NOON)
        return ash, made

    def test_found_able_they_are_asked_and_nobody_plays_it_meanwhile(self, cast: Cast) -> None:
        ash, made = self.made(cast)
        at = later(30)
        able = competent(cast, ash, at=at, trained_on=None)
        for user in (cast.fay, cast.max, cast.igor, cast.gwen):
            assert may_play(user, made, at).code == Code.CONSENT
        told = Notification.objects.filter(kind="recording_unanswered")
        assert {each.recipient for each in told} == {cast.fay, cast.max}
        open_now = Deadline.objects.filter(record_id=made.pk, register="recordings", ended_at=None)
        assert open_now.get(rule="recording_answer").due_on == at.date()
        says(cast, ash, at=at + HOUR, assessment=able, **PANEL)
        assert may_play(cast.fay, made, at + HOUR)
        assert not open_now.filter(rule="recording_answer").exists()

    def test_their_no_makes_it_go(self, cast: Cast) -> None:
        ash, made = self.made(cast)
        able = competent(cast, ash, at=later(30), trained_on=None)
        says(cast, ash, False, at=later(31), assessment=able)
        made.refresh_from_db()
        assert made.taken_back_on == later(31).date()

    def test_the_sixteenth_birthday_does_the_same_and_is_told_before(self, cast: Cast) -> None:
        _, made = self.made(cast, born=date(2011, 1, 1))
        due = Deadline.objects.get(record_id=made.pk, rule="recording_answer", ended_at=None)
        assert due.due_on == date(2026, 12, 31)
        assert may_play(cast.fay, made, later(39))
        assert may_play(cast.fay, made, later(41)).code == Code.CONSENT

    def test_it_stands_on_the_desk_while_their_answer_is_not_finished(self, cast: Cast) -> None:
        ash, made = self.made(cast, born=date(2011, 1, 1))
        says(cast, ash, at=later(41), checklist={})
        made = actions.store(made, by=cast.fay, at=later(41), location="Server", wiped=True)
        due = Deadline.objects.get(record_id=made.pk, rule="recording_answer", ended_at=None)
        assert due.due_on == date(2026, 12, 31)

    def test_its_page_says_so_and_asks_them(self, cast: Cast, time_machine: object) -> None:
        ash, made = self.made(cast)
        competent(cast, ash, at=later(30), trained_on=None)
        time_machine.move_to(later(31), tick=False)  # type: ignore[attr-defined]
        shown = signed_in(cast.fay).get(RECORDINGS.url(made)).content.decode()
        assert "Nobody plays it until they answer" in shown
        assert "ask whoever’s yes has ended, or delete it" in shown
        assert "Ask for their consent" in shown
        assert "Ask again" in signed_in(cast.fay).get("/recordings/").content.decode()

    def test_the_list_says_so_once_it_has_ended_until_they_answer(
        self, cast: Cast, time_machine: object
    ) -> None:
        ash, _ = self.made(cast)
        time_machine.move_to(later(30), tick=False)  # type: ignore[attr-defined]
        fay, asked = signed_in(cast.fay), "Ask again"
        assert asked not in fay.get("/recordings/").content.decode()
        able = competent(cast, ash, at=later(30), trained_on=None)
        assert asked in fay.get("/recordings/").content.decode()
        says(cast, ash, at=later(30) + HOUR, assessment=able, **PANEL)
        assert asked not in fay.get("/recordings/").content.decode()


def test_whoever_knows_somebody_in_it_gets_no_message_about_it(cast: Cast) -> None:
    """Not as colleague who is asked, not as its lead, and not on the IG team."""
    assert cast.priya
    sam = cast.person()
    made = stored(cast, sam)
    for knows, by in ((cast.fay, cast.max), (cast.igor, cast.max)):
        people.report(person=sam, worker=knows, relationship="cousin", by=by, at=NOON)
    Notification.objects.all().delete()
    actions.report_wrong(
        made, by=cast.max, at=later(1), wrong="unsafe_device", wrong_words="The seal was broken"
    )
    actions_ending.hold(made, by=cast.priya, at=later(1), reason="A claim")
    told = {each.recipient for each in Notification.objects.filter(register="recordings")}
    assert told == {cast.priya}


def test_it_is_handed_to_somebody_who_knows_nobody_in_it(cast: Cast) -> None:
    sam = cast.person()
    plan = planned(cast, sam)
    people.report(person=sam, worker=cast.max, relationship="uncle", by=cast.igor, at=NOON)
    for user in (cast.max, cast.finn, cast.fay):
        with pytest.raises(Denied, match="cannot look after"):
            actions.hand_over(plan, by=cast.fay, at=NOON, lead=user)
    # A role that sees no recordings looks after none, wherever they work.
    join(cast.dana, cast.harbour)
    with pytest.raises(Denied, match="cannot look after"):
        actions.hand_over(plan, by=cast.fay, at=NOON, lead=cast.dana)
    plan = actions.hand_over(plan, by=cast.fay, at=NOON, lead=cast.dora)
    assert Notification.objects.get(kind="recording_handed_over").recipient == cast.dora
    assert Deadline.objects.get(register="recordings", ended_at=None).worker_id == cast.dora.pk
    # Dora records it, so Dora answers too; Fay may be taken out now.
    assert not answers(plan, NOON)[2].ready
    fays = plan.participants.get(staff=cast.fay)
    plan = actions.remove(plan, participant=fays, by=cast.dora, at=NOON)
    assert plan.participants.count() == 2


def test_what_somebody_left_behind_is_handed_on_by_the_manager(cast: Cast) -> None:
    made = recorded(cast, cast.person())
    where = RECORDINGS.url(made, "hand_over")
    assert "Dora Example" in signed_in(cast.max).get(where).content.decode()
    sent = {"read_version": made.version, "lead": cast.dora.pk}
    assert signed_in(cast.max).post(where, sent).status_code == 302
    made.refresh_from_db()
    assert (made.lead, made.participants.filter(staff=cast.dora).exists()) == (cast.dora, False)
    assert may_play(cast.dora, made, NOON)
    assert not may_play(cast.fay, made, NOON)
