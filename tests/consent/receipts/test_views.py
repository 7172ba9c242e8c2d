"""Receipts: who may open, make and download them, what they say, and what stands in the ledger."""

from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pypdf import PdfReader

from consent.consents import actions as consents
from consent.consents.models import Consent
from consent.consents.rules import State
from consent.kinds import Kind, Method
from consent.receipts import documents
from consent.receipts.talks import talk_of
from governance.accounts.models import User
from governance.documents import door
from governance.documents.models import Document
from governance.ledger.models import Event
from governance.people.actions import edit, report
from governance.people.models import Person
from tests.cast import NOON, Cast, signed_in
from tests.consent.consents.answers import say
from tests.consent.receipts.answered import CHARITY, DAY, able_child, by_parent, child, in_state

FILES = ("pdf/", "record.json", "fhir-r4.json", "fhir-r5.json")


@pytest.fixture(autouse=True)
def _ready(time_machine: Any, settings: Any, tmp_path: Path) -> None:
    time_machine.move_to(NOON, tick=False)
    settings.MEDIA_ROOT = tmp_path
    for name, value in CHARITY.items():
        setattr(settings, name, value)


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person(at=NOON - 500 * DAY)


def page(user: User, consent: Consent, status: int = 200) -> str:
    answer = signed_in(user).get(f"/receipts/{consent.reference}/")
    assert answer.status_code == status
    return answer.content.decode()


def make(user: User, consent: Consent) -> None:
    answer = signed_in(user).post(f"/receipts/{consent.reference}/")
    assert (answer.status_code, answer.url) == (302, f"/receipts/{consent.reference}/")  # type: ignore[attr-defined]


def made(user: User, consent: Consent) -> str:
    """The words of the receipt, ordered by `user`, made by the worker and downloaded."""
    make(user, consent)
    for waiting in Document.objects.filter(done_at=None):
        assert door.make(waiting.pk)
    answer = signed_in(user).get(f"/receipts/{consent.reference}/pdf/")
    assert answer.status_code == 200
    return " ".join(" ".join(one.extract_text() for one in read(answer).pages).split())


def read(answer: Any) -> PdfReader:
    return PdfReader(BytesIO(answer.getvalue()))


def written(verb: str) -> list[str]:
    return list(Event.objects.filter(verb=verb).order_by("id").values_list("reference", flat=True))


# --- The receipt itself -----------------------------------------------------------------------------


@pytest.mark.pdf
def test_it_says_what_was_agreed_how_to_take_it_back_and_whom_to_ask(cast: Cast, sam: Person) -> None:
    consent = in_state(cast, sam, State.ACTIVE, not_to_share="My HIV test")
    words = made(cast.fay, consent)
    for said in (
        "What you told us",
        "This is for Sam Rivers",
        "Sharing with someone who helps you",
        "You said yes on 12 November 2026.",
        "Elm Surgery",
        "Your care plan",
        "My HIV test",
        "To plan their care together",
        "until the end of 12 November 2027",
        "By 12 May 2027",
        "Fay Example, Harbour",
        "at any time, in any way",
        "You need not say why. Your support stays the same.",
        "Safe Harbour Trust",
        "1 Quay Street, Leeds, LS1 1AA",
        "privacy@example.org",
        "Information Commissioner’s Office",
    ):
        assert said in words, said


@pytest.mark.pdf
def test_it_is_tagged_large_and_named_by_its_reference_alone(cast: Cast, sam: Person) -> None:
    consent = in_state(cast, sam, State.ACTIVE)
    made(cast.fay, consent)
    answer = signed_in(cast.fay).get(f"/receipts/{consent.reference}/pdf/")
    assert answer["Content-Disposition"] == f'attachment; filename="receipt-{consent.reference}.pdf"'
    assert answer["Cache-Control"] == "private, no-store"
    pdf, sizes = read(answer), set()
    catalogue = pdf.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"].value  # type: ignore[index]
    assert catalogue["/Lang"] == "en-GB"  # type: ignore[index]
    assert pdf.metadata is not None
    assert pdf.metadata.title == f"Receipt {consent.reference}"
    for one in pdf.pages:
        one.extract_text(
            visitor_text=lambda text, _c, _t, _f, size: sizes.add(size) if "Elm" in text else None
        )
    assert min(sizes) >= 16
    assert "Rivers" not in Document.objects.get().file.name


