"""What proves an answer proves that answer: these words, this sharing, this moment (handbook section 3.3, check 8)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from consent.consents.actions import Proof, amend, reconfirm
from consent.consents.models import Consent
from consent.consents.rules import State
from consent.evidence.actions import find_kept, keep_scan
from consent.evidence.forms import Signed
from consent.evidence.models import Evidence
from consent.kinds import Kind, Method
from consent.wording.models import WordingVersion
from consent.wording.rules import Purpose
from governance.errors import Code, Denied
from governance.people.models import Person
from tests.attachments.papers import pdf, upload
from tests.cast import NOON, Cast
from tests.consent.consents.answers import ALL_YES, answer, say
from tests.consent.wording.samples import approved

DAY = timedelta(days=1)
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
