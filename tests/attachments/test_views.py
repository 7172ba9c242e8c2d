"""Who sees a record sees its files, and nobody else; each download is in the ledger of the record."""

from pathlib import Path

import pytest
from django.http.response import HttpResponseBase

from consent.sharing.changes import changes
from governance.accounts.models import User
from governance.attachments.models import Attachment
from governance.ledger.models import Event
from governance.organisations.register import ORGANISATIONS
from governance.people import actions as people
from governance.people.models import Person
from tests.attachments import kept, papers
from tests.attachments.giving import content, downloads, is_saved_and_not_shown, opened_by_ig_alone
from tests.cast import NOON, Cast, signed_in
from tests.organisations.partners import surgery

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person()


@pytest.fixture
def file(cast: Cast, sam: Person) -> Attachment:
    return kept.checked(kept.of_person(sam, cast.fay, papers.photograph()))


def get(user: User, file: Attachment, step: str = "") -> HttpResponseBase:
    return signed_in(user).get(f"/attachments/{file.reference}/{step}")


def test_those_who_see_the_record_may_download_and_nobody_else(cast: Cast, file: Attachment) -> None:
    people.report(person=file.person, worker=cast.dora, relationship="friend", by=cast.max, at=NOON)
    answers = {
        cast.fay: 200,
        cast.max: 200,
        cast.dana: 200,
        cast.igor: 200,
        cast.priya: 200,
        cast.gwen: 200,
        cast.sol: 200,
        # Sees names masked, and a file may show one.
        cast.aled: 403,
        # Other services, no cell, and known personally.
        cast.finn: 404,
        cast.maya: 404,
        cast.isla: 404,
        cast.cora: 404,
        cast.dora: 404,
    }
    for user, status in answers.items():
        assert get(user, file).status_code == status, user
        if status == 404:
            assert get(user, file, "original/").status_code == 404
    assert {event.actor_id for event in downloads()} == {u.pk for u, s in answers.items() if s == 200}
    assert len(downloads()) == 7
    blocked = Event.objects.filter(verb="exclusion_block")
    assert {(event.actor_id, event.reference) for event in blocked} == {(cast.dora.pk, file.reference)}


def test_an_exclusion_that_ends_lets_them_back_in(cast: Cast, file: Attachment) -> None:
    exclusion = people.report(
        person=file.person, worker=cast.dora, relationship="friend", by=cast.max, at=NOON
    )
    assert get(cast.dora, file).status_code == 404
    people.end(exclusion, by=cast.max, at=NOON, reason="Not the same person")
    assert get(cast.dora, file).status_code == 200


def test_the_file_of_a_record_about_nobody_is_for_all_who_see_that(cast: Cast) -> None:
    elm = surgery(cast)
    file = kept.checked(kept.of(elm, ORGANISATIONS, cast.max, papers.pdf()))
    for user in (cast.fay, cast.isla, cast.dana, cast.cora, cast.aled):
        assert get(user, file).status_code == 200
    assert {(event.register, event.reference, event.person_id) for event in downloads()} == {
        ("organisations", elm.reference, None)
    }


def test_a_download_is_the_safe_copy_to_be_saved_under_a_name_that_says_nothing(
    cast: Cast, sam: Person, file: Attachment, store: Path
) -> None:
    answer = get(cast.fay, file)
    assert content(answer) == (store / file.copy_file).read_bytes()
    assert is_saved_and_not_shown(answer, f"file-{file.reference}.jpg", "image/jpeg")
    (event,) = downloads()
    assert (event.register, event.reference) == ("people", sam.reference)
    assert (event.person_id, event.service_id) == (sam.pk, cast.harbour.pk)
    assert event.detail == {"attachment": file.reference, "file": "copy", "sha256": file.copy_sha256}