@pytest.mark.pdf
@pytest.mark.parametrize("state", [state for state in State if state is not State.DRAFT])
def test_there_is_one_in_every_state_but_draft(cast: Cast, sam: Person, state: State) -> None:
    consent = in_state(cast, sam, state)
    words = made(cast.fay, consent)
    assert consent.reference in words
    assert ("until the end of" in words) is (state is State.ACTIVE)


def three_answers(cast: Cast, sam: Person, **last: Any) -> list[Consent]:
    talk = uuid4()
    return [
        say(cast, sam, talk=talk).consent,
        say(cast, sam, False, talk=talk, kind=Kind.SHARE_FAMILY, recipient="Jane Rivers").consent,
        say(
            cast, sam, talk=talk, kind=Kind.NATIONAL_RETURN, recipient="The monitoring system", **last
        ).consent,
    ]


@pytest.mark.pdf
def test_three_answers_of_one_talk_have_one_receipt_whichever_one_comes_from(cast: Cast, sam: Person) -> None:
    first, second, third = three_answers(cast, sam)
    other = say(cast, sam, recipient="Oak Housing").consent
    words = made(cast.fay, second)
    for consent in (first, second, third):
        assert consent.reference in words
        assert signed_in(cast.fay).get(f"/receipts/{consent.reference}/pdf/").status_code == 200
    assert other.reference not in words
    assert "Jane Rivers" in words
    assert Document.objects.count() == 1
    assert written("receipt") == [first.reference, second.reference, third.reference]


@pytest.mark.pdf
def test_an_answer_of_the_talk_that_is_not_finished_is_left_out_and_said_to_be(
    cast: Cast, sam: Person
) -> None:
    first, _, draft = three_answers(cast, sam, checklist={})
    words = made(cast.fay, first)
    assert draft.reference not in words
    text = page(cast.fay, first)
    assert f'It leaves out <a class="govuk-link" href="/consents/{draft.reference}/"' in text


def test_publicity_has_its_own_readers_and_so_its_own_receipt(cast: Cast, sam: Person) -> None:
    first = three_answers(cast, sam)[0]
    media = Consent.objects.get(pk=first.pk)
    media.pk, media.reference, media.kind, media.form_key = None, "CON-2026-000999", Kind.MEDIA, None
    media.channels, media.named, media.method = ["website"], "Spring walk", Method.PAPER
    media._state.adding = True
    media.save()
    assert [each.reference for each in talk_of(media).told] == [media.reference]
    assert media.pk not in [each.pk for each in talk_of(first).told]


# --- Making it ----------------------------------------------------------------------------------------


@pytest.mark.pdf
def test_the_page_shows_how_far_it_is_with_no_script(cast: Cast, sam: Person) -> None:
    consent = in_state(cast, sam, State.ACTIVE)
    assert "Make the receipt" in page(cast.fay, consent)
    assert signed_in(cast.fay).get(f"/receipts/{consent.reference}/pdf/").status_code == 404
    make(cast.fay, consent)
    text = page(cast.fay, consent)
    assert "We are making the receipt" in text
    assert "See if it is ready" in text
    assert signed_in(cast.fay).get(f"/receipts/{consent.reference}/pdf/").status_code == 404
    door.make(Document.objects.get().pk)
    assert "Download the receipt (PDF)" in page(cast.fay, consent)


def test_asking_twice_makes_it_once(cast: Cast, sam: Person) -> None:
    consent = in_state(cast, sam, State.ACTIVE)
    make(cast.fay, consent)
    make(cast.max, consent)
    assert Document.objects.count() == 1
    assert written("receipt") == [consent.reference]


@pytest.mark.pdf
def test_what_changed_since_needs_a_new_one_and_the_old_one_is_not_handed_out(
    cast: Cast, sam: Person
) -> None:
    consent = in_state(cast, sam, State.ACTIVE)
    made(cast.fay, consent)
    consents.withdraw(consent, by=cast.fay, at=NOON, withdrawn_at=NOON)
    text = page(cast.fay, consent)
    assert "Something has changed since the last receipt" in text
    assert signed_in(cast.fay).get(f"/receipts/{consent.reference}/pdf/").status_code == 404
    assert "You took it back on 22 November 2026." in made(cast.fay, consent)


def test_where_no_pdf_can_be_made_the_page_says_so(cast: Cast, sam: Person, settings: Any) -> None:
    settings.PDF = False
    consent = in_state(cast, sam, State.ACTIVE)
    make(cast.fay, consent)
    assert "cannot make PDFs yet" in page(cast.fay, consent)


