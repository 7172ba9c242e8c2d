"""Service closures over HTTP: what each role sees and may press, and what is kept of it."""

import re
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from governance.accounts.models import User
from governance.documents import door
from governance.documents.models import Document
from governance.ledger.models import Event
from governance.people import actions as people
from sharing.closures import actions_sealing, tasks
from sharing.closures.models import Closure
from sharing.closures.rules import Came
from sharing.closures.states import State
from sharing.closures.step_views import ACTS
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.states import State as CheckState
from tests.cast import Cast, signed_in
from tests.sharing.closures import walk


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def press(client: Client, closure: Closure, verb: str, **typed: object) -> Closure:
    closure.refresh_from_db()
    where = f"/closures/{closure.reference}/{verb}/"
    assert client.get(where).status_code == 200, verb
    answer = client.post(where, {"read_version": closure.version, "form_key": uuid4(), **typed})
    assert answer.status_code == 302, answer.content.decode()
    closure.refresh_from_db()
    return closure


def page(user: User, closure: Closure, name: str = "") -> str:
    answer = signed_in(user).get(f"/closures/{closure.reference}/{name}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def day(name: str) -> dict[str, int]:
    today = timezone.localdate()
    return {f"{name}_day": today.day, f"{name}_month": today.month, f"{name}_year": today.year}


def read(content: bytes) -> str:
    pages = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(each.extract_text() for each in pages).split())


def made(kind: str) -> str:
    order = Document.objects.get(kind=kind, done_at=None)
    assert door.make(order.pk)
    order.refresh_from_db()
    return read(order.file.read())


@pytest.mark.pdf
def test_from_the_list_to_the_certificate_over_its_pages(cast: Cast) -> None:
    at = timezone.now()
    provider, _ = walk.partner(cast)
    sam = walk.agreeing(cast, "Sam Rivers", at=at)
    cast.person("Kim Moor", at=at)
    max_, fay = signed_in(cast.max), signed_in(cast.fay)
    assert max_.get("/closures/new/").status_code == 200
    said = {**walk.said(cast, provider), "service": cast.harbour.pk, "provider": provider.pk}
    said |= {"lead": cast.fay.pk, **day("closes_on")}
    answer = max_.post("/closures/new/", said)
    assert answer.status_code == 302, answer.content.decode()
    ours = Closure.objects.get()
    press(fay, ours, "make_list")
    assert "Kim Moor" in page(cast.fay, ours, "apart/")
    assert "Sam Rivers" in page(cast.fay, ours, "people/")
    press(max_, ours, "settle", everybody="on", decided="stays")
    where = f"/closures/{ours.reference}/add_file/"
    added = fay.post(where, {"what": "Care plans", "items": ["care_plan"], "read_version": ours.version})
    check = StopCheck.objects.get()
    assert added.url == f"/stop-checks/{check.reference}/edit/"
    assert ours.reference in fay.get(f"/stop-checks/{check.reference}/").content.decode()
    StopCheck.objects.filter(pk=check.pk).update(state=CheckState.CANCELLED, cancelled_at=at)
    walk.with_an_approved_file(cast, ours, (sam.reference,), at=at)
    press(max_, ours, "seal", looked="on")
    manifest = made("closure_manifest")
    assert ours.manifest is not None
    assert ours.manifest[0]["sha256"] in manifest.replace(" ", "")
    press(fay, ours, "send")
    assert tasks.deliver(walk.link_of(ours).pk)
    link = walk.link_of(ours).address.partition("/taken-over/")[2]
    guest = Client()
    shown = guest.get(f"/taken-over/{link}").content.decode()
    assert ours.manifest[0]["sha256"] in shown
    number = ours.manifest[0]["number"]
    signed = {f"came_{number}": "same", f"people_{number}": 1, "name": "Ash Rowan", "role": "Manager"}
    answer = guest.post(f"/taken-over/{link}", {**signed, "entitled": "on"})
    assert "You have signed for it" in answer.content.decode()
    assert guest.get(f"/taken-over/{link}").status_code == 410
    press(max_, ours, "countersign", name="max example")
    receipt = made("closure_receipt")
    assert "Ash Rowan, Manager" in receipt
    assert "Max Example" in receipt
    copy = walk.link_of(ours).address.partition("/taken-over/")[2]
    assert "Receipt of" in guest.get(f"/taken-over/{copy}").content.decode()
    assert b"".join(guest.get(f"/taken-over/{copy}receipt/").streaming_content).startswith(b"%PDF")
    press(fay, ours, "destroy", how="From the shared drive and its bin.", **day("on"))
    assert press(max_, ours, "certify", saw="The empty folder.").state == State.CLOSED
    certificate = made("closure_destruction")
    for words in ("From the shared drive", "The empty folder.", "Fay Example", ours.reference):
        assert words in certificate
    for paper in (manifest, receipt, certificate):
        assert "Sam Rivers" not in paper
        assert "Kim Moor" not in paper
    got = max_.get(f"/closures/{ours.reference}/certificate/")
    assert b"".join(got.streaming_content).startswith(b"%PDF")
    page(cast.fay, ours)
    assert "Nobody’s: it is over" in page(cast.max, ours)


