"""A recording from its plan to the secure store: whose yes it takes, on which device, and who may do what."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from consent.consents import actions as consents
from consent.recordings import actions, device_actions
from consent.recordings.models import Participant, Recording
from consent.recordings.readiness import answers
from consent.recordings.register import RECORDINGS
from consent.recordings.rules import Medium, Wrong
from consent.recordings.states import State
from governance.accounts.models import User
from governance.deadlines.models import Deadline
from governance.errors import Code, Denied, IllegalTransition, NotThere, Stale
from governance.ledger.models import Event
from governance.notifications.models import Notification
from governance.people import actions as people
from tests.cast import NOON, Cast
from tests.consent.recordings.sessions import (
    TITLE,
    device,
    later,
    planned,
    ready,
    recorded,
    says,
    stored,
    wrong,
)
from tests.threads import together

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class TestPlanning:
    def test_the_one_who_records_takes_part_and_answers_here(self, cast: Cast) -> None:
        sam = cast.person()
        made = planned(cast, sam)
        assert made.reference == "REC-2026-000001"
        assert (made.state, made.lead) == (State.PLANNED, cast.fay)
        assert [(each.person, each.staff) for each in made.participants.order_by("id")] == [
            (None, cast.fay),
            (sam, None),
        ]

    def test_the_same_form_again_is_the_same_recording(self, cast: Cast) -> None:
        key = uuid4()
        assert planned(cast, form_key=key) == planned(cast, form_key=key)

    def test_two_sessions_are_never_called_the_same_while_one_is_kept(self, cast: Cast) -> None:
        """A yes to one would be taken for a yes to the other."""
        first = planned(cast)
        with pytest.raises(Denied, match="Another session"):
            planned(cast, title=TITLE.upper())
        other = planned(cast, title="Fourth talk")
        with pytest.raises(Denied, match="Another session"):
            actions.edit(other, by=cast.fay, at=NOON, title=TITLE)
        with pytest.raises(IntegrityError, match="one_recording_a_session"), transaction.atomic():
            Recording.objects.filter(pk=other.pk).update(title=TITLE)
        assert planned(cast, medium=Medium.SOUND).title == TITLE
        actions.cancel(first, by=cast.fay, at=NOON, cancel_reason="Ill")
        assert planned(cast).title == TITLE

    def test_a_colleague_who_said_yes_to_sound_has_not_said_yes_to_a_picture(self, cast: Cast) -> None:
        made = planned(cast, medium=Medium.SOUND)
        assert answers(made, NOON)[0].ready
        made = actions.edit(made, by=cast.fay, at=NOON, medium=Medium.VIDEO)
        assert not answers(made, NOON)[0].ready

    @pytest.mark.parametrize("name", ["finn", "maya", "igor", "dana", "cora", "gwen", "aled"])
    def test_who_works_elsewhere_or_only_looks_plans_nothing(self, cast: Cast, name: str) -> None:
        facts = {"title": TITLE, "purpose": "Course", "medium": Medium.VIDEO, "planned_for": NOON.date()}
        with pytest.raises(Denied) as refused:
            actions.plan(
                by=getattr(cast, name),
                at=NOON,
                service=cast.harbour,
                lead=cast.fay,
                form_key=uuid4(),
                **facts,
            )
        assert refused.value.verdict.code == Code.ROLE

    def test_somebody_takes_part_once_and_only_of_the_service(self, cast: Cast) -> None:
        sam, quinn = cast.person(), cast.person("Quinn", worker=cast.finn)
        made = planned(cast, sam)
        with pytest.raises(Denied, match="take part already"):
            actions.add(made, by=cast.fay, at=NOON, case=sam.cases.get())
        with pytest.raises(Denied):
            actions.add(made, by=cast.fay, at=NOON, case=quinn.cases.get())
        with pytest.raises(Denied, match="do not work"):
            actions.add(made, by=cast.fay, at=NOON, staff=cast.finn)

    def test_nobody_is_taken_out_once_it_is_recorded(self, cast: Cast) -> None:
        sam, kim = cast.person(), cast.person("Kim")
        made = ready(cast, sam, kim)
        made = actions.remove(made, participant=made.participants.get(person=kim), by=cast.fay, at=NOON)
        assert made.participants.count() == 2
        made = actions.record(made, by=cast.fay, at=NOON)
        with pytest.raises(IllegalTransition):
            actions.remove(made, participant=made.participants.get(person=sam), by=cast.fay, at=NOON)

    def test_only_a_colleague_answers_for_themselves(self, cast: Cast) -> None:
        made = actions.add(planned(cast, cast.person()), by=cast.fay, at=NOON, staff=cast.dora)
        with pytest.raises(Denied, match="only for themselves"):
            actions.agree(made, by=cast.max, at=NOON)
        assert not answers(made, NOON)[2].ready
        made = actions.agree(made, by=cast.dora, at=NOON)
        assert answers(made, NOON)[2].ready
        assert not answers(made, NOON - HOUR)[2].ready


class TestSwitchedOn:
    """Every participant has an ACTIVE consent before the start (handbook section 9)."""

    def test_everybody_said_yes_and_it_is_bound_to_what_they_said(self, cast: Cast) -> None:
        sam = cast.person()
        made = ready(cast, sam)
        consent = sam.consents.get()
        made = actions.record(made, by=cast.fay, at=NOON)
        theirs = made.participants.get(person=sam)
        assert (theirs.consent, theirs.consent_version) == (consent, consent.version)
        assert (made.state, made.recorded_on, made.delete_by) == (
            State.RECORDED,
            NOON.date(),
            date(2027, 11, 22),
        )
        assert Event.objects.get(verb="record").detail["consents"] == {consent.reference: consent.version}

    def test_sound_is_kept_for_18_months(self, cast: Cast) -> None:
        assert recorded(cast, cast.person(), medium=Medium.SOUND).delete_by == date(2028, 5, 22)

    def refused(self, made: Recording, by: User, **facts: object) -> Denied:
        with pytest.raises(Denied) as refused:
            actions.record(made, by=by, at=NOON, **facts)  # type: ignore[arg-type]
        made.refresh_from_db()
        assert made.state == State.PLANNED
        return refused.value

    def test_one_without_a_yes_stops_it_and_no_name_is_said(self, cast: Cast) -> None:
        sam, kim = cast.person(), cast.person("Kim Lowry")
        made = planned(cast, sam, kim, device=device(cast))
        says(cast, sam)
        why = self.refused(made, cast.fay).verdict
        assert (why.code, why.reason[:10]) == (Code.CONSENT, "One person")
        assert "Kim" not in why.reason + why.next_step

    def test_a_yes_to_sound_or_to_another_session_is_none(self, cast: Cast) -> None:
        sam = cast.person()
        made = planned(cast, sam, device=device(cast))
        says(cast, sam, medium=Medium.SOUND)
        says(cast, sam, named="Fourth talk")
        assert self.refused(made, cast.fay).verdict.code == Code.CONSENT

    def test_a_no_a_draft_and_what_was_taken_back_are_none(self, cast: Cast) -> None:
        sam, kim, lee = (cast.person(name) for name in ("Sam", "Kim", "Lee"))
        made = planned(cast, sam, kim, lee, device=device(cast))
        says(cast, sam, False)
        says(cast, kim, scan_reference="")
        consents.withdraw(says(cast, lee, at=NOON - HOUR), by=cast.fay, at=NOON, withdrawn_at=NOON)
        why = self.refused(made, cast.fay).verdict
        assert (why.code, why.reason[:8]) == (Code.CONSENT, "3 people")

    def test_a_yes_that_came_after_the_start_is_none(self, cast: Cast) -> None:
        made = ready(cast, cast.person())
        assert self.refused(made, cast.fay, started_at=NOON - HOUR).verdict.code == Code.CONSENT

    def test_a_colleague_who_has_not_said_yes_stops_it(self, cast: Cast) -> None:
        made = ready(cast, cast.person())
        made = actions.add(made, by=cast.fay, at=NOON, staff=cast.dora)
        assert self.refused(made, cast.fay).verdict.code == Code.CONSENT

    def test_nothing_is_recorded_in_the_future(self, cast: Cast) -> None:
        made = ready(cast, cast.person())
        assert "still to come" in self.refused(made, cast.fay, started_at=NOON + HOUR).verdict.reason

    @pytest.mark.parametrize(
        "facts", [{"ours": False}, {"encrypted": False}], ids=["not ours", "not encrypted"]
    )
    def test_a_device_that_is_personal_or_not_encrypted_stops_it(
        self, cast: Cast, facts: dict[str, bool]
    ) -> None:
        made = ready(cast, cast.person(), device=device(cast, **facts))
        assert self.refused(made, cast.fay).verdict.code == Code.DEVICE

    def test_a_device_that_is_lost_or_in_its_store_stops_it(self, cast: Cast) -> None:
        there, gone = device(cast, number="1"), device(cast, number="2")
        device_actions.give_back(there, by=cast.fay, at=NOON, location="Safe")
        device_actions.lose(gone, by=cast.fay, at=NOON, reason="Left on a train")
        made = ready(cast, cast.person(), device=there)
        assert self.refused(made, cast.fay).verdict.code == Code.DEVICE
        assert self.refused(made, cast.fay, device=gone).verdict.code == Code.DEVICE

    def test_without_a_device_of_ours_it_is_a_personal_one(self, cast: Cast) -> None:
        made = planned(cast, cast.person())
        assert self.refused(made, cast.fay).verdict.code == Code.DEVICE

    def test_whoever_was_added_meanwhile_is_looked_at_first(self, cast: Cast) -> None:
        made = ready(cast, cast.person())
        actions.add(made, by=cast.fay, at=NOON, staff=cast.dora)
        with pytest.raises(Stale):
            actions.record(made, by=cast.fay, at=NOON, read_version=made.version)

    def test_taken_back_since_the_start_it_must_go(self, cast: Cast) -> None:
        sam = cast.person()
        made = ready(cast, sam)
        consents.withdraw(sam.consents.get(), by=cast.fay, at=NOON + 2 * HOUR, withdrawn_at=NOON + HOUR)
        made = actions.record(made, by=cast.fay, at=NOON + 3 * HOUR, started_at=NOON)
        assert (made.state, made.taken_back_on, made.due_on) == (
            State.RECORDED,
            NOON.date(),
            date(2026, 11, 27),
        )

    def test_a_no_since_the_start_counts_from_when_they_said_it(self, cast: Cast) -> None:
        """Worded otherwise than their yes, and written down days later, but before the recording was."""
        sam = cast.person()
        made = ready(cast, sam)
        says(cast, sam, False, at=NOON + DAY, recipient="Anybody", said_at=NOON + 2 * HOUR)
        made = actions.record(made, by=cast.fay, at=NOON + 3 * DAY, started_at=NOON + HOUR)
        assert (made.taken_back_on, made.due_on) == (NOON.date(), date(2026, 11, 27))

    @pytest.mark.parametrize("name", ["dora", "finn", "maya", "dana", "gwen", "aled"])
    def test_nobody_else_records_it(self, cast: Cast, name: str) -> None:
        assert self.refused(ready(cast, cast.person()), getattr(cast, name)).verdict.code == Code.ROLE


class TestMadeWrongly:
    """A personal device: E-DEVICE, an incident is asked for, evidence of the deletion is required (section 9)."""

    def test_a_personal_device_asks_for_an_incident_and_it_must_go(self, cast: Cast) -> None:
        assert cast.igor
        made = wrong(cast)
        assert (made.state, made.wrong, made.due_on) == (
            State.RECORDED,
            "personal_device",
            date(2026, 11, 27),
        )
        assert Notification.objects.get(kind="recording_wrong").recipient == cast.igor
        assert Event.objects.get(verb="report_wrong").detail["wrong"] == "personal_device"
        due = Deadline.objects.filter(register="recordings", ended_at=None).values_list("rule", flat=True)
        # The incident is opened by itself, so that nobody is asked to open one.
        assert set(due) == {"recording_taken_back", "recording_to_store"}
        assert actions.note_incident(made, by=cast.igor, at=NOON, incident="INC 12").incident == "INC 12"

    def test_what_was_planned_can_have_been_made_without_a_yes(self, cast: Cast) -> None:
        made = planned(cast, cast.person(), device=device(cast))
        facts = {"wrong": Wrong.NO_CONSENT, "wrong_words": "Forgot to ask", "started_at": NOON - HOUR}
        made = actions.report_wrong(made, by=cast.fay, at=NOON, **facts)
        assert (made.state, made.taken_back_on) == (State.RECORDED, NOON.date())

    def test_it_can_be_found_out_once_it_is_stored(self, cast: Cast) -> None:
        made = stored(cast, cast.person())
        facts = {"wrong": Wrong.UNSAFE_DEVICE, "wrong_words": "The seal was broken"}
        made = actions.report_wrong(made, by=cast.max, at=later(10), **facts)
        assert (made.state, made.due_on) == (State.STORED, date(2026, 12, 9))

    def test_only_the_ig_team_notes_the_incident(self, cast: Cast) -> None:
        with pytest.raises(Denied, match="Only the IG team"):
            actions.note_incident(wrong(cast), by=cast.max, at=NOON, incident="INC 12")


class TestStored:
    def test_it_lies_in_the_store_and_the_device_is_back_and_wiped(self, cast: Cast) -> None:
        made = stored(cast, cast.person())
        assert (made.state, made.location, made.stored_by) == (State.STORED, "Server, folder 12", cast.fay)
        assert made.device is not None
        made.device.refresh_from_db()
        assert (made.device.holder, made.device.wiped_by) == (None, cast.fay)
        chain = [(each.holder, each.handed_by) for each in made.device.chain.order_by("id")]
        assert chain == [(None, cast.max), (cast.fay, cast.max), (None, cast.fay)]

    def test_a_device_that_is_not_wiped_and_nowhere_are_refused(self, cast: Cast) -> None:
        made = recorded(cast, cast.person())
        with pytest.raises(Denied, match="not wiped"):
            actions.store(made, by=cast.fay, at=NOON, location="Server", wiped=False)
        with pytest.raises(Denied, match="where it is kept"):
            actions.store(made, by=cast.fay, at=NOON, location=" ", wiped=True)

    def test_a_device_with_another_recording_on_it_is_not_wiped_yet(self, cast: Cast) -> None:
        one = device(cast)
        first = recorded(cast, cast.person(), device=one)
        second = recorded(cast, cast.person("Kim"), device=one, title="Fourth talk")
        with pytest.raises(Denied, match="not in the secure store"):
            device_actions.wipe(one, by=cast.fay, at=NOON)
        with pytest.raises(Denied, match="Another recording on this device"):
            actions.store(first, by=cast.fay, at=NOON, location="Server", wiped=True)
        actions.store(first, by=cast.fay, at=NOON, location="Server", wiped=False)
        with pytest.raises(Denied, match="not wiped"):
            actions.store(second, by=cast.fay, at=NOON, location="Server", wiped=False)


class TestWhoSeesIt:
    def sees(self, user: User, made: Recording) -> bool:
        return RECORDINGS.visible(user, NOON).filter(pk=made.pk).exists()

    def test_ones_own_caseload_the_manager_and_who_oversees(self, cast: Cast) -> None:
        made = planned(cast, cast.person())
        for user in (cast.fay, cast.dora, cast.max, cast.igor, cast.priya, cast.gwen, cast.sol, cast.aled):
            assert self.sees(user, made), user
        for user in (cast.finn, cast.maya, cast.isla, cast.dana, cast.cora):
            assert not self.sees(user, made), user

    def test_whoever_knows_somebody_in_it_does_not_and_it_is_noted(self, cast: Cast) -> None:
        sam = cast.person()
        made = planned(cast, sam, cast.person("Kim"))
        people.report(person=sam, worker=cast.fay, relationship="sister", by=cast.max, at=NOON)
        assert not self.sees(cast.fay, made)
        with pytest.raises(NotThere) as hidden:
            RECORDINGS.find(made.reference, user=cast.fay, at=NOON)
        assert hidden.value.blocked
        assert set(Deadline.objects.get(register="recordings").excluded) == {cast.fay.pk}

    def test_what_nobody_of_the_caseload_is_in_is_for_who_records_it(self, cast: Cast) -> None:
        made = planned(cast)
        assert self.sees(cast.fay, made)
        assert not self.sees(cast.dora, made)


def test_the_database_holds_nothing_half_made(cast: Cast) -> None:
    made = planned(cast, cast.person())
    for wrong_facts in ({"state": "RECORDED"}, {"is_held": True}, {"state": "GONE"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recording.objects.filter(pk=made.pk).update(**wrong_facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.create(recording=made, staff=cast.fay)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_presses_plan_once(self) -> None:
        cast, key = Cast(), uuid4()
        made = together(*[lambda: planned(cast, form_key=key, by=cast.fay).pk] * 2)
        assert Recording.objects.count() == 1, made

    def test_a_yes_taken_back_while_it_is_switched_on_is_before_or_reaches_it(self) -> None:
        cast = Cast()
        sam, kim = cast.person(), cast.person("Kim")
        made = ready(cast, sam, kim)
        after = NOON + HOUR

        def back(person: object) -> None:
            consents.withdraw(person.consents.get(), by=cast.fay, at=after, withdrawn_at=after)  # type: ignore[attr-defined]

        together(
            lambda: actions.record(made, by=cast.fay, at=after, started_at=NOON),
            lambda: back(kim),
            lambda: back(sam),
        )
        made.refresh_from_db()
        assert (made.state, made.taken_back_on) == (State.RECORDED, after.date())