@pytest.mark.pdf
def test_a_lost_file_is_said_to_be_lost(cast: Cast, sam: Person, tmp_path: Path) -> None:
    consent = in_state(cast, sam, State.ACTIVE)
    made(cast.fay, consent)
    (tmp_path / Document.objects.get().file.name).unlink()
    answer = signed_in(cast.fay).get(f"/receipts/{consent.reference}/pdf/")
    assert answer.status_code == 404
    assert "The receipt is lost" in answer.content.decode()
    assert len(written("receipt_download")) == 1


# --- What there is no receipt for -----------------------------------------------------------------------


def refused(user: User, consent: Consent, words: str, files: tuple[str, ...] = FILES) -> None:
    """Neither the button nor the files, with words that say why; the refusal is in the ledger."""
    assert "Make the receipt" not in page(user, consent)
    client = signed_in(user)
    answers = [client.post(f"/receipts/{consent.reference}/")]
    answers += [client.get(f"/receipts/{consent.reference}/{file}") for file in files]
    for answer in answers:
        assert answer.status_code == 403
        assert words in answer.content.decode()
    assert not Document.objects.exists()
    assert Event.objects.filter(verb="refused", register="receipts").count() == len(answers)


def test_a_draft_has_no_receipt_but_a_record_for_computers(cast: Cast, sam: Person) -> None:
    draft = in_state(cast, sam, State.DRAFT)
    refused(cast.fay, draft, "This is not finished", files=("pdf/",))
    answer = signed_in(cast.fay).get(f"/receipts/{draft.reference}/fhir-r4.json")
    assert answer.json()["status"] == "draft"


def test_without_the_charitys_name_there_is_none(cast: Cast, sam: Person, settings: Any) -> None:
    settings.CHARITY_NAME = ""
    refused(cast.fay, in_state(cast, sam, State.ACTIVE), "A receipt must say who we are")


def ask_not_to_tell(cast: Cast, person: Person) -> None:
    now = Person.objects.get(pk=person.pk)
    facts = {"read_version": now.version, "reason": "They asked", "keep_from_parents": True}
    edit(now, by=cast.fay, at=NOON, **facts)


def test_what_a_parent_answered_has_none_where_the_parents_are_not_to_know(cast: Cast) -> None:
    consent = by_parent(cast, child(cast))
    ask_not_to_tell(cast, consent.person)
    refused(cast.fay, consent, "the person asked us not to tell their parents")
    assert "For other computer systems" not in page(cast.fay, consent)


@pytest.mark.pdf
def test_a_receipt_that_was_made_before_they_asked_is_not_handed_out(cast: Cast) -> None:
    consent = by_parent(cast, child(cast))
    made(cast.fay, consent)
    ask_not_to_tell(cast, consent.person)
    assert signed_in(cast.fay).get(f"/receipts/{consent.reference}/pdf/").status_code == 403


@pytest.mark.pdf
def test_what_they_answered_themselves_leaves_out_what_the_parent_answered(cast: Cast) -> None:
    talk, robin = uuid4(), child(cast)
    parents = by_parent(cast, robin, talk=talk)
    own = say(
        cast,
        robin,
        False,
        talk=talk,
        kind=Kind.SHARE_FAMILY,
        recipient="Uncle Tom",
        **able_child(cast, robin),
    )
    ask_not_to_tell(cast, robin)
    words = made(cast.fay, own.consent)
    assert own.consent.reference in words
    assert parents.reference not in words
    assert "Jane Rivers" not in words
    assert f"{parents.reference}</a>: a parent gave that answer" in page(cast.fay, own.consent)


def test_how_to_reach_them_safely_is_said_before_the_button(cast: Cast) -> None:
    sam = cast.person(at=NOON - 500 * DAY, safe_contact="Ring after six only")
    text = page(cast.fay, in_state(cast, sam, State.ACTIVE))
    assert text.index("Before you give or send this") < text.index("Ring after six only")
    assert text.index("Ring after six only") < text.index("Make the receipt")


# --- Who may ------------------------------------------------------------------------------------------


def test_whoever_sees_the_consent_whole_may(cast: Cast, sam: Person) -> None:
    consent = in_state(cast, sam, State.ACTIVE)
    for user in (cast.fay, cast.max, cast.igor, cast.priya, cast.gwen):
        assert "Make the receipt" in page(user, consent)
        for file in FILES[1:]:
            assert signed_in(user).get(f"/receipts/{consent.reference}/{file}").status_code == 200