def test_a_stranger_gets_404_for_every_address_of_it(cast: Cast) -> None:
    provider, _ = walk.partner(cast)
    ours = walk.begun(cast, provider)
    pages = ["", "people/", "apart/", "manifest/", "edit/", "add_file/", *(f"{verb}/" for verb in ACTS)]
    for user in (cast.finn, cast.dora, cast.maya, cast.cora):
        client = signed_in(user)
        for each in pages:
            assert client.get(f"/closures/{ours.reference}/{each}").status_code == 404, (user, each)
        assert client.post(f"/closures/{ours.reference}/ask/", {"line": 1}).status_code == 404
    assert signed_in(cast.cora).get("/closures/").status_code == 403
    assert ours.reference not in signed_in(cast.maya).get("/closures/").content.decode()


def test_the_auditor_reads_masked_names_and_presses_nothing(cast: Cast) -> None:
    provider, _ = walk.partner(cast)
    walk.agreeing(cast, "Sam Rivers")
    cast.person("Kim Moor")
    ours = walk.listed(walk.begun(cast, provider))
    for name in ("people/", "apart/"):
        shown = page(cast.aled, ours, name)
        assert "S••• R•••" in shown or "K••• M•••" in shown
        assert "Rivers" not in shown
        assert "Moor" not in shown
    client = signed_in(cast.aled)
    for verb in ("make_list", "settle", "edit", "add_file", "cancel"):
        answer = client.post(f"/closures/{ours.reference}/{verb}/", {"read_version": ours.version})
        assert answer.status_code == 403, verb


def test_whom_one_knows_is_on_no_list_that_one_sees(cast: Cast) -> None:
    provider, _ = walk.partner(cast)
    kim = cast.person("Kim Moor")
    cast.person("Lee Ash")
    walk.agreeing(cast)
    people.report(person=kim, worker=cast.igor, relationship="friend", by=cast.fay, at=timezone.now())
    ours = walk.listed(walk.begun(cast, provider))
    shown = page(cast.igor, ours, "apart/")
    assert ("Lee Ash" in shown, "Kim Moor" in shown) == (True, False)
    assert "Kim Moor" not in page(cast.igor, ours, "settle/")
    line = ours.people.get(person=kim)
    answer = signed_in(cast.igor).post(f"/closures/{ours.reference}/ask/", {"line": line.pk})
    assert answer.status_code == 404


def test_who_stands_apart_is_asked_with_what_is_known_filled_in(cast: Cast) -> None:
    provider, _ = walk.partner(cast)
    kim = cast.person("Kim Moor")
    ours = walk.listed(walk.begun(cast, provider))
    client = signed_in(cast.fay)
    line = ours.people.get(person=kim)
    answer = client.post(f"/closures/{ours.reference}/ask/", {"line": line.pk}, follow=True)
    where, _ = answer.redirect_chain[-1]
    assert where.startswith(f"/consents/new/?person={kim.reference}")
    shown = answer.content.decode()
    assert "Elm Surgery" in shown
    assert 'value="care_plan"' in shown
    assert client.get(f"/closures/{ours.reference}/ask/").status_code == 405


def test_a_look_at_the_list_is_a_look_at_each_of_them(cast: Cast) -> None:
    provider, _ = walk.partner(cast)
    kim = cast.person("Kim Moor")
    ours = walk.listed(walk.begun(cast, provider))
    page(cast.max, ours, "apart/")
    look = Event.objects.filter(verb="view", reference=ours.reference, actor_id=cast.max.pk).latest("id")
    assert look.detail["people"] == [kim.pk]


