"""How long a recording is kept, what makes it go sooner, holds, and evidence of its deletion (handbook section 9)."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from consent.consents import actions as consents
from consent.consents.rules import State as ConsentState
from consent.recordings import actions, actions_ending
from consent.recordings.models import Hold, Recording
from consent.recordings.permissions import may_play
from consent.recordings.rules import Place
from consent.recordings.states import State
from governance.accounts.models import User
from governance.attachments import sealed
from governance.attachments.sealing import sealing
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.errors import Code, Denied, IllegalTransition
from governance.notifications.models import Notification
from governance.people import actions as people
from governance.people.models import Person
from governance.workflow.register import dependants
from tests.cast import NOON, Cast
from tests.consent.recordings.sessions import (
    EVERYWHERE,
    FILM,
    deleted,
    device,
    gone,
    kept,
    later,
    ready,
    recorded,
    says,
    stored,
    wrong,
)
from tests.threads import raised, together

UNTIL = date(2027, 11, 22)


def due(recording: Recording) -> dict[str, date]:
    """What is open on it, by its rule."""
    found = Deadline.objects.filter(register="recordings", record_id=recording.pk, ended_at=None)
    return dict(found.values_list("rule", "due_on"))


class TestSoonerAndLonger:
    def test_whoever_works_on_it_deletes_it_sooner_and_only_the_dpo_keeps_it_longer(self, cast: Cast) -> None:
        made = stored(cast, cast.person())
        made = actions_ending.shorten(made, by=cast.fay, at=NOON, delete_by=date(2027, 1, 10))
        assert due(made) == {"recording_delete_by": date(2027, 1, 10)}
        facts = {"delete_by": date(2028, 5, 22), "delete_by_because": "The course goes on"}
        for user in (cast.fay, cast.max, cast.igor):
            with pytest.raises(Denied) as refused:
                actions_ending.lengthen(made, by=user, at=NOON, **facts)
            assert refused.value.verdict.code == Code.ROLE
        made = actions_ending.lengthen(made, by=cast.priya, at=NOON, **facts)
        assert (made.due_on, made.delete_by_set_by) == (date(2028, 5, 22), cast.priya)
        with pytest.raises(Denied, match="at the longest"):
            actions_ending.lengthen(made, by=cast.priya, at=NOON, **facts | {"delete_by": date(2028, 5, 23)})

    def test_sooner_after_a_hold_is_sooner(self, cast: Cast) -> None:
        made = stored(cast, cast.person())
        made = actions_ending.hold(made, by=cast.igor, at=NOON, reason="A claim")
        with pytest.raises(Denied, match="is held"):
            actions_ending.shorten(made, by=cast.fay, at=NOON, delete_by=date(2027, 1, 10))
        # Its day has passed, so it would go by 5 January.
        made = actions_ending.release(made, by=cast.igor, at=later(400), released_because="Settled")
        sooner = later(402).date()
        made = actions_ending.shorten(made, by=cast.fay, at=later(400), delete_by=sooner)
        assert (made.due_on, due(made)) == (sooner, {"recording_delete_by": sooner})

    def test_what_must_go_is_not_kept_longer(self, cast: Cast) -> None:
        with pytest.raises(Denied):
            actions_ending.lengthen(
                wrong(cast), by=cast.priya, at=NOON, delete_by=date(2028, 1, 1), delete_by_because="Useful"
            )


class TestTakenBack:
    """A withdrawal by anybody in it reaches the recording in the same transaction."""

    @pytest.mark.parametrize("make", [recorded, stored])
    def test_it_must_go_in_five_working_days_and_nobody_plays_it(self, cast: Cast, make: Any) -> None:
        sam = cast.person()
        made = make(cast, sam, cast.person("Kim"))
        assert may_play(cast.fay, made, NOON)
        at = later(1)
        consents.withdraw(sam.consents.get(), by=cast.fay, at=at, withdrawn_at=at)
        made.refresh_from_db()
        assert (made.taken_back_on, made.due_on) == (at.date(), date(2026, 11, 30))
        assert due(made)["recording_taken_back"] == date(2026, 11, 30)
        assert "recording_delete_by" not in due(made)
        for user in (cast.fay, cast.max, cast.igor, cast.gwen):
            assert may_play(user, made, at).code == Code.CONSENT
        told = Notification.objects.filter(kind="recording_must_go")
        assert {each.recipient for each in told} == {cast.fay, cast.max}

    def test_it_comes_to_nothing_where_the_withdrawal_does(self, cast: Cast) -> None:
        sam = cast.person()
        made = recorded(cast, sam)
        with transaction.atomic():
            consents.withdraw(sam.consents.get(), by=cast.fay, at=later(1), withdrawn_at=later(1))
            transaction.set_rollback(True)
        made.refresh_from_db()
        assert made.taken_back_on is None

    def test_it_counts_from_when_they_said_it(self, cast: Cast) -> None:
        sam = cast.person()
        made = recorded(cast, sam)
        consents.withdraw(sam.consents.get(), by=cast.fay, at=later(9), withdrawn_at=later(1))
        made.refresh_from_db()
        assert made.due_on == date(2026, 11, 30)

    def test_what_was_found_not_valid_and_a_no_however_it_is_worded_do_the_same(self, cast: Cast) -> None:
        for at, end in ((later(1), "invalid"), (later(2), "no")):
            sam = cast.person(end)
            made = recorded(cast, sam, device=device(cast, number=end), title=end)
            if end == "invalid":
                consents.invalidate(sam.consents.get(), by=cast.max, at=at, reason="Was pressed")
            else:
                says(cast, sam, False, at=at, recipient="Anybody at all", named=end)
            made.refresh_from_db()
            assert made.taken_back_on == at.date(), end

    def test_what_was_never_valid_leaves_what_was_made_on_another_yes(self, cast: Cast) -> None:
        sam = cast.person()
        made = recorded(cast, sam)
        other = says(cast, sam, at=later(1), purpose="Another paper")
        consents.invalidate(other, by=cast.igor, at=later(2), reason="The scan is of somebody else")
        made.refresh_from_db()
        assert made.taken_back_on is None
        assert may_play(cast.fay, made, later(2))

    def test_a_planned_one_waits_for_another_yes_and_whoever_records_it_hears_so(self, cast: Cast) -> None:
        sam = cast.person()
        made = ready(cast, sam)
        consents.withdraw(sam.consents.get(), by=cast.fay, at=NOON, withdrawn_at=NOON)
        made.refresh_from_db()
        assert (made.state, made.taken_back_on) == (State.PLANNED, None)
        told = Notification.objects.filter(kind="recording_not_ready")
        assert {each.recipient for each in told} == {cast.fay, cast.max}
        says(cast, sam, at=later(1))
        assert actions.record(made, by=cast.fay, at=later(1)).state == State.RECORDED

    def test_a_yes_that_replaced_the_one_it_was_made_on_takes_it_back_too(self, cast: Cast) -> None:
        sam = cast.person()
        made = recorded(cast, sam)
        again = says(cast, sam, at=later(1))
        consents.withdraw(again, by=cast.fay, at=later(2), withdrawn_at=later(2))
        made.refresh_from_db()
        assert made.taken_back_on == later(2).date()

    def test_another_session_is_not_reached(self, cast: Cast) -> None:
        sam = cast.person()
        made = recorded(cast, sam)
        consents.withdraw(says(cast, sam, named="Fourth talk"), by=cast.fay, at=NOON, withdrawn_at=NOON)
        made.refresh_from_db()
        assert made.taken_back_on is None

    def test_a_colleague_takes_it_back_as_anybody_does(self, cast: Cast) -> None:
        made = actions.take_back(recorded(cast, cast.person()), by=cast.fay, at=later(1))
        assert (made.taken_back_on, made.due_on) == (later(1).date(), date(2026, 11, 30))

    def test_the_page_of_a_consent_names_the_recording(self, cast: Cast) -> None:
        sam = cast.person()
        made = recorded(cast, sam)
        found = dependants(sam.consents.get())
        assert [(each.reference, each.shared_at) for each in found] == [(made.reference, None)]

    def test_who_knows_somebody_in_it_is_told_nothing(self, cast: Cast) -> None:
        sam, kim = cast.person(), cast.person("Kim")
        made = recorded(cast, sam, kim)
        people.report(person=kim, worker=cast.fay, relationship="aunt", by=cast.max, at=NOON)
        consents.withdraw(sam.consents.get(), by=cast.max, at=later(1), withdrawn_at=later(1))
        made.refresh_from_db()
        assert made.taken_back_on == later(1).date()
        told = Notification.objects.filter(kind="recording_must_go")
        assert {each.recipient for each in told} == {cast.max}
        assert Deadline.objects.get(rule="recording_taken_back").excluded == [cast.fay.pk]


class TestHolds:
    def held(self, cast: Cast, recording: Recording, *, days: int = 0) -> Recording:
        return actions_ending.hold(recording, by=cast.igor, at=later(days), reason="A claim against us")

    def test_nobody_deletes_what_is_held_and_it_is_looked_at_in_three_months(self, cast: Cast) -> None:
        made = self.held(cast, stored(cast, cast.person()))
        assert due(made) == {"recording_hold_review": date(2027, 2, 22)}
        assert made.due_on is None
        with pytest.raises(Denied, match="is held"):
            deleted(made, by=cast.fay)
        at = later(80)
        made = actions_ending.review_hold(made, by=cast.igor, at=at, looked_words="It goes to court")
        assert due(made) == {"recording_hold_review": date(2027, 5, 10)}
        assert made.holds.get().looked_words == "It goes to court"

    @pytest.mark.parametrize("name", ["fay", "max", "gwen", "sol", "aled"])
    def test_only_the_ig_team_holds(self, cast: Cast, name: str) -> None:
        with pytest.raises(Denied) as refused:
            actions_ending.hold(stored(cast, cast.person()), by=getattr(cast, name), at=NOON, reason="Claim")
        assert refused.value.verdict.code == Code.ROLE

    def test_without_a_reason_there_is_none(self, cast: Cast) -> None:
        made = stored(cast, cast.person())
        with pytest.raises(Denied, match="no reason"):
            actions_ending.hold(made, by=cast.igor, at=NOON, reason="  ")
        assert not Hold.objects.exists()

    def test_released_it_goes_by_its_day_or_five_working_days_later(self, cast: Cast) -> None:
        facts: dict[str, Any] = {"released_because": "The claim is settled"}
        early = self.held(cast, stored(cast, cast.person()))
        early = actions_ending.release(early, by=cast.igor, at=later(30), **facts)
        assert due(early) == {"recording_delete_by": UNTIL}
        late = self.held(cast, early, days=31)
        late = actions_ending.release(late, by=cast.igor, at=later(400), **facts)
        assert due(late) == {"recording_delete_by": date(2028, 1, 5)}

    def test_what_was_taken_back_meanwhile_is_sealed_and_goes_after_the_release(self, cast: Cast) -> None:
        sam = cast.person()
        made = self.held(cast, stored(cast, sam))
        consents.withdraw(sam.consents.get(), by=cast.fay, at=later(1), withdrawn_at=later(1))
        made.refresh_from_db()
        assert (made.due_on, set(due(made))) == (None, {"recording_hold_review"})
        assert may_play(cast.igor, made, later(1))
        assert not may_play(cast.fay, made, later(1))
        made = actions_ending.release(made, by=cast.igor, at=later(30), released_because="Settled")
        assert due(made) == {"recording_taken_back": date(2026, 12, 31)}

    def test_there_is_one_at_a_time(self, cast: Cast) -> None:
        made = self.held(cast, stored(cast, cast.person()))
        with pytest.raises(Denied, match="held already"):
            self.held(cast, made)


class TestDeletion:
    def test_one_deletes_it_another_sees_that_it_is_gone_and_the_consents_end(self, cast: Cast) -> None:
        sam = cast.person()
        made = gone(cast, sam)
        assert (made.state, made.deleted_by, made.confirmed_by) == (State.DELETED, cast.fay, cast.max)
        consent = sam.consents.get()
        assert consent.expires_on == NOON.date()
        assert consent.state_at(later(1)) == ConsentState.EXPIRED
        assert due(made) == {}

    def test_the_deleter_never_confirms(self, cast: Cast) -> None:
        made = deleted(stored(cast, cast.person()), by=cast.fay)
        with pytest.raises(Denied) as refused:
            actions_ending.confirm_deletion(made, by=cast.fay, at=NOON)
        assert refused.value.verdict.code == Code.SAME_PERSON
        with pytest.raises(IntegrityError, match="seen_by_another"), transaction.atomic():
            Recording.objects.filter(pk=made.pk).update(state="DELETED", confirmed_by=cast.fay)

    @pytest.mark.parametrize("name", ["finn", "maya", "gwen", "aled", "dana"])
    def test_nor_does_who_does_not_work_here(self, cast: Cast, name: str) -> None:
        made = deleted(stored(cast, cast.person()), by=cast.fay)
        with pytest.raises(Denied):
            actions_ending.confirm_deletion(made, by=getattr(cast, name), at=NOON)

    def test_it_is_not_confirmed_before_it_is_deleted(self, cast: Cast) -> None:
        with pytest.raises(Denied, match="Nobody has written down"):
            actions_ending.confirm_deletion(stored(cast, cast.person()), by=cast.max, at=NOON)

    @pytest.mark.parametrize("place", Place)
    def test_a_copy_that_is_left_is_no_deletion(self, cast: Cast, place: Place) -> None:
        copies = {key: value for key, value in EVERYWHERE.items() if key != place}
        with pytest.raises(Denied, match="copies"):
            deleted(stored(cast, cast.person()), by=cast.fay, deletion_copies=copies)

    def test_where_a_copy_was_it_has_to_be_gone(self, cast: Cast) -> None:
        made = kept(cast, stored(cast, cast.person()))
        for place in (Place.DEVICE, Place.STORE):
            with pytest.raises(Denied, match="There was a copy"):
                deleted(made, by=cast.fay, deletion_copies=EVERYWHERE | {place.value: "never"})
        nowhere = dict.fromkeys(Place.values, "never")
        with pytest.raises(Denied, match="so it was somewhere"):
            deleted(wrong(cast), by=cast.fay, deletion_copies=nowhere)

    def test_it_was_not_deleted_before_its_last_file_was_kept(self, cast: Cast) -> None:
        made = kept(cast, stored(cast, cast.person()), at=later(3))
        with pytest.raises(Denied, match="A copy was kept on 25 November 2026"):
            deleted(made, by=cast.fay, at=later(4), deleted_on=later(2).date())
        assert deleted(made, by=cast.fay, at=later(4), deleted_on=later(3).date()).deleted_on

    def test_who_finds_a_copy_says_so_and_it_is_deleted_anew(self, cast: Cast) -> None:
        made = deleted(stored(cast, cast.person()), by=cast.fay)
        made = actions_ending.still_there(made, by=cast.max, at=NOON, reason="It is in the backup")
        assert (made.state, made.deleted_at) == (State.STORED, None)
        assert Notification.objects.get(kind="recording_not_gone").recipient == cast.fay
        assert deleted(made, by=cast.fay).deleted_by == cast.fay

    def test_nothing_more_happens_to_it(self, cast: Cast) -> None:
        made = gone(cast, cast.person())
        with pytest.raises(IllegalTransition):
            deleted(made, by=cast.fay)


class TestKeptHere:
    def test_its_file_is_there_until_it_is_deleted_and_then_nowhere(
        self, cast: Cast, django_capture_on_commit_callbacks: Any
    ) -> None:
        made = kept(cast, stored(cast, cast.person()))
        file = made.parts.get().sealed
        assert b"".join(sealed.read(file)) == FILM
        with django_capture_on_commit_callbacks(execute=True):
            deleted(made, by=cast.fay)
        file.refresh_from_db()
        assert file.key is None
        assert not default_storage.exists(file.name)

    def test_what_is_still_there_elsewhere_does_not_bring_it_back(self, cast: Cast) -> None:
        made = deleted(kept(cast, stored(cast, cast.person())), by=cast.fay)
        made = actions_ending.still_there(made, by=cast.max, at=NOON, reason="In the backup")
        assert made.parts.get().sealed.key is None

    def test_what_must_go_is_not_put_here(self, cast: Cast) -> None:
        with pytest.raises(Denied):
            kept(cast, wrong(cast))

    def test_who_may_not_leaves_no_file_behind(self, cast: Cast) -> None:
        made = stored(cast, cast.person())
        with pytest.raises(Denied):
            actions.keep(
                made, under_way=sealing(BytesIO(FILM)), content_type="video/mp4", by=cast.dora, at=NOON
            )
        assert not default_storage.exists(sealed.FOLDER)

    @pytest.mark.parametrize(
        ("name", "may"),
        [("fay", True), ("dora", False), ("max", True), ("igor", True), ("gwen", True), ("aled", False)],
    )
    def test_who_made_it_the_manager_and_who_oversees_play_it(self, cast: Cast, name: str, may: bool) -> None:
        user: User = getattr(cast, name)
        assert bool(may_play(user, stored(cast, cast.person()), NOON)) is may


class TestDeadlines:
    """Handbook section 13, rows 14 and 25; a missed night catches up."""

    def told(self, kind: str, at: Any) -> set[User]:
        Notification.objects.all().delete()
        sweep(at=at)
        return {each.recipient for each in Notification.objects.filter(kind=kind).select_related("recipient")}

    def test_the_holder_30_14_7_1_and_0_days_before_then_the_manager_and_the_ig_team(
        self, cast: Cast
    ) -> None:
        assert cast.igor
        stored(cast, cast.person())
        holder, all_three = {cast.fay}, {cast.fay, cast.max, cast.igor}
        days = (31, 30, 29, 14, 7, 2, 1, 0, -1, -2)
        told = [self.told("recording_delete_by", later(365 - day)) for day in days]
        assert told == [set(), holder, set(), holder, holder, set(), holder, holder, all_three, all_three]

    def test_a_missed_night_is_made_up_for_once(self, cast: Cast) -> None:
        stored(cast, cast.person())
        assert self.told("recording_delete_by", later(365 - 12)) == {cast.fay}
        assert self.told("recording_delete_by", later(365 - 11)) == set()

    def test_what_was_taken_back_two_days_before_and_on_its_day(self, cast: Cast) -> None:
        assert cast.igor
        actions.take_back(stored(cast, cast.person()), by=cast.fay, at=later(1))
        days = [self.told("recording_taken_back", later(day)) for day in (5, 6, 7, 8, 9)]
        assert days == [set(), {cast.fay}, set(), {cast.fay}, {cast.fay, cast.max, cast.igor}]

    def test_the_second_person_is_asked_on_their_desk(self, cast: Cast) -> None:
        made = deleted(stored(cast, cast.person()), by=cast.fay)
        assert due(made) == {"recording_waits_confirm": NOON.date()}
        desk = Deadline.objects.standing(NOON.date()).for_desk_of(cast.max, NOON.date(), NOON)
        assert [each.reference for each in desk] == [made.reference]

    def test_the_device_is_to_be_stored_on_the_next_working_day(self, cast: Cast) -> None:
        made = recorded(cast, cast.person())
        assert due(made)["recording_to_store"] == NOON.date() + timedelta(days=1)


@pytest.mark.django_db(transaction=True)
def test_a_deletion_that_is_confirmed_and_a_yes_that_is_taken_back_do_not_block_each_other() -> None:
    cast = Cast()
    sam, kim = cast.person(), cast.person("Kim")
    made = deleted(stored(cast, sam, kim), by=cast.fay)
    at = later(1)

    def back(person: Person) -> None:
        consents.withdraw(person.consents.get(), by=cast.fay, at=at, withdrawn_at=at)

    results = together(
        lambda: back(kim),
        lambda: actions_ending.confirm_deletion(made, by=cast.max, at=at),
        lambda: back(sam),
    )
    # Whoever comes after the deletion finds that their yes has ended with it.
    assert set(raised(results)) <= {IllegalTransition}, results
    made.refresh_from_db()
    assert made.state == State.DELETED
