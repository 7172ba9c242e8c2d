"""A paper that no answer was recorded with is taken away: its files are deleted, and that it was here stays."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from consent.consents.actions import Proof, amend
from consent.consents.card import unused_scans
from consent.evidence.actions import discard, find_kept
from consent.evidence.models import Cleaning, Evidence
from consent.evidence.states import State
from consent.kinds import Method
from consent.wording.rules import Purpose
from governance.attachments import tasks
from governance.errors import Denied, IllegalTransition
from governance.ledger.models import Event
from governance.people import actions as people
from governance.people.models import Case
from tests.attachments import papers
from tests.cast import NOON, Cast, signed_in
from tests.consent.conftest import kept_in
from tests.consent.consents.answers import answer, say
from tests.consent.evidence.test_actions import checked, scan
from tests.consent.wording.samples import approved

pytestmark = pytest.mark.django_db
WHY = "It is another person's form"


@pytest.fixture
def case(cast: Cast) -> Case:
    return cast.person().cases.get()


def take_away(evidence: Evidence, cast: Cast, **more: Any) -> Evidence:
    return discard(evidence, **{"by": cast.fay, "at": NOON, "reason": WHY, **more})


def test_the_file_as_it_came_and_its_copy_are_deleted_and_the_entry_stays(
    cast: Cast, case: Case, store: Path
) -> None:
    evidence = checked(scan(case, cast.fay, papers.pdf()))
    sha256 = evidence.original_sha256
    assert len(kept_in(store)) == 2
    gone = take_away(evidence, cast)
    assert kept_in(store) == []
    gone.refresh_from_db()
    assert (gone.state, gone.original_file, gone.copy_file) == (State.DISCARDED, "", "")
    assert (gone.original_sha256, gone.is_good, gone.has_copy) == (sha256, False, False)
    event = Event.objects.get(register="evidence", verb="discard")
    assert (event.reason, event.actor_id, event.reference) == (WHY, cast.fay.pk, evidence.reference)


def test_one_that_is_still_being_checked_is_not_checked_any_more(cast: Cast, case: Case, store: Path) -> None:
    evidence = scan(case, cast.fay, papers.pdf())
    take_away(evidence, cast)
    assert tasks.clean("evidence", Cleaning.objects.get().pk) is False
    assert kept_in(store) == []


def test_one_that_cannot_be_used_goes_too(cast: Cast, case: Case, store: Path) -> None:
    gone = take_away(checked(scan(case, cast.fay, papers.locked_pdf())), cast)
    assert (gone.state, gone.refusal, kept_in(store)) == (State.DISCARDED, "", [])


def test_it_is_offered_no_more_and_the_same_form_may_bring_the_same_file_again(
    cast: Cast, case: Case
) -> None:
    key, content = uuid4(), papers.pdf()
    first = scan(case, cast.fay, content, form_key=key)
    take_away(first, cast)
    assert find_kept(case=case, by=cast.fay, form_key=key) is None
    assert not unused_scans(cast.fay, case.person, NOON).exists()
    second = scan(case, cast.fay, content, form_key=key)
    assert second != first
    assert list(unused_scans(cast.fay, case.person, NOON)) == [second]


class TestWhatAnAnswerWasRecordedWith:
    @pytest.mark.parametrize("finished", [True, False])
    def test_stays(self, cast: Cast, store: Path, finished: bool) -> None:
        words = approved(cast, purpose=Purpose.FORM)
        missing = {} if finished else {"privacy_notice": ""}
        proof = Proof(upload=papers.upload(papers.pdf()))
        consent = say(cast, cast.person(), method=Method.PAPER, wording=words, proof=proof, **missing).consent
        with pytest.raises(Denied, match=f"An answer was recorded with it: {consent.reference}"):
            take_away(consent.evidence, cast)
        assert kept_in(store)

    def test_stays_where_another_proves_the_answer_by_now(self, cast: Cast) -> None:
        words = approved(cast, purpose=Purpose.FORM)
        paper = {"method": Method.PAPER, "wording": words}
        first, second = (Proof(upload=papers.upload(papers.pdf(pages=number))) for number in (1, 2))
        draft = say(cast, cast.person(), **paper, proof=first, privacy_notice="").consent
        facts = answer(**paper)
        done = amend(draft, by=cast.fay, at=NOON, answer=True, proof=second, **facts).consent
        older = Evidence.objects.exclude(pk=done.evidence_id).get()
        with pytest.raises(Denied, match=done.reference):
            take_away(older, cast)


def test_only_who_uploaded_it_or_a_manager_or_the_ig_team_may(cast: Cast, case: Case) -> None:
    evidence = scan(case, cast.fay, papers.pdf())
    where = f"/evidence/{evidence.reference}/discard/"
    answers = {
        cast.fay: 200,
        cast.max: 200,
        cast.igor: 200,
        cast.dora: 403,
        cast.gwen: 403,
        cast.aled: 403,
        cast.finn: 404,
        cast.dana: 404,
    }
    for user, status in answers.items():
        assert signed_in(user).get(where).status_code == status, user
        page = signed_in(user).get(f"/evidence/{evidence.reference}/")
        assert (b"Take it away" in page.content) is (status == 200), user


def test_of_publicity_communications_may(cast: Cast, case: Case, store: Path) -> None:
    scan(case, cast.fay, papers.pdf(), under="media_consents")
    evidence = Evidence.objects.get()
    for user in (cast.fay, cast.max, cast.igor):
        with pytest.raises(Denied):
            take_away(evidence, cast, by=user)
    assert take_away(evidence, cast, by=cast.cora).state == State.DISCARDED


def test_whoever_came_to_know_the_person_takes_nothing_away(cast: Cast, case: Case) -> None:
    evidence = scan(case, cast.fay, papers.pdf())
    people.report(person=case.person, worker=cast.fay, relationship="cousin", by=cast.max, at=NOON)
    with pytest.raises(Denied):
        take_away(evidence, cast)
    assert signed_in(cast.fay).get(f"/evidence/{evidence.reference}/discard/").status_code == 404


def test_on_its_page_one_says_why_and_then_it_says_so(cast: Cast, case: Case, store: Path) -> None:
    evidence = checked(scan(case, cast.fay, papers.pdf()))
    client, where = signed_in(cast.fay), f"/evidence/{evidence.reference}/discard/"
    assert b"There is a problem" in client.post(where, {"reason": " "}).content
    assert len(kept_in(store)) == 2
    page = client.post(where, {"reason": WHY, "read_version": evidence.version}, follow=True)
    for words in ("Taken away", "its file is deleted", "another person&#x27;s form", "Fay Example"):
        assert words in page.content.decode(), words
    for words in ("/download/", "/original/", "/discard/"):
        assert words not in page.content.decode(), words
    assert client.get(where).status_code == 409
    assert client.get(f"/evidence/{evidence.reference}/download/").status_code == 403
    assert (
        signed_in(cast.igor).post(f"/evidence/{evidence.reference}/original/", {"reason": "x"}).status_code
        == 403
    )


def test_a_version_that_changed_since_is_told_of_and_the_file_stays(
    cast: Cast, case: Case, store: Path
) -> None:
    evidence = scan(case, cast.fay, papers.pdf())
    read = evidence.version
    checked(evidence)
    page = signed_in(cast.fay).post(
        f"/evidence/{evidence.reference}/discard/", {"reason": WHY, "read_version": read}
    )
    assert (page.status_code, len(kept_in(store))) == (409, 2)


def test_twice_is_once(cast: Cast, case: Case) -> None:
    evidence = scan(case, cast.fay, papers.pdf())
    take_away(evidence, cast)
    with pytest.raises(IllegalTransition):
        take_away(evidence, cast)


def test_where_the_file_cannot_be_deleted_nothing_is_said_to_be_gone(
    cast: Cast, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = scan(case, cast.fay, papers.pdf())

    def fails(name: str) -> None:
        raise PermissionError(name)

    monkeypatch.setattr(default_storage, "delete", fails)
    with pytest.raises(Denied, match="could not be deleted"):
        take_away(evidence, cast)
    evidence.refresh_from_db()
    assert evidence.state == State.WAITING
    assert not Event.objects.filter(verb="discard").exists()


def test_the_database_too_keeps_no_file_under_what_is_gone(cast: Cast, case: Case) -> None:
    scan(case, cast.fay, papers.pdf())
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.update(state=State.DISCARDED)