def test_a_step_of_the_second_person_is_refused_to_the_lead_with_its_code(cast: Cast) -> None:
    ours = walk.ready(cast)
    answer = signed_in(cast.fay).post(
        f"/closures/{ours.reference}/seal/", {"read_version": ours.version, "looked": "on"}
    )
    assert answer.status_code == 403
    assert "E-SAME-PERSON" in answer.content.decode()
    assert Event.objects.filter(verb="refused", reference=ours.reference).exists()


def test_pressed_twice_it_is_sent_once(cast: Cast) -> None:
    ours = walk.sealed(cast, at=timezone.now())
    client, key = signed_in(cast.fay), uuid4()
    for _ in range(2):
        answer = client.post(
            f"/closures/{ours.reference}/send/", {"read_version": ours.version, "form_key": key}
        )
        assert (answer.status_code, answer.url) == (302, f"/closures/{ours.reference}/")
    assert ours.links.count() == 1


def test_what_was_typed_stays_when_a_rule_refuses(cast: Cast) -> None:
    provider, _ = walk.partner(cast)
    said = {**walk.said(cast, provider), "service": cast.harbour.pk, "provider": provider.pk}
    said |= {"lead": cast.finn.pk, **day("closes_on")}
    answer = signed_in(cast.igor).post("/closures/new/", said)
    shown = answer.content.decode()
    assert "cannot send files from this service" in shown
    assert "The council gave the contract to them." in shown
    assert not Closure.objects.exists()


def guest_page(closure: Closure) -> str:
    return "/taken-over/" + walk.link_of(closure).address.partition("/taken-over/")[2]


def test_the_provider_is_told_what_differs_and_that_twice(cast: Cast) -> None:
    ours = walk.sent(cast, at=timezone.now())
    where, guest, key = guest_page(ours), Client(), uuid4()
    typed: dict[str, Any] = {
        "came_1": Came.OTHER.value,
        "people_1": 2,
        "name": "Ash Rowan",
        "role": "Manager",
    }
    typed |= {"entitled": "on", "form_key": key}
    for _ in range(2):
        answer = guest.post(where, typed)
        assert "What you say is not what we sent" in answer.content.decode()
    assert guest.post(where, {**typed, "form_key": uuid4()}).status_code == 410
    shown = page(cast.max, ours)
    assert "File 1 is another one." in shown
    assert "Fay Example, who leads it: ring them." in shown
    assert "sign for what came." not in shown
    actions_sealing.send_link(ours, by=cast.fay, at=timezone.now())
    assert "Ash Rowan, practice manager, Elm Surgery: sign for what came." in page(cast.max, ours)
    assert Event.objects.filter(verb="differs", reference=ours.reference).count() == 1


def test_who_is_asked_how_many_people_it_is_about_does_not_read_it_there(cast: Cast) -> None:
    ours = walk.sent(cast, at=timezone.now(), people=2)
    shown = Client().get(guest_page(ours)).content.decode()
    numbers = re.compile(r"\d (people|rows?)\b")
    assert numbers.search(shown) is None
    assert numbers.search(page(cast.max, ours))
    typed = {"came_1": "same", "people_1": 3, "name": "Ash Rowan", "role": "Manager", "entitled": "on"}
    answer = Client().post(guest_page(ours), typed).content.decode()
    assert "What you say is not what we sent" in answer
    # Else they would know what to write into the next one.
    assert "and not 2" not in answer


@pytest.mark.parametrize(("apart", "covered"), [(1, 1), (0, 0)])
def test_the_list_is_not_done_while_it_stands_in_the_way_of_sealing(
    cast: Cast, apart: int, covered: int
) -> None:
    provider, _ = walk.partner(cast)
    at = timezone.now()
    for each in range(covered):
        walk.agreeing(cast, f"Sam {each}", at=at)
    for each in range(apart):
        cast.person(f"Kim {each}", at=at)
    ours = walk.listed(walk.begun(cast, provider, at=at), at=at)
    assert steps(page(cast.fay, ours))[0] == "Now"
    if apart:
        assert green(page(cast.fay, ours)) == ["Say what becomes of their records"]
        ours = walk.settled(cast, ours, at=at)
        assert steps(page(cast.fay, ours))[:2] == ["Done", "Now"]


