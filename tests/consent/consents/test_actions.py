"""Each verb of consent, and what it leaves behind (handbook sections 3.2 and 3.3)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from consent.consents.actions import acknowledged, amend, give, invalidate, reconfirm, told, withdraw
from consent.consents.models import Consent
from consent.consents.rules import Giver, State
from consent.kinds import Kind, Method
from consent.wording.rules import Purpose
from governance.calendar import Nation, local_day
from governance.deadlines.models import Deadline
from governance.errors import Code, Denied, IllegalTransition, Stale
from governance.ledger.models import Event
from governance.organisations import actions as organisations
from governance.people import actions as people
from governance.people.models import Person
from tests.cast import NOON, Cast
from tests.consent.consents.answers import ALL_YES, PANEL, answer, say
from tests.consent.wording.samples import approved

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SCAN = {"scan_reference": "Case record, page 12", "scan_held": True}


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person(at=NOON - 400 * DAY)


def again(**changes: object) -> dict[str, object]:
    """Who said yes again, and how."""
    typed = answer(**changes)
    names = ("giver", "method", "identity_check", "script_version", "answer_words")
    return {name: typed[name] for name in names}


class TestRecord:
    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"giver": Giver.NEXT_OF_KIN}, Code.GIVER),
            ({"giver": Giver.PARENT}, Code.GIVER),
            ({"kind": Kind.RESEARCH}, Code.METHOD),
            ({"said_at": NOON + DAY}, None),
            ({"said_at": datetime(1980, 4, 30, tzinfo=UTC)}, None),
        ],
    )
    def test_what_is_wrong_altogether_saves_nothing(
        self, cast: Cast, sam: Person, changes: dict[str, object], code: Code | None
    ) -> None:
        with pytest.raises(Denied) as refusal:
            say(cast, sam, **changes)
        assert refusal.value.verdict.code == code
        assert not Consent.objects.exists()
        assert not Event.objects.filter(register="consents").exists()

    @pytest.mark.parametrize(
        "changes",
        [
            {"checklist": {**ALL_YES, "no_pressure": False}},
            {"checklist": {}},
            {"method": Method.PAPER, **SCAN, "scan_reference": " "},
            {"method": Method.PAPER, **SCAN, "scan_held": False},
            {"method": Method.PAPER, **SCAN, "scan_held": None},
            {"privacy_notice": ""},
            {"said_at": None},
            {"identity_check": ""},
            {"answer_words": ""},
        ],
    )
    def test_what_is_still_open_stays_a_draft(
        self, cast: Cast, sam: Person, changes: dict[str, object]
    ) -> None:
        consent, verdict, _ = say(cast, sam, **changes)
        assert (consent.state, verdict.code) == (State.DRAFT, Code.VALIDITY)
        assert consent.given_at is None
        assert not Deadline.objects.filter(register="consents").exists()

    def test_a_no_needs_none_of_the_ten_and_may_be_said_in_any_way(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam, yes=False, kind=Kind.MEDIA, method=Method.TELEPHONE, checklist={}).consent
        assert (consent.state, consent.refused_at, consent.refused_by) == (State.REFUSED, NOON, cast.fay)

    def test_a_paper_yes_counts_from_the_day_it_was_signed(self, cast: Cast, sam: Person) -> None:
        signed = datetime(2026, 5, 31, 9, 0, tzinfo=UTC)
        consent = say(cast, sam, method=Method.PAPER, **SCAN, said_at=signed).consent
        assert (consent.given_at, consent.review_on) == (signed, date(2026, 11, 30))
        assert consent.created_at == NOON

    def test_the_same_form_twice_records_once(self, cast: Cast, sam: Person) -> None:
        key = uuid4()
        first = say(cast, sam, form_key=key)
        second = say(cast, sam, form_key=key)
        assert second.again
        assert not first.again
        assert second.consent == first.consent
        assert Consent.objects.count() == 1

    def test_the_ledger_and_the_history_name_the_worker(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam).consent
        events = Event.objects.filter(register="consents").order_by("id")
        assert [(e.verb, e.actor_id, e.person_id) for e in events] == [
            ("draft", cast.fay.pk, sam.pk),
            ("give", cast.fay.pk, sam.pk),
        ]
        assert set(consent.history.values_list("history_user_id", flat=True)) == {cast.fay.pk}


class TestDrafts:
    def test_amending_what_was_missing_makes_it_active(self, cast: Cast, sam: Person) -> None:
        draft = say(cast, sam, checklist={}).consent
        outcome = amend(draft, by=cast.max, at=NOON + DAY, answer=True, read_version=1, **answer())
        assert outcome.consent.state == State.ACTIVE
        assert (outcome.consent.given_at, outcome.consent.given_by) == (NOON, cast.max)

    def test_a_stale_edit_saves_nothing(self, cast: Cast, sam: Person) -> None:
        draft = say(cast, sam, checklist={}).consent
        amend(draft, by=cast.fay, at=NOON, answer=True, read_version=1, **answer(checklist={}))
        with pytest.raises(Stale):
            amend(draft, by=cast.dora, at=NOON, answer=True, read_version=1, **answer(purpose="Other"))
        draft.refresh_from_db()
        assert draft.purpose == "To plan their care together"

    def test_a_mistake_in_amending_keeps_the_draft_as_it_was(self, cast: Cast, sam: Person) -> None:
        draft = say(cast, sam, checklist={}).consent
        with pytest.raises(Denied):
            amend(draft, by=cast.fay, at=NOON, answer=True, **answer(giver=Giver.NEXT_OF_KIN))
        draft.refresh_from_db()
        assert (draft.state, draft.version) == (State.DRAFT, 1)

    @pytest.mark.parametrize("yes", [True, False])
    def test_what_was_answered_is_no_draft_any_more_and_nobody_amends_it(
        self, cast: Cast, sam: Person, yes: bool
    ) -> None:
        consent = say(cast, sam, yes).consent
        with pytest.raises(IllegalTransition):
            amend(consent, by=cast.igor, at=NOON, answer=True, **answer(purpose="Other"))
        consent.refresh_from_db()
        assert consent.purpose == "To plan their care together"

    def test_ig_may_complete_the_words_but_not_say_yes_for_the_worker(self, cast: Cast, sam: Person) -> None:
        draft = say(cast, sam, checklist={}).consent
        outcome = amend(draft, by=cast.igor, at=NOON, answer=True, **answer())
        assert (outcome.consent.state, outcome.verdict.code) == (State.DRAFT, Code.ROLE)
        assert give(outcome.consent, by=cast.fay, at=NOON).state == State.ACTIVE

    def test_an_unfinished_draft_cannot_be_given(self, cast: Cast, sam: Person) -> None:
        draft = say(cast, sam, checklist={}).consent
        with pytest.raises(Denied) as refusal:
            give(draft, by=cast.fay, at=NOON)
        assert refusal.value.verdict.code == Code.VALIDITY


class TestTheWords:
    """What was read out or signed is what was asked, in words for it that were in use."""

    @pytest.mark.parametrize(
        "facts",
        [
            {"kind": Kind.SHARE_FAMILY},
            {"purpose": Purpose.FORM},
            {"nation": Nation.SCT},
            {"at": NOON + DAY, "body": "You choose, as ever.", "what_changed": "Shorter"},
        ],
    )
    def test_that_do_not_fit_keep_a_draft_until_others_are_chosen(
        self, cast: Cast, sam: Person, facts: dict[str, Any]
    ) -> None:
        at, script = NOON + DAY, approved(cast, at=NOON - DAY)
        draft, verdict, _ = say(cast, sam, at=at, said_at=NOON, wording=approved(cast, **facts))
        assert (draft.state, verdict.code) == (State.DRAFT, Code.VALIDITY)
        assert "These words" in draft.still_to_do(NOON)[-1]
        done = amend(draft, by=cast.fay, at=at, answer=True, **answer(said_at=NOON, wording=script))
        assert done.consent.state == State.ACTIVE


class TestTheKindOfADraft:
    """Another kind is another question, which others may put and which asks for other things."""

    @pytest.fixture
    def draft(self, cast: Cast, sam: Person) -> Consent:
        return say(cast, sam, checklist={}).consent

    @pytest.mark.parametrize("kind", [Kind.SHARE_FAMILY, Kind.MEDIA])
    def test_stays_as_it_was_begun(self, cast: Cast, draft: Consent, kind: Kind) -> None:
        with pytest.raises(Denied) as refusal:
            amend(draft, by=cast.fay, at=NOON, answer=True, **answer(kind=kind))
        assert "cannot be changed" in refusal.value.verdict.reason
        draft.refresh_from_db()
        assert (draft.kind, draft.version) == (Kind.SHARE_CARE, 1)

    def test_is_no_other_when_they_say_yes_again(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam).consent
        with pytest.raises(Denied):
            reconfirm(consent, by=cast.fay, at=NOON + DAY, kind=Kind.SHARE_FAMILY, **again())


class TestAnsweringAgain:
    def test_a_new_yes_to_the_same_replaces_the_old_one(self, cast: Cast, sam: Person) -> None:
        old = say(cast, sam).consent
        new = say(cast, sam, at=NOON + DAY, recipient="ELM surgery").consent
        old.refresh_from_db()
        assert (old.state, old.superseded_at, old.replacement) == (State.SUPERSEDED, NOON + DAY, new)
        assert old.in_force_at(NOON, as_known=True)
        assert not old.in_force_at(NOON + DAY, as_known=True)
        assert not Deadline.objects.filter(reference=old.reference, ended_at=None).exists()
        assert Event.objects.get(verb="supersede").detail["replaced_by"] == new.reference

    def test_what_was_replaced_and_then_found_taken_back_before_was_known_to_be_over_at_the_first_of_both(
        self, cast: Cast, sam: Person
    ) -> None:
        old = say(cast, sam).consent
        say(cast, sam, at=NOON + DAY)
        old = withdraw(old, by=cast.fay, at=NOON + 3 * DAY, withdrawn_at=NOON + HOUR)
        for moment, true, known in (
            (NOON + HOUR - MINUTE, True, True),
            (NOON + HOUR, False, True),
            (NOON + DAY - MINUTE, False, True),
            (NOON + DAY, False, False),
            (NOON + 2 * DAY, False, False),
        ):
            assert old.in_force_at(moment, as_known=False) is true
            assert old.in_force_at(moment, as_known=True) is known

    @pytest.mark.parametrize("other", [{"recipient": "Oak Surgery"}, {"purpose": "To book a bed"}])
    def test_another_recipient_or_purpose_is_a_choice_of_its_own(
        self, cast: Cast, sam: Person, other: dict[str, str]
    ) -> None:
        old = say(cast, sam).consent
        say(cast, sam, at=NOON + DAY, **other)
        old.refresh_from_db()
        assert old.state == State.ACTIVE

    def test_a_no_takes_back_the_yes_to_the_same(self, cast: Cast, sam: Person) -> None:
        old = say(cast, sam).consent
        say(cast, sam, yes=False, at=NOON + DAY)
        old.refresh_from_db()
        assert (old.state, old.withdrawn_at) == (State.WITHDRAWN, NOON + DAY)
        assert Deadline.objects.get(reference=old.reference, ended_at=None).rule == "tell_recipients"

    def test_an_older_yes_written_down_late_does_not_undo_a_newer_no(self, cast: Cast, sam: Person) -> None:
        no_ = say(cast, sam, yes=False).consent
        with pytest.raises(Denied) as refusal:
            say(cast, sam, at=NOON + DAY, said_at=NOON - DAY)
        assert no_.reference in refusal.value.verdict.reason
        assert Consent.objects.count() == 1

    def test_an_older_no_written_down_late_does_not_undo_a_newer_yes(self, cast: Cast, sam: Person) -> None:
        yes = say(cast, sam).consent
        say(cast, sam, yes=False, at=NOON + DAY, said_at=NOON - DAY)
        yes.refresh_from_db()
        assert yes.state == State.ACTIVE

    def test_a_no_said_before_they_said_yes_again_does_not_undo_that(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam).consent
        reconfirm(consent, by=cast.fay, at=NOON + 60 * DAY, **again())
        no_ = say(cast, sam, yes=False, at=NOON + 61 * DAY, said_at=NOON + 10 * DAY).consent
        consent.refresh_from_db()
        assert (consent.state, no_.state) == (State.ACTIVE, State.REFUSED)
        assert consent.in_force_at(NOON + 61 * DAY, as_known=False)

    def test_a_no_to_an_organisation_takes_back_a_yes_from_before_we_knew_it(
        self, cast: Cast, sam: Person
    ) -> None:
        old = say(cast, sam).consent
        elm = organisations.create(by=cast.max, at=NOON, name="ELM surgery", kind="health", secure_route="")
        say(cast, sam, yes=False, at=NOON + DAY, organisation=elm, recipient=elm.name)
        old.refresh_from_db()
        assert old.state == State.WITHDRAWN

    def test_a_no_to_one_person_in_an_organisation_leaves_the_others_alone(
        self, cast: Cast, sam: Person
    ) -> None:
        old = say(cast, sam, recipient="Dr Green").consent
        elm = organisations.create(by=cast.max, at=NOON, name="Elm Surgery", kind="health", secure_route="")
        say(cast, sam, yes=False, at=NOON + DAY, organisation=elm, recipient="Dr Green")
        old.refresh_from_db()
        assert old.state == State.ACTIVE

    def test_a_yes_that_had_run_out_stays_expired_but_needs_nobody_any_more(
        self, cast: Cast, sam: Person
    ) -> None:
        old = say(cast, sam, at=NOON - 370 * DAY).consent
        assert old.state_at(NOON) == State.EXPIRED
        say(cast, sam)
        old.refresh_from_db()
        assert old.state_at(NOON) == State.EXPIRED
        assert not Deadline.objects.filter(reference=old.reference, ended_at=None).exists()


class TestReconfirm:
    def test_both_dates_run_anew_from_that_day_with_that_days_age(self, cast: Cast) -> None:
        sam = cast.person(born=date(2009, 1, 10))
        consent = say(cast, sam, **PANEL).consent
        assert consent.review_on == date(2027, 2, 22)
        grown = datetime(2027, 1, 10, 9, 0, tzinfo=UTC)
        consent = reconfirm(consent, by=cast.fay, at=grown, **again())
        assert (consent.state, consent.reconfirmed_at, consent.given_at) == (State.ACTIVE, grown, NOON)
        assert (consent.review_on, consent.expires_on) == (date(2027, 7, 10), date(2028, 1, 10))

    def test_not_once_it_has_run_out(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam).consent
        last = datetime.combine(consent.expires_on, NOON.timetz())
        with pytest.raises(IllegalTransition):
            reconfirm(consent, by=cast.fay, at=last + DAY, **again())
        assert reconfirm(consent, by=cast.fay, at=last, **again()).state == State.ACTIVE

    def test_said_by_the_last_good_day_and_written_down_after_it(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam).consent
        last = datetime.combine(consent.expires_on, NOON.timetz())
        written_at, between = last + 9 * DAY, last + 5 * DAY
        with pytest.raises(IllegalTransition):
            reconfirm(consent, by=cast.fay, at=written_at, said_at=last + DAY, **again())
        consent = reconfirm(consent, by=cast.fay, at=written_at, said_at=last, **again())
        assert (consent.state_at(written_at), consent.reconfirmed_at) == (State.ACTIVE, last)
        assert (consent.review_on, consent.expires_on) == (date(2028, 5, 22), date(2028, 11, 22))
        assert consent.in_force_at(between, as_known=False)
        assert not consent.in_force_at(between, as_known=True)
        for at in (last, written_at):
            assert consent.in_force_at(at, as_known=True)
        event = Event.objects.get(verb="reconfirm", reference=consent.reference)
        assert event.detail["effective_at"] == last.isoformat()
        rules = set(
            Deadline.objects.filter(reference=consent.reference, ended_at=None).values_list("rule", "due_on")
        )
        assert rules == {("consent_review", consent.review_on), ("consent_expiry", consent.expires_on)}

    def test_what_they_answered_since_stands(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam).consent
        last = datetime.combine(consent.expires_on, NOON.timetz())
        say(cast, sam, False, at=last + 2 * DAY)
        with pytest.raises(Denied, match="answered this again since then"):
            reconfirm(consent, by=cast.fay, at=last + 3 * DAY, said_at=last, **again())

    def test_what_was_replaced_since_is_not_brought_back(self, cast: Cast, sam: Person) -> None:
        """Not even where the newer yes was found not valid: then they are asked anew."""
        consent = say(cast, sam).consent
        newer = say(cast, sam, at=NOON + 20 * DAY).consent
        invalidate(newer, by=cast.max, at=NOON + 30 * DAY, reason="No interpreter")
        with pytest.raises(IllegalTransition):
            reconfirm(consent, by=cast.fay, at=NOON + 31 * DAY, said_at=NOON + 10 * DAY, **again())
        consent.refresh_from_db()
        assert consent.state == State.SUPERSEDED

    def test_what_ended_sooner_as_well_was_known_as_it_read_before_each_change(
        self, cast: Cast, sam: Person
    ) -> None:
        consent = say(cast, sam).consent
        last = datetime.combine(consent.expires_on, NOON.timetz())
        written_at = last + 10 * DAY
        consent = reconfirm(consent, by=cast.fay, at=written_at, said_at=last, **again())
        closed_at = written_at + 90 * DAY
        people.close(sam.cases.get(), by=cast.max, at=closed_at, closed_on=local_day(written_at))
        consent.refresh_from_db()
        known = {days: consent.in_force_at(last + days * DAY, as_known=True) for days in (0, 5, 10, 99, 101)}
        assert known == {0: True, 5: False, 10: True, 99: True, 101: False}

    def test_two_gaps_are_both_told_as_not_covered_as_known(self, cast: Cast, sam: Person) -> None:
        """It was written down late twice, and each time nobody knew in between that they had said yes again."""
        consent = say(cast, sam).consent
        ends, written = [], []
        for _ in range(2):
            ends.append(datetime.combine(consent.expires_on, NOON.timetz()))
            written.append(ends[-1] + 9 * DAY)
            consent = reconfirm(consent, by=cast.fay, at=written[-1], said_at=ends[-1], **again())
        assert (consent.revived_at, consent.lapsed_on) == (written[1], local_day(ends[1]))
        for end, written_at in zip(ends, written, strict=True):
            midnight = end.replace(hour=0) + DAY
            for at, known in (
                (midnight - timedelta(microseconds=1), True),
                (midnight, False),
                (written_at - timedelta(microseconds=1), False),
                (written_at, True),
            ):
                assert consent.in_force_at(at, as_known=True) is known, at
                assert consent.in_force_at(at, as_known=False), at

    @pytest.mark.parametrize(
        ("changes", "code"),
        [({"giver": Giver.PARENT}, Code.GIVER), ({"script_version": ""}, Code.VALIDITY)],
    )
    def test_it_takes_all_that_a_yes_takes(
        self, cast: Cast, sam: Person, changes: dict[str, object], code: Code
    ) -> None:
        consent = say(cast, sam).consent
        with pytest.raises(Denied) as refusal:
            reconfirm(consent, by=cast.fay, at=NOON + DAY, **again(**changes))
        assert refusal.value.verdict.code == code
        consent.refresh_from_db()
        assert consent.version == 2

    @pytest.mark.parametrize("days", [-1, 2])
    def test_not_before_the_last_yes_and_not_in_the_future(self, cast: Cast, sam: Person, days: int) -> None:
        consent = say(cast, sam).consent
        with pytest.raises(Denied):
            reconfirm(consent, by=cast.fay, at=NOON + DAY, said_at=NOON + days * DAY, **again())


class TestWithdraw:
    def test_from_the_moment_they_said_it_however_long_ago(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam).consent
        consent = withdraw(consent, by=cast.fay, at=NOON + 30 * DAY, withdrawn_at=NOON + DAY)
        between = NOON + 5 * DAY
        assert not consent.in_force_at(between, as_known=False)
        assert consent.in_force_at(between, as_known=True)

    @pytest.mark.parametrize("days", [-1, 3])
    def test_not_before_they_gave_it_and_not_in_the_future(self, cast: Cast, sam: Person, days: int) -> None:
        consent = say(cast, sam).consent
        with pytest.raises(Denied):
            withdraw(consent, by=cast.fay, at=NOON + DAY, withdrawn_at=NOON + days * DAY)

    def test_not_before_they_said_yes_again(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam).consent
        stale = Consent.objects.get(pk=consent.pk)
        reconfirm(consent, by=cast.fay, at=NOON + 60 * DAY, **again())
        for read in (consent, stale):
            with pytest.raises(Denied, match="before they said yes again"):
                withdraw(read, by=cast.fay, at=NOON + 61 * DAY, withdrawn_at=NOON + 10 * DAY)
        consent.refresh_from_db()
        assert consent.state == State.ACTIVE
        later = NOON + 60 * DAY
        assert withdraw(consent, by=cast.fay, at=NOON + 61 * DAY, withdrawn_at=later).withdrawn_at == later

    def test_nothing_stops_it_not_even_the_end_of_the_bank_holidays(self, cast: Cast, sam: Person) -> None:
        thursday = datetime(2099, 1, 1, 12, 0, tzinfo=UTC)
        consent = say(cast, sam, at=thursday).consent
        withdraw(consent, by=cast.fay, at=thursday, withdrawn_at=thursday)
        assert Deadline.objects.get(reference=consent.reference, ended_at=None).due_on == date(2099, 1, 5)

    def test_said_before_it_ran_out_and_written_down_after(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam, at=NOON - 370 * DAY).consent
        consent = withdraw(consent, by=cast.fay, at=NOON, withdrawn_at=NOON - 10 * DAY)
        assert consent.state == State.WITHDRAWN

    def test_not_twice(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam).consent
        withdraw(consent, by=cast.fay, at=NOON, withdrawn_at=NOON)
        with pytest.raises(IllegalTransition):
            withdraw(consent, by=cast.fay, at=NOON, withdrawn_at=NOON)

    def test_recipients_are_told_once_and_then_their_answer_is_waited_for(
        self, cast: Cast, sam: Person
    ) -> None:
        open_now = Deadline.objects.filter(ended_at=None, register="consents")
        consent = withdraw(say(cast, sam).consent, by=cast.fay, at=NOON, withdrawn_at=NOON)
        assert open_now.get().rule == "tell_recipients"
        consent = told(consent, by=cast.max, at=NOON + DAY, told_note="Elm Surgery, by telephone")
        assert (consent.recipients_told_at, consent.recipients_told_by) == (NOON + DAY, cast.max)
        # Told on Monday 23 November; two working days later.
        assert (open_now.get().rule, open_now.get().due_on) == ("recipients_acknowledge", date(2026, 11, 25))
        with pytest.raises(Denied):
            told(consent, by=cast.fay, at=NOON + DAY)
        consent = acknowledged(consent, by=cast.fay, at=NOON + 2 * DAY, acknowledged_note="By email")
        assert not open_now.exists()
        with pytest.raises(Denied):
            acknowledged(consent, by=cast.fay, at=NOON + 2 * DAY)

    def test_where_nothing_was_shared_there_is_nobody_to_wait_for(self, cast: Cast, sam: Person) -> None:
        consent = withdraw(say(cast, sam).consent, by=cast.fay, at=NOON, withdrawn_at=NOON)
        consent = told(consent, by=cast.fay, at=NOON, nothing_shared=True)
        assert not Deadline.objects.filter(register="consents", ended_at=None).exists()
        with pytest.raises(Denied):
            acknowledged(consent, by=cast.fay, at=NOON + DAY)

    @pytest.mark.parametrize("days", [-1, 2])
    def test_nobody_answers_before_they_are_told_or_in_the_future(
        self, cast: Cast, sam: Person, days: int
    ) -> None:
        consent = withdraw(say(cast, sam).consent, by=cast.fay, at=NOON, withdrawn_at=NOON)
        with pytest.raises(Denied):
            acknowledged(consent, by=cast.fay, at=NOON)
        consent = told(consent, by=cast.fay, at=NOON)
        with pytest.raises(Denied):
            acknowledged(consent, by=cast.fay, at=NOON + DAY, acknowledged_at=NOON + days * DAY)

    @pytest.mark.parametrize("days", [-1, 2])
    def test_nobody_is_told_before_it_or_in_the_future(self, cast: Cast, sam: Person, days: int) -> None:
        consent = withdraw(say(cast, sam).consent, by=cast.fay, at=NOON, withdrawn_at=NOON)
        with pytest.raises(Denied):
            told(consent, by=cast.fay, at=NOON + DAY, told_at=NOON + days * DAY)


def test_what_is_found_not_valid_never_held_though_nobody_knew(cast: Cast, sam: Person) -> None:
    consent = invalidate(say(cast, sam).consent, by=cast.igor, at=NOON + 2 * DAY, reason="No interpreter")
    assert consent.state == State.INVALID
    assert not consent.in_force_at(NOON + DAY, as_known=False)
    assert consent.in_force_at(NOON + DAY, as_known=True)
    assert not consent.in_force_at(NOON + 2 * DAY, as_known=True)
    assert Event.objects.get(verb="invalidate").reason == "No interpreter"
    assert consent.history.latest().history_change_reason == "No interpreter"
    assert not Deadline.objects.filter(reference=consent.reference, ended_at=None).exists()


class TestTheCase:
    def test_closing_it_ends_care_consents_28_days_later(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam).consent
        people.close(sam.cases.get(), by=cast.fay, at=NOON + DAY, closed_on=local_day(NOON))
        consent.refresh_from_db()
        assert (consent.expires_on, consent.review_on) == (date(2026, 12, 20), None)
        due = Deadline.objects.get(reference=consent.reference, ended_at=None)
        assert (due.rule, due.due_on, due.until_on) == (
            "consent_expiry",
            date(2026, 12, 20),
            date(2026, 12, 20),
        )

    def test_closing_it_leaves_an_earlier_end_alone(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam, at=NOON - 360 * DAY).consent
        people.close(sam.cases.get(), by=cast.fay, at=NOON, closed_on=local_day(NOON))
        before = consent.expires_on
        consent.refresh_from_db()
        assert consent.expires_on == before

    def test_closed_with_an_earlier_date_it_ended_then_though_nobody_knew(
        self, cast: Cast, sam: Person
    ) -> None:
        consent = say(cast, sam, at=NOON - 100 * DAY).consent
        people.close(sam.cases.get(), by=cast.fay, at=NOON, closed_on=local_day(NOON - 60 * DAY))
        consent.refresh_from_db()
        assert consent.expires_on == local_day(NOON - 32 * DAY)
        between = NOON - 10 * DAY
        assert not consent.in_force_at(between, as_known=False)
        assert consent.in_force_at(between, as_known=True)
        assert not consent.in_force_at(NOON, as_known=True)

    def test_closed_before_it_was_given_it_held_on_that_day_alone(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam, at=NOON - 5 * DAY).consent
        people.close(sam.cases.get(), by=cast.fay, at=NOON, closed_on=local_day(NOON - 60 * DAY))
        consent.refresh_from_db()
        assert consent.expires_on == local_day(NOON - 5 * DAY)

    def test_closed_too_long_ago_it_takes_no_yes_but_a_no(self, cast: Cast, sam: Person) -> None:
        people.close(sam.cases.get(), by=cast.fay, at=NOON, closed_on=local_day(NOON - 29 * DAY))
        with pytest.raises(Denied, match="closed too long ago"):
            say(cast, sam, by=cast.max)
        assert say(cast, sam, yes=False, by=cast.max).consent.state == State.REFUSED

    def test_a_new_key_worker_takes_over_what_falls_due(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam).consent
        people.assign(sam.cases.get(), by=cast.max, at=NOON, key_worker=cast.dora)
        workers = Deadline.objects.filter(reference=consent.reference).values_list("worker", flat=True)
        assert set(workers) == {cast.dora.pk}


def test_an_organisation_that_was_renamed_is_still_the_same_recipient(cast: Cast) -> None:
    sam = cast.person()
    clinic = organisations.create(by=cast.max, at=NOON, name="Old Clinic", kind="health")
    yes = say(cast, sam, organisation=clinic, recipient="Old Clinic").consent
    organisations.edit(
        clinic, by=cast.max, at=NOON, read_version=clinic.version, reason="new name", name="New Clinic"
    )
    clinic.refresh_from_db()
    later = NOON + timedelta(hours=1)
    say(cast, sam, False, at=later, organisation=clinic, recipient="New Clinic")
    yes.refresh_from_db()
    assert yes.state == State.WITHDRAWN


class TestTrueThenAndKnownThen:
    """What held at a moment, as it was true and as we knew it (section 3.3)."""

    def test_a_yes_that_is_written_down_late_was_not_known_before(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam, said_at=NOON, at=NOON + 2 * DAY).consent
        assert not consent.in_force_at(NOON - timedelta(microseconds=1), as_known=False)
        assert consent.in_force_at(NOON, as_known=False)
        assert not consent.in_force_at(NOON + 2 * DAY - timedelta(microseconds=1), as_known=True)
        assert consent.in_force_at(NOON + 2 * DAY, as_known=True)

    def test_until_a_newer_yes_is_written_down_the_older_one_is_what_we_knew(
        self, cast: Cast, sam: Person
    ) -> None:
        old = say(cast, sam, at=NOON).consent
        new = say(cast, sam, said_at=NOON + DAY, at=NOON + 3 * DAY).consent
        old.refresh_from_db()
        between = NOON + 2 * DAY
        assert [each.in_force_at(between, as_known=False) for each in (old, new)] == [False, True]
        assert [each.in_force_at(between, as_known=True) for each in (old, new)] == [True, False]
        later = NOON + 3 * DAY
        assert [each.in_force_at(later, as_known=True) for each in (old, new)] == [False, True]

    def test_a_draft_and_a_no_never_held(self, cast: Cast, sam: Person) -> None:
        for consent in (
            say(cast, sam, checklist={}).consent,
            say(cast, sam, yes=False, recipient="Oak").consent,
        ):
            assert not any(consent.in_force_at(NOON + DAY, as_known=each) for each in (True, False))


def test_what_they_took_back_before_they_said_yes_anew_is_written_down_later(cast: Cast, sam: Person) -> None:
    first = say(cast, sam, at=NOON - 100 * DAY).consent
    anew = say(cast, sam, at=NOON - 10 * DAY).consent
    first.refresh_from_db()
    assert first.state == State.SUPERSEDED
    first = withdraw(first, by=cast.fay, at=NOON, withdrawn_at=NOON - 50 * DAY)
    assert first.state == State.WITHDRAWN
    assert not first.in_force_at(NOON - 40 * DAY, as_known=False)
    assert first.in_force_at(NOON - 40 * DAY, as_known=True)
    anew.refresh_from_db()
    assert anew.state == State.ACTIVE
    with pytest.raises(IllegalTransition):
        withdraw(first, by=cast.fay, at=NOON, withdrawn_at=NOON - 5 * DAY)


def test_nobody_says_anything_after_their_death(cast: Cast, sam: Person) -> None:
    died_on = local_day(NOON) - DAY
    people.edit(
        sam, by=cast.fay, at=NOON, read_version=sam.version, reason="Their sister rang", died_on=died_on
    )
    with pytest.raises(Denied) as refusal:
        say(cast, Person.objects.get(pk=sam.pk))
    assert "after they died" in refusal.value.verdict.reason
