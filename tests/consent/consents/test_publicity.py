"""Consents to publicity have their own row in the table of roles (handbook section 12)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils.html import escape

from consent.consents.actions import Proof, amend, invalidate, withdraw
from consent.consents.models import Consent
from consent.consents.register import CONSENTS
from consent.consents.rules import State
from consent.evidence.models import Evidence
from consent.evidence.register import EVIDENCE
from consent.kinds import Kind, Method
from consent.wording.rules import Purpose
from governance.errors import Denied
from governance.notifications.models import Notification
from governance.people.actions import report
from governance.people.models import Person
from tests.attachments.papers import pdf, upload
from tests.cast import NOON, Cast, signed_in
from tests.consent.conftest import kept_in
from tests.consent.consents.answers import answer, say
from tests.consent.consents.test_forms import typed
from tests.consent.wording.samples import approved

HOUR = timedelta(hours=1)
FACTS: dict[str, Any] = {
    "kind": Kind.MEDIA,
    "named": "Open day",
    "channels": ["print"],
    "recipient": "The public",
    "purpose": "To show how we help",
    "method": Method.PAPER,
    "items": ["story"],
}
NOBODY = {"fay", "dora", "finn", "maya", "dana"}


@pytest.fixture
def _noon(time_machine: object) -> None:
    time_machine.move_to(NOON, tick=False)  # type: ignore[attr-defined]


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person()


@pytest.fixture
def media(cast: Cast, sam: Person) -> Consent:
    """Fay wrote it down, with the scan of the form."""
    return say(cast, sam, proof=Proof(upload=upload(pdf())), **FACTS).consent


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("fay", {"draft", "withdraw"}),
        ("dora", {"draft", "withdraw"}),
        ("max", {"see", "withdraw"}),
        ("cora", {"see", "draft", "amend", "withdraw", "invalidate"}),
        ("igor", {"see", "withdraw"}),
        ("gwen", {"see", "withdraw"}),
        ("aled", {"see", "withdraw"}),
        ("dana", {"withdraw"}),
        ("finn", set()),
        ("maya", set()),
    ],
)
def test_each_role_may_what_the_table_says(cast: Cast, media: Consent, name: str, may: set[str]) -> None:
    """Taking it back is written down by anyone who may see the person (section 3.3)."""
    user = getattr(cast, name)
    verbs = ("draft", "amend", "withdraw", "invalidate")
    found = {verb for verb in verbs if CONSENTS.verbs[verb].may(user, media, NOON)}
    if CONSENTS.visible(user, NOON).filter(pk=media.pk).exists():
        found.add("see")
    assert found == may


def test_communications_finishes_what_a_worker_began_and_ends_it(cast: Cast, sam: Person) -> None:
    began = say(cast, sam, checklist={}, proof=Proof(upload=upload(pdf())), **FACTS).consent
    assert began.state == State.DRAFT
    done = amend(began, by=cast.cora, at=NOON, answer=True, **answer(**FACTS)).consent
    assert (done.state, done.given_by) == (State.ACTIVE, cast.cora)
    assert withdraw(done, by=cast.cora, at=NOON + HOUR, withdrawn_at=NOON).state == State.WITHDRAWN


@pytest.mark.usefixtures("_noon")
def test_what_a_worker_leaves_unfinished_is_not_lost(cast: Cast, sam: Person) -> None:
    """They may not open it: the message says what is missing, and communications hear that it waits."""
    cora, client = cast.cora, signed_in(cast.fay)
    for purpose in Purpose:
        shown = approved(cast, kind=Kind.MEDIA, purpose=purpose, at=NOON - HOUR)
        if purpose is Purpose.FORM:
            form = typed(sam, **FACTS, wording=shown.pk, upload=upload(pdf()), check_free="")
    page = client.post(f"/consents/new/?person={sam.reference}", form, follow=True).content.decode()
    began = Consent.objects.get()
    assert began.state == State.DRAFT
    assert f"Saved as {began.reference}, but not finished." in page
    assert began.still_to_do(NOON)
    assert all(escape(each) in page for each in began.still_to_do(NOON))
    assert "Only they can finish it." in page
    assert Notification.objects.get(kind="publicity_unfinished").recipient == cora
    assert signed_in(cora).get(f"/consents/{began.reference}/").status_code == 200


def test_of_a_finished_one_or_their_own_draft_communications_hear_nothing(
    cast: Cast, sam: Person, media: Consent
) -> None:
    assert cast.cora
    assert not Notification.objects.filter(kind="publicity_unfinished").exists()
    began = say(cast, sam, checklist={}, **FACTS | {"named": "Summer fair"}).consent
    Notification.objects.all().delete()
    amend(began, by=cast.cora, at=NOON, answer=True, **answer(**FACTS | {"checklist": {}}))
    assert not Notification.objects.filter(kind="publicity_unfinished").exists()


@pytest.mark.parametrize(("yes", "state"), [(True, State.ACTIVE), (False, State.REFUSED)])
def test_communications_writes_down_what_somebody_says(
    cast: Cast, sam: Person, yes: bool, state: State
) -> None:
    said = say(cast, sam, yes, by=cast.cora, proof=Proof(upload=upload(pdf())), **FACTS).consent
    assert (said.kind, said.state, said.created_by) == (Kind.MEDIA, state, cast.cora)


def test_communications_writes_down_no_other_answer(cast: Cast, sam: Person) -> None:
    with pytest.raises(Denied):
        say(cast, sam, by=cast.cora)


def test_communications_finds_it_not_valid_and_a_manager_does_not(cast: Cast, media: Consent) -> None:
    for other in (cast.max, cast.igor, cast.fay):
        with pytest.raises(Denied):
            invalidate(media, by=other, at=NOON, reason="Not free")
    assert invalidate(media, by=cast.cora, at=NOON, reason="Not free").state == State.INVALID


def test_communications_finds_no_other_consent_not_valid(cast: Cast, sam: Person) -> None:
    with pytest.raises(Denied):
        invalidate(say(cast, sam).consent, by=cast.cora, at=NOON, reason="Not free")


@pytest.mark.usefixtures("_noon")
@pytest.mark.parametrize("name", sorted(NOBODY))
def test_who_does_not_read_it_finds_it_on_no_page(cast: Cast, sam: Person, media: Consent, name: str) -> None:
    client = signed_in(getattr(cast, name))
    for address in (
        f"/consents/{media.reference}/",
        f"/consents/{media.reference}/amend/",
        f"/receipts/{media.reference}/",
        f"/evidence/{media.evidence.reference}/",
        f"/evidence/{media.evidence.reference}/download/",
    ):
        assert client.get(address).status_code == 404, address
    for address in ("/consents/", "/consents/?state=ACTIVE", "/consents/?due=expiry", "/consents/reviews/"):
        answered = client.get(address)
        assert answered.status_code in (200, 403), address
        assert media.reference not in answered.content.decode(), address
    found = client.post("/consents/search/", {"q": media.reference}).content.decode()
    assert f"/consents/{media.reference}/" not in found
    for address in (f"/people/{sam.reference}/", f"/people/{sam.reference}/sharing/"):
        text = client.get(address).content.decode()
        for words in ("Open day", "To show how we help", "The public"):
            assert words not in text, (address, words)
        # That there is one is said for one thing alone: so that it can be taken back (section 3.3).
        links = re.findall(rf"/consents/{media.reference}/[^\"]*", text)
        assert set(links) <= {f"/consents/{media.reference}/withdraw/"}, address
    assert not Evidence.objects.visible_to(getattr(cast, name), NOON).exists()


@pytest.mark.usefixtures("_noon")
@pytest.mark.parametrize("name", ["max", "cora", "igor", "gwen"])
def test_who_reads_it_finds_it(cast: Cast, media: Consent, name: str) -> None:
    client = signed_in(getattr(cast, name))
    assert "Open day" in client.get(f"/consents/{media.reference}/").content.decode()
    assert media.reference in client.get("/consents/").content.decode()
    assert EVIDENCE.visible(getattr(cast, name), NOON).exists()


@pytest.mark.usefixtures("_noon")
def test_communications_sees_publicity_and_no_care(cast: Cast, sam: Person, media: Consent) -> None:
    care = say(cast, sam).consent
    client = signed_in(cast.cora)
    text = client.get("/consents/").content.decode()
    assert media.reference in text
    assert care.reference not in text
    assert client.get(f"/consents/{care.reference}/").status_code == 404


@pytest.mark.usefixtures("_noon")
def test_whoever_knows_the_person_is_kept_out_of_it_too(cast: Cast, sam: Person, media: Consent) -> None:
    report(person=sam, worker=cast.cora, relationship="cousin", by=cast.fay, at=NOON)
    client = signed_in(cast.cora)
    for address in (f"/consents/{media.reference}/", f"/evidence/{media.evidence.reference}/"):
        assert client.get(address).status_code == 404
    assert media.reference not in client.get("/consents/").content.decode()
    assert not any(verb.may(cast.cora, media, NOON) for verb in CONSENTS.verbs.values())


def test_a_manager_keeps_no_publicity_and_nothing_is_written(cast: Cast, sam: Person, store: Any) -> None:
    with pytest.raises(Denied):
        say(cast, sam, by=cast.max, proof=Proof(upload=upload(pdf())), **FACTS)
    assert (Consent.objects.count(), Evidence.objects.count(), kept_in(store)) == (0, 0, [])


@pytest.mark.usefixtures("_noon")
def test_communications_ask_anew_those_whose_publicity_they_look_after(
    cast: Cast, sam: Person, media: Consent
) -> None:
    client = signed_in(cast.cora)
    page = client.get(f"/consents/new/?person={sam.reference}")
    assert page.status_code == 200
    assert [value for value, _ in page.context["form"].fields["kind"].choices] == [Kind.MEDIA]
    assert f"/people/{sam.reference}/" not in page.content.decode()
    stranger = cast.person("Kim Lake", worker=cast.finn)
    assert client.get(f"/consents/new/?person={stranger.reference}").status_code == 404