def green(shown: str) -> list[str]:
    """The buttons that stand out among the six steps."""
    listed = shown.partition('id="steps"')[2].partition("</ol>")[0].split("<a ")[1:]
    return [
        each.partition(">")[2].partition("<")[0] for each in listed if "govuk-button--secondary" not in each
    ]


def steps(shown: str) -> list[str]:
    """How each of the six steps stands."""
    listed = shown.partition('id="steps"')[2].partition("</ol>")[0]
    return [each for each in re.split(r"<[^>]+>\s*", listed) if each.strip() in ("Done", "Now", "Later")]


def test_a_last_day_long_ago_is_refused_beside_its_field(cast: Cast) -> None:
    provider, _ = walk.partner(cast)
    said = {**walk.said(cast, provider), "service": cast.harbour.pk, "provider": provider.pk}
    said |= {"lead": cast.fay.pk, "closes_on_day": 31, "closes_on_month": 12, "closes_on_year": 1999}
    shown = signed_in(cast.max).post("/closures/new/", said).content.decode()
    assert "more than a year before the closure was begun" in shown
    assert not Closure.objects.exists()


def test_the_manager_who_leads_it_is_sent_to_the_ig_team(cast: Cast) -> None:
    provider, _ = walk.partner(cast)
    ours = walk.begun(cast, provider, lead=cast.max)
    shown = signed_in(cast.max).post(f"/closures/{ours.reference}/seal/", {}).content.decode()
    assert ("Ask the IG team." in shown, "Ask the service’s manager" in shown) == (True, False)


def test_what_the_provider_leaves_open_is_asked_for_and_nothing_is_used_up(cast: Cast) -> None:
    ours = walk.sent(cast, at=timezone.now())
    where, guest = guest_page(ours), Client()
    answer = guest.post(where, {"came_1": "same", "name": "Ash Rowan"})
    shown = answer.content.decode()
    assert "Count the people in file 1" in shown
    assert "Only somebody who may sign" in shown
    assert guest.get(where).status_code == 200


def test_a_dead_link_says_the_same_few_words_whatever_the_reason(cast: Cast) -> None:
    ours = walk.sent(cast, at=timezone.now())
    old = guest_page(ours)
    actions_sealing.send_link(ours, by=cast.fay, at=timezone.now())
    pages = {Client().get(where).content for where in (old, "/taken-over/nonsense/", f"{old}receipt/")}
    assert len(pages) == 1
    assert ours.reference.encode() not in pages.pop()


def test_whoever_works_here_does_not_sign_for_the_provider(cast: Cast) -> None:
    ours = walk.sent(cast, at=timezone.now())
    assert signed_in(cast.max).get(guest_page(ours)).status_code == 403


@pytest.mark.parametrize(
    "asked", ["", "?state=DRAFT", "?state=SENT", "?state=nonsense", "?provider=99999999"]
)
def test_the_list_is_filtered(cast: Cast, asked: str) -> None:
    provider, _ = walk.partner(cast)
    ours = walk.begun(cast, provider)
    shown = signed_in(cast.max).get(f"/closures/{asked}").content.decode()
    assert (ours.reference in shown) is (asked in ("", "?state=DRAFT", "?state=nonsense"))


@pytest.mark.parametrize("name", ["", "people/", "apart/", "settle/"])
def test_a_page_costs_the_same_however_many_are_on_the_list(cast: Cast, name: str) -> None:
    provider, _ = walk.partner(cast)
    asked = {}
    ours = walk.begun(cast, provider)
    client = signed_in(cast.max)
    for number in (3, 30):
        for each in range(number):
            walk.agreeing(cast, f"Sam {number} {each}")
            cast.person(f"Kim {number} {each}")
        ours = walk.listed(ours)
        client.get(f"/closures/{ours.reference}/{name}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/closures/{ours.reference}/{name}").status_code == 200
        asked[number] = len(queries)
    assert asked[3] == asked[30]
    assert asked[30] <= 40


def test_the_ledger_leads_to_it(cast: Cast) -> None:
    closure = walk.begun(cast, walk.partner(cast)[0])
    answer = signed_in(cast.igor).get(f"/ledger/?reference={closure.reference}")
    assert f'href="/closures/{closure.reference}/"' in answer.content.decode()
