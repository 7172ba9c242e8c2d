"""What proves an answer proves that answer: these words, this sharing, this moment (handbook section 3.3, check 8)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from consent.consents.actions import Proof, amend, reconfirm, withdraw
from consent.consents.models import Consent
from consent.consents.rules import State
from consent.evidence.actions import find_kept, keep_scan
from consent.evidence.forms import Signed
from consent.evidence.models import Cleaning, Evidence
from consent.evidence.register import STORE
from consent.kinds import Kind, Method
from consent.wording.models import WordingVersion
from consent.wording.rules import Purpose
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.errors import Code, Denied
from governance.ledger.models import Event
from governance.notifications.models import Notification
from governance.people.models import Person
from governance.records.actor import SHAREWELL, acting_as
from tests.attachments.papers import locked_pdf, pdf, upload
from tests.cast import NOON, Cast
from tests.consent.consents.answers import ALL_YES, answer, say
from tests.consent.wording.samples import approved

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SIGNED = Proof(signed=Signed("Sam Rivers", present=True))


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person()


@pytest.fixture
def form(cast: Cast) -> WordingVersion:
    return approved(cast, purpose=Purpose.FORM)


def scan() -> Proof:
    return Proof(upload=upload(pdf(), "form.pdf"))


class TestAnotherSharing:
    """Signed for Elm Surgery with one check open; then the draft is made to say something else."""

    @pytest.fixture
    def draft(self, cast: Cast, sam: Person, form: WordingVersion) -> Consent:
        return say(
            cast,
            sam,
            method=Method.E_FORM,
            wording=form,
            proof=SIGNED,
            checklist={**ALL_YES, "no_pressure": False},
        ).consent

    def finish(self, cast: Cast, draft: Consent, form: WordingVersion, **changes: Any) -> Consent:
        facts = answer(method=Method.E_FORM, wording=form, said_at=None, **changes)
        return amend(draft, by=cast.fay, at=NOON + DAY, answer=True, **facts).consent

    def test_the_open_check_alone_needs_no_other_signature(
        self, cast: Cast, draft: Consent, form: WordingVersion
    ) -> None:
        assert self.finish(cast, draft, form).state == State.ACTIVE

    @pytest.mark.parametrize(
        "changes",
        [
            {"recipient": "The Police"},
            {"purpose": "For a court"},
            {"items": ["risk", "substance_use"]},
            {"not_to_share": "Nothing"},
        ],
    )
    def test_a_signature_for_one_sharing_is_none_for_another(
        self, cast: Cast, draft: Consent, form: WordingVersion, changes: dict[str, Any]
    ) -> None:
        finished = self.finish(cast, draft, form, **changes)
        assert (finished.state, finished.evidence) == (State.DRAFT, None)
        assert "let them sign on the screen" in finished.still_to_do(NOON + DAY)

    def test_signed_anew_it_holds_from_the_new_moment(
        self, cast: Cast, draft: Consent, form: WordingVersion
    ) -> None:
        finished = self.finish(cast, draft, form, recipient="The Police", proof=SIGNED)
        assert (finished.state, finished.given_at) == (State.ACTIVE, NOON + DAY)


class TestYesAgain:
    @pytest.fixture
    def group(self, cast: Cast, sam: Person) -> Consent:
        words = approved(cast, kind=Kind.GROUP_MESSAGING, purpose=Purpose.FORM)
        return say(
            cast,
            sam,
            kind=Kind.GROUP_MESSAGING,
            named="Walking group",
            method=Method.E_FORM,
            wording=words,
            proof=SIGNED,
        ).consent

    def test_where_a_form_is_needed_the_old_one_is_not_enough(self, cast: Cast, group: Consent) -> None:
        with pytest.raises(Denied) as refusal:
            reconfirm(group, by=cast.fay, at=NOON + 30 * DAY)
        assert refusal.value.verdict.code == Code.VALIDITY
        group.refresh_from_db()
        assert group.reconfirmed_at is None

    def test_with_a_new_signature_both_dates_start_again(self, cast: Cast, group: Consent) -> None:
        again = reconfirm(group, by=cast.fay, at=NOON + 30 * DAY, wording=group.wording, proof=SIGNED)
        assert again.evidence_id != group.evidence_id
        assert again.reconfirmed_at == NOON + 30 * DAY


class TestTheWords:
    def test_a_scan_of_other_words_is_no_proof(self, cast: Cast, sam: Person, form: WordingVersion) -> None:
        paper = {"method": Method.PAPER, "wording": form}
        draft = say(cast, sam, **paper, proof=scan(), privacy_notice="").consent
        other = approved(cast, purpose=Purpose.FORM, nation="ENG")
        facts = answer(**{**paper, "wording": other})
        finished = amend(draft, by=cast.fay, at=NOON, answer=True, **facts).consent
        assert finished.state == State.DRAFT
        assert "add a scan or a photograph of the signed form" in finished.still_to_do(NOON)

    def test_the_label_and_hash_on_the_proof_are_those_of_the_consent(
        self, cast: Cast, sam: Person, form: WordingVersion
    ) -> None:
        consent = say(cast, sam, method=Method.PAPER, wording=form, proof=scan()).consent
        proof = Evidence.objects.get()
        assert consent.state == State.ACTIVE
        assert (proof.wording_label, proof.wording_hash) == (consent.script_version, form.content_hash)


class TestASecondFile:
    """Of one form: the same file twice is one proof, another file is another."""

    def keep(self, cast: Cast, sam: Person, key: Any, file: SimpleUploadedFile) -> Evidence:
        return keep_scan(case=sam.cases.get(), by=cast.fay, at=NOON, upload=file, form_key=key)

    def test_the_newest_good_one_counts(self, cast: Cast, sam: Person) -> None:
        key, case = uuid4(), sam.cases.get()
        first = self.keep(cast, sam, key, upload(pdf(), "a.pdf"))
        second = self.keep(cast, sam, key, upload(pdf(pages=2), "b.pdf"))
        assert first != second
        assert find_kept(case=case, by=cast.fay, form_key=key) == second

    def test_the_same_file_again_is_kept_once(self, cast: Cast, sam: Person) -> None:
        key, file = uuid4(), pdf()
        assert self.keep(cast, sam, key, upload(file)) == self.keep(cast, sam, key, upload(file))
        assert Evidence.objects.count() == 1


class TestAProofThatTheWorkerRefuses:
    """It took too long to check while the form was sent, and turns out to be locked with a password."""

    @pytest.fixture
    def consent(self, cast: Cast, sam: Person, form: WordingVersion) -> Consent:
        return say(cast, sam, method=Method.PAPER, wording=form, proof=locked()).consent

    def test_makes_the_yes_that_rests_on_it_not_valid_from_the_beginning(
        self, cast: Cast, consent: Consent
    ) -> None:
        check(consent, NOON + DAY)
        assert (consent.state, consent.invalidated_at, consent.invalidated_by) == (
            State.INVALID,
            NOON + DAY,
            None,
        )
        assert not consent.in_force_at(NOON + 2 * HOUR, as_known=False)
        # Whoever shared before it was found out did as they could know.
        assert consent.in_force_at(NOON + 2 * HOUR, as_known=True)
        event = Event.objects.get(register="consents", verb="invalidate")
        assert (event.actor_id, event.reason) == (
            SHAREWELL,
            "The proof cannot be used. The PDF is locked with a password. Print it to a new PDF without one.",
        )

    def test_sends_what_relied_on_it_to_ig_and_asks_the_worker_to_ask_again(
        self, cast: Cast, consent: Consent
    ) -> None:
        check(consent, NOON + DAY)
        team = {("consent_invalid", each) for each in User.objects.filter(role=Role.IG)}
        assert team
        assert told() == {*team, ("consent_unproved", cast.fay)}
        asked = Notification.objects.get(kind="consent_unproved")
        assert (
            asked.subject == f"A consent whose proof cannot be used, so ask them again: {consent.reference}"
        )

    def test_of_publicity_communications_are_asked_too(self, cast: Cast, sam: Person) -> None:
        words, cora = approved(cast, kind=Kind.MEDIA, purpose=Purpose.FORM), cast.cora
        facts = {"kind": Kind.MEDIA, "named": "Spring", "channels": ["website"], "items": ["image"]}
        consent = say(cast, sam, method=Method.PAPER, wording=words, proof=locked(), **facts).consent
        assert consent.state == State.ACTIVE
        check(consent, NOON + DAY)
        assert ("consent_unproved", cora) in told()

    def test_leaves_a_draft_a_draft_that_says_why(
        self, cast: Cast, sam: Person, form: WordingVersion
    ) -> None:
        paper = {"method": Method.PAPER, "wording": form, "checklist": {}}
        draft = say(cast, sam, **paper, proof=locked()).consent
        check(draft, NOON + DAY)
        assert draft.state == State.DRAFT
        assert draft.still_to_do(NOON)[-1] == (
            "get another proof: this one cannot be used. "
            "The PDF is locked with a password. Print it to a new PDF without one"
        )
        assert told() == set()

    def test_leaves_a_no_and_what_was_taken_back_as_they_are(
        self, cast: Cast, sam: Person, consent: Consent, form: WordingVersion
    ) -> None:
        refused = say(
            cast, sam, False, method=Method.PAPER, wording=form, proof=locked(), purpose="For a court"
        ).consent
        withdraw(consent, by=cast.fay, at=NOON + HOUR, withdrawn_at=NOON + HOUR)
        for each, state in ((refused, State.REFUSED), (consent, State.WITHDRAWN)):
            check(each, NOON + DAY)
            assert each.state == state
        assert told() == set()

    def test_of_a_yes_said_again_lets_the_good_one_before_count(
        self, cast: Cast, sam: Person, form: WordingVersion
    ) -> None:
        first = say(cast, sam, method=Method.PAPER, wording=form, proof=scan()).consent
        month = NOON + 30 * DAY
        again = reconfirm(first, by=cast.fay, at=month, method=Method.PAPER, wording=form, proof=locked())
        assert again.expires_on > first.expires_on
        check(again, month + DAY)
        assert (again.state, again.evidence_id, again.reconfirmed_at) == (
            State.ACTIVE,
            first.evidence_id,
            None,
        )
        assert (again.expires_on, again.review_on) == (first.expires_on, first.review_on)
        assert again.in_force_at(month + HOUR, as_known=False)
        # Only the worker hears of it: nothing that was shared relied on the second yes.
        assert told() == {("consent_unproved", cast.fay)}

    def test_of_a_paper_that_a_spoken_yes_has_followed_changes_nothing(
        self, cast: Cast, consent: Consent
    ) -> None:
        spoken = {"method": Method.IN_PERSON_VERBAL, "wording": approved(cast), "identity_check": "Known"}
        again = reconfirm(consent, by=cast.fay, at=NOON + DAY, answer_words="Yes", **spoken)
        check(again, NOON + 2 * DAY)
        assert (again.state, again.reconfirmed_at) == (State.ACTIVE, NOON + DAY)

    def test_twice_in_a_row_leaves_nothing_to_fall_back_on(
        self, cast: Cast, consent: Consent, form: WordingVersion
    ) -> None:
        paper = {"method": Method.PAPER, "wording": form}
        again = reconfirm(consent, by=cast.fay, at=NOON + DAY, **paper, proof=locked(user="other"))
        # The older one first: by then it proves nothing any more.
        check(consent, NOON + 2 * DAY)
        assert consent.state == State.ACTIVE
        check(again, NOON + 2 * DAY)
        assert again.state == State.INVALID


def told() -> set[tuple[str, User]]:
    """Who heard what of a consent."""
    heard = Notification.objects.filter(kind__in=["consent_invalid", "consent_unproved"])
    return {(each.kind, each.recipient) for each in heard}


def locked(user: str = "secret") -> Proof:
    return Proof(upload=upload(locked_pdf(user), "form.pdf"))


def check(consent: Consent, at: datetime) -> None:
    """What the worker makes of the proof that the consent had."""
    order = Cleaning.objects.get(evidence=consent.evidence_id)
    with acting_as(SHAREWELL):
        assert STORE.settle(order.pk, clock=lambda: at)
    consent.refresh_from_db()
