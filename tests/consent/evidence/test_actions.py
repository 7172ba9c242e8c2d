"""Evidence is kept whole or not at all, checked by a worker, and its keeper is told when it is bad."""

import hashlib
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from consent.evidence import actions
from consent.evidence.actions import Wording
from consent.evidence.models import Cleaning, Evidence, Kind
from governance.accounts.models import User
from governance.attachments import tasks
from governance.attachments.states import State
from governance.errors import Denied
from governance.ledger.models import Event
from governance.notifications.models import Notification
from governance.people import actions as people
from governance.people.models import Case
from governance.records.actor import acting_as
from tests.attachments import papers
from tests.cast import NOON, Cast
from tests.consent.conftest import kept_in
from tests.threads import together

pytestmark = pytest.mark.django_db
SCRIPT = Wording("Sharing form 3", "a" * 64)


def scan(case: Case, by: User, content: bytes, **more: Any) -> Evidence:
    with acting_as(by.pk):
        return actions.keep_scan(case=case, by=by, at=NOON, upload=papers.upload(content), **more)


def sign(case: Case, by: User, **more: Any) -> Evidence:
    facts = {"name": "Sam Rivers", "present": True, **more}
    with acting_as(by.pk):
        return actions.keep_signature(case=case, by=by, at=NOON, **facts)


def checked(evidence: Evidence) -> Evidence:
    assert tasks.clean("evidence", Cleaning.objects.get(evidence=evidence).pk) is True
    evidence.refresh_from_db()
    return evidence


@pytest.fixture
def case(cast: Cast) -> Case:
    return cast.person().cases.get()


def test_a_scan_is_kept_as_it_came_with_its_hash_and_the_words_that_were_shown(
    cast: Cast, case: Case, store: Path
) -> None:
    content = papers.pdf()
    evidence = scan(case, cast.fay, content, wording=SCRIPT)
    sha256 = hashlib.sha256(content).hexdigest()
    assert (store / evidence.original_file).read_bytes() == content
    assert (evidence.original_sha256, evidence.original_size) == (sha256, len(content))
    assert (evidence.wording_label, evidence.wording_hash) == SCRIPT
    assert (evidence.state, evidence.is_good, evidence.has_copy) == (State.WAITING, True, False)
    assert "Sam" not in evidence.original_file
    told = Event.objects.get(register="evidence", verb="keep")
    assert (told.detail["sha256"], told.detail["wording_hash"]) == (sha256, SCRIPT.hash)


def test_a_worker_makes_the_copy_and_the_original_stays(cast: Cast, case: Case, store: Path) -> None:
    content = papers.photograph()
    evidence = checked(scan(case, cast.fay, content))
    assert (evidence.state, evidence.has_copy) == (State.READY, True)
    copy = (store / evidence.copy_file).read_bytes()
    assert hashlib.sha256(copy).hexdigest() == evidence.copy_sha256
    assert b"Spy Camera" not in copy
    assert (store / evidence.original_file).read_bytes() == content
    assert tasks.clean("evidence", Cleaning.objects.get().pk) is False
    assert Notification.objects.count() == 0


def test_a_bad_file_is_refused_in_words_and_its_keeper_and_the_key_worker_are_told_once(
    cast: Cast, case: Case
) -> None:
    evidence = checked(scan(case, cast.max, papers.pdf(OpenAction=papers.script())))
    assert (evidence.state, evidence.is_good, evidence.has_copy) == (State.REFUSED, False, False)
    assert "Print it to a new PDF" in evidence.refusal
    told = Notification.objects.all()
    assert {each.recipient for each in told} == {cast.max, cast.fay}
    assert told[0].subject == f"A signed form or signature that cannot be used: {evidence.reference}"
    assert told[0].url == f"/evidence/{evidence.reference}/"


def test_whoever_has_to_stay_out_is_not_told_and_the_manager_is(cast: Cast, case: Case) -> None:
    evidence = scan(case, cast.fay, papers.locked_pdf())
    people.report(person=case.person, worker=cast.fay, relationship="cousin", by=cast.max, at=NOON)
    Notification.objects.all().delete()
    checked(evidence)
    assert {each.recipient for each in Notification.objects.all()} == {cast.max}


def test_a_typed_name_is_there_at_once_and_a_drawing_is_checked(cast: Cast, case: Case) -> None:
    typed = sign(case, cast.fay, wording=SCRIPT)
    assert (typed.kind, typed.state, typed.signed_name) == (Kind.TYPED, State.READY, "Sam Rivers")
    assert typed.wording_hash == SCRIPT.hash
    drawn = sign(case, cast.fay, drawn=papers.picture("PNG"))
    assert (drawn.kind, drawn.state) == (Kind.DRAWN, State.WAITING)
    assert checked(drawn).state == State.READY


@pytest.mark.parametrize("facts", [{"present": False}, {"name": "  "}])
def test_a_signature_needs_the_person_there_and_their_name(
    cast: Cast, case: Case, facts: dict[str, Any]
) -> None:
    for drawn in (b"", papers.picture("PNG")):
        with pytest.raises(Denied):
            sign(case, cast.fay, drawn=drawn, **facts)
    assert not Evidence.objects.exists()


def test_the_database_too_keeps_no_signature_made_without_the_person(cast: Cast, case: Case) -> None:
    sign(case, cast.fay)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.update(present=False)


def test_only_those_who_work_with_the_person_keep_evidence_and_nothing_is_written_for_others(
    cast: Cast, case: Case, store: Path
) -> None:
    for other in (cast.finn, cast.dana, cast.priya, cast.gwen, cast.aled, cast.cora):
        for keep in (lambda by: scan(case, by, papers.pdf()), lambda by: sign(case, by)):
            with pytest.raises(Denied):
                keep(other)
    assert (Evidence.objects.count(), kept_in(store)) == (0, [])


def test_a_file_that_we_do_not_take_leaves_nothing(cast: Cast, case: Case, store: Path) -> None:
    with pytest.raises(ValidationError, match="Save it as a PDF"):
        scan(case, cast.fay, papers.zipped())
    assert (Evidence.objects.count(), Cleaning.objects.count(), kept_in(store)) == (0, 0, [])


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_is_kept_once(cast: Cast, case: Case, store: Path) -> None:
    key = uuid4()
    content = papers.pdf()
    made = together(*[lambda: scan(case, cast.fay, content, form_key=key)] * 3)
    assert len({evidence.pk for evidence in made}) == 1
    assert (Evidence.objects.count(), Cleaning.objects.count(), len(kept_in(store))) == (1, 1, 1)
    signed = together(*[lambda: sign(case, cast.fay, form_key=key)] * 3)
    assert len({evidence.pk for evidence in signed}) == 1
