"""Who may look at evidence, and that each download is in the ledger under a name that says nothing."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.http.response import HttpResponseBase

from consent.evidence.models import Evidence
from governance.accounts.models import User
from governance.ledger.models import Event
from governance.people import actions as people
from tests.attachments import papers
from tests.attachments.giving import content, downloads, is_saved_and_not_shown, opened_by_ig_alone
from tests.cast import NOON, Cast, signed_in
from tests.consent.evidence.test_actions import checked, scan, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def evidence(cast: Cast) -> Evidence:
    return checked(scan(cast.person().cases.get(), cast.fay, papers.photograph()))


def get(user: User, evidence: Evidence, step: str = "") -> HttpResponseBase:
    return signed_in(user).get(f"/evidence/{evidence.reference}/{step}")


def test_those_who_see_the_consents_whole_may_download_and_nobody_else(
    cast: Cast, evidence: Evidence
) -> None:
    people.report(person=evidence.person, worker=cast.dora, relationship="friend", by=cast.max, at=NOON)
    answers = {
        cast.fay: 200,
        cast.max: 200,
        cast.igor: 200,
        cast.priya: 200,
        cast.gwen: 200,
        cast.sol: 200,
        # Sees names masked, and the form shows the name.
        cast.aled: 403,
        # Other services, status only, no cell, and known personally.
        cast.finn: 404,
        cast.maya: 404,
        cast.isla: 404,
        cast.dana: 404,
        cast.cora: 404,
        cast.dora: 404,
    }
    for user, status in answers.items():
        assert get(user, evidence, "download/").status_code == status, user
        assert get(user, evidence).status_code == (404 if status == 404 else 200), user
    assert len(downloads()) == 6
    assert {event.actor_id for event in downloads()} == {u.pk for u, s in answers.items() if s == 200}


def test_a_download_is_the_safe_copy_to_be_saved_under_a_name_that_says_nothing(
    cast: Cast, evidence: Evidence, store: Path
) -> None:
    answer = get(cast.fay, evidence, "download/")
    assert content(answer) == (store / evidence.copy_file).read_bytes()
    assert is_saved_and_not_shown(answer, f"evidence-{evidence.reference}.jpg", "image/jpeg")
    (event,) = downloads()
    assert (event.person_id, event.reference) == (evidence.person_id, evidence.reference)
    assert event.detail == {"file": "copy", "sha256": evidence.copy_sha256}


def test_only_the_ig_team_opens_the_original_and_says_why(
    cast: Cast, evidence: Evidence, store: Path
) -> None:
    where = f"/evidence/{evidence.reference}/original/"
    answer = opened_by_ig_alone(cast, where, "The signature is disputed")
    assert content(answer) == (store / evidence.original_file).read_bytes() == papers.photograph()
    assert is_saved_and_not_shown(answer, f"original-{evidence.reference}.jpg", "application/octet-stream")
    (event,) = downloads()
    assert (event.reason, event.detail["file"]) == ("The signature is disputed", "original")


def test_a_file_that_is_not_what_was_kept_is_not_handed_out(
    cast: Cast, evidence: Evidence, store: Path
) -> None:
    (store / evidence.copy_file).write_bytes(papers.picture())
    assert get(cast.fay, evidence, "download/").status_code == 403
    (store / evidence.original_file).unlink()
    where = f"/evidence/{evidence.reference}/original/"
    shown = signed_in(cast.igor).post(where, {"reason": "To see"})
    assert b"not what was kept" in shown.content
    assert downloads() == []


def test_what_is_waiting_refused_or_typed_has_no_file_to_look_at(cast: Cast) -> None:
    case = cast.person().cases.get()
    waiting = scan(case, cast.fay, papers.pdf())
    refused = checked(scan(case, cast.fay, papers.locked_pdf()))
    typed = sign(case, cast.fay)
    for each in (waiting, refused, typed):
        assert get(cast.fay, each, "download/").status_code == 403
        assert b"/download/" not in get(cast.fay, each).content  # type: ignore[attr-defined]
    assert "locked with a password" in get(cast.fay, refused).content.decode()  # type: ignore[attr-defined]
    assert "Sam Rivers" in get(cast.fay, typed).content.decode()  # type: ignore[attr-defined]


def test_the_auditor_reads_who_signed_with_the_name_hidden(cast: Cast) -> None:
    typed = sign(cast.person().cases.get(), cast.fay)
    page = get(cast.aled, typed).content.decode()  # type: ignore[attr-defined]
    assert "Rivers" not in page
    assert "S••• R•••" in page


def test_a_worker_sees_it_as_long_as_the_person(cast: Cast, evidence: Evidence) -> None:
    people.close(evidence.case, by=cast.fay, at=NOON, closed_on=NOON.date())
    for days, seen in ((28, True), (29, False)):
        visible = Evidence.objects.visible_to(cast.fay, NOON + timedelta(days=days))
        assert visible.filter(pk=evidence.pk).exists() is seen


def test_a_look_at_the_page_is_in_the_ledger(cast: Cast, evidence: Evidence) -> None:
    get(cast.fay, evidence)
    event = Event.objects.get(verb="view", register="evidence")
    assert (event.actor_id, event.person_id) == (cast.fay.pk, evidence.person_id)