def test_only_the_ig_team_opens_the_original_and_says_why(
    cast: Cast, sam: Person, file: Attachment, store: Path
) -> None:
    where = f"/attachments/{file.reference}/original/"
    answer = opened_by_ig_alone(cast, where, "The date is disputed")
    assert content(answer) == (store / file.original_file).read_bytes() == papers.photograph()
    assert is_saved_and_not_shown(answer, f"original-{file.reference}.jpg", "application/octet-stream")
    (event,) = downloads()
    assert (event.register, event.reference) == ("people", sam.reference)
    assert (event.reason, event.detail["file"]) == ("The date is disputed", "original")


def test_a_file_that_is_lost_or_not_what_was_kept_is_not_handed_out(
    cast: Cast, sam: Person, file: Attachment, store: Path
) -> None:
    (store / file.copy_file).write_bytes(papers.picture())
    shown = get(cast.fay, file)
    assert shown.status_code == 403
    assert b"not what was kept" in shown.content  # type: ignore[attr-defined]
    (refused,) = Event.objects.filter(verb="refused")
    assert (refused.register, refused.reference, refused.person_id) == ("people", sam.reference, sam.pk)
    (store / file.copy_file).unlink()
    assert get(cast.fay, file).status_code == 403
    (store / file.original_file).unlink()
    where = f"/attachments/{file.reference}/original/"
    assert b"not what was kept" in signed_in(cast.igor).post(where, {"reason": "To see"}).content
    assert downloads() == []


def test_what_waits_or_was_refused_has_a_page_that_says_so(cast: Cast, sam: Person) -> None:
    waiting = get(cast.fay, kept.of_person(sam, cast.fay, papers.pdf()))
    bad = kept.checked(kept.of_person(sam, cast.fay, papers.locked_pdf()))
    refused = get(cast.fay, bad)
    for page, words in ((waiting, "still being checked"), (refused, "locked with a password")):
        assert page.status_code == 200
        assert words in page.content.decode()  # type: ignore[attr-defined]
        assert kept.LABEL in page.content.decode()  # type: ignore[attr-defined]
        assert f'href="/people/{sam.reference}/"' in page.content.decode()  # type: ignore[attr-defined]
        assert "original" not in page.content.decode()  # type: ignore[attr-defined]
    # The IG team may look at what was refused.
    assert f"/attachments/{bad.reference}/original/" in get(cast.igor, bad).content.decode()  # type: ignore[attr-defined]
    looked = Event.objects.filter(verb="view", register="people", actor_id=cast.fay.pk)
    assert [event.detail["attachment"] for event in looked] == ["FIL-2026-000001", "FIL-2026-000002"]


@pytest.mark.urls("tests.attachments.trial")
def test_the_page_of_a_record_lists_its_files(cast: Cast, sam: Person) -> None:
    address = f"/trial/{sam.reference}/"
    assert "/attachments/" not in signed_in(cast.fay).get(address).content.decode()
    kept.checked(kept.of_person(sam, cast.fay, papers.photograph()))
    kept.of_person(sam, cast.fay, papers.pdf(), label="Floor plan")
    page = signed_in(cast.fay).get(address).content.decode()
    assert '<a class="govuk-link" href="/attachments/FIL-2026-000001/">Court order</a> (JPEG,' in page
    assert '<a class="govuk-link" href="/attachments/FIL-2026-000002/">Floor plan</a> (PDF,' in page
    assert page.index("Kept</strong>") < page.index("Being checked</strong>")
    assert "/original/" not in page
    assert "/attachments/FIL-2026-000001/original/" in signed_in(cast.igor).get(address).content.decode()


def test_what_became_of_a_file_is_among_the_changes_of_the_person(
    cast: Cast, sam: Person, file: Attachment
) -> None:
    def told(user: User) -> list[str]:
        return [each.verb for each in changes(user, sam, NOON) if each.register == "attachments"]

    assert sorted(told(cast.fay)) == ["clear", "keep"]
    assert told(cast.finn) == []


def test_nobody_adds_a_file_by_an_address_of_its_own(cast: Cast, file: Attachment) -> None:
    assert signed_in(cast.fay).post(f"/attachments/{file.reference}/").status_code == 405