@pytest.mark.parametrize("who", ["dana", "aled"])
def test_who_sees_the_status_only_or_no_names_is_told_that_it_is_the_role(
    cast: Cast, sam: Person, who: str
) -> None:
    consent, client = in_state(cast, sam, State.ACTIVE), signed_in(getattr(cast, who))
    answers = [client.get(f"/receipts/{consent.reference}/{file}") for file in ("", *FILES)]
    for answer in [*answers, client.post(f"/receipts/{consent.reference}/")]:
        text = answer.content.decode()
        assert answer.status_code == 403
        assert "E-ROLE" in text
        assert "Sam Rivers" not in text
    assert not Document.objects.exists()


@pytest.mark.parametrize("who", ["finn", "cora", "dora"])
def test_a_stranger_and_whoever_is_kept_out_find_nothing(cast: Cast, sam: Person, who: str) -> None:
    consent = in_state(cast, sam, State.ACTIVE)
    report(person=sam, worker=cast.dora, relationship="neighbour", by=cast.fay, at=NOON)
    client = signed_in(getattr(cast, who))
    for file in ("", *FILES):
        assert client.get(f"/receipts/{consent.reference}/{file}").status_code == 404
    assert client.post(f"/receipts/{consent.reference}/").status_code == 404


# --- The ledger ---------------------------------------------------------------------------------------


@pytest.mark.pdf
def test_each_look_making_and_download_is_in_the_ledger(cast: Cast, sam: Person) -> None:
    consent = in_state(cast, sam, State.ACTIVE)
    made(cast.fay, consent)
    page(cast.fay, consent)
    for file in FILES[1:]:
        signed_in(cast.max).get(f"/receipts/{consent.reference}/{file}")
    happened = Event.objects.filter(reference=consent.reference, register="consents").order_by("id")
    verbs = ("receipt", "receipt_download", "record_download", "view")
    rows = [(e.verb, e.actor_id, e.person_id, e.detail.get("form")) for e in happened.filter(verb__in=verbs)]
    assert rows == [
        ("receipt", cast.fay.pk, sam.pk, None),
        ("receipt_download", cast.fay.pk, sam.pk, None),
        ("view", cast.fay.pk, sam.pk, None),
        ("record_download", cast.max.pk, sam.pk, "record"),
        ("record_download", cast.max.pk, sam.pk, "fhir-r4"),
        ("record_download", cast.max.pk, sam.pk, "fhir-r5"),
    ]
    downloaded = happened.get(verb="receipt_download")
    assert downloaded.detail["sha256"] == Document.objects.get().sha256
    assert "Receipt downloaded" in page(cast.fay, consent)


def test_the_records_for_computers_name_nobody_and_say_what_they_are(cast: Cast, sam: Person) -> None:
    consent, client = in_state(cast, sam, State.ACTIVE), signed_in(cast.fay)
    for file, media in (
        ("record.json", "application/ld+json"),
        ("fhir-r4.json", "application/fhir+json"),
        ("fhir-r5.json", "application/fhir+json"),
    ):
        answer = client.get(f"/receipts/{consent.reference}/{file}")
        assert answer["Content-Type"] == media
        assert answer["Cache-Control"] == "private, no-store"
        assert consent.reference in answer["Content-Disposition"]
        assert sam.reference in answer.content.decode()
        assert "Sam Rivers" not in answer.content.decode()


def test_the_version_grows_with_each_change(cast: Cast, sam: Person) -> None:
    first, _, third = three_answers(cast, sam, checklist={})
    before = talk_of(first).version
    Consent.objects.filter(pk=first.pk).update(version=first.version + 1)
    changed = talk_of(first).version
    Person.objects.filter(pk=sam.pk).update(version=sam.version + 1)
    renamed = talk_of(first).version
    Consent.objects.filter(pk=third.pk).update(state=State.REFUSED, refused_at=NOON, refused_by=cast.fay)
    assert before < changed < renamed < talk_of(first).version


def test_the_document_belongs_to_the_receipts(cast: Cast, sam: Person) -> None:
    consent = in_state(cast, sam, State.ACTIVE)
    make(cast.fay, consent)
    order = Document.objects.get()
    assert (order.kind, order.register, order.record_id) == (documents.KIND, "consents", consent.pk)


def test_a_parents_answer_has_a_receipt_where_nobody_asked_otherwise(cast: Cast) -> None:
    assert "Make the receipt" in page(cast.fay, by_parent(cast, child(cast)))
