"""One search finds what its reader may see, by reference and by name, and tells nothing of the rest."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve
from django.utils import timezone

from consent.conversations.models import Conversation
from governance.accounts.models import User
from governance.desk.search import MOST, found, with_pages
from governance.ledger.models import Event
from governance.people import actions
from governance.workflow.register import REGISTERS
from incidents.incidents.register import INCIDENTS
from tests.cast import Cast, signed_in
from tests.consent.consents.answers import say
from tests.incidents.incidents.walk import reported, restricted
from tests.policies.samples import draft, published
from tests.sharing.agreements.walk import active, surgery, written

NOTHING = "We found nothing that you may see."


def page(user: User, text: str) -> str:
    """What the user reads after looking for a text, without the box that holds it."""
    answer = signed_in(user).post("/desk/search/", {"q": text}, follow=True)
    assert answer.status_code == 200
    return re.sub(r'value="[^"]*"', "", answer.content.decode())


def hits(user: User, text: str) -> dict[str, list[str]]:
    """By register, what is found: the references."""
    groups = found(text, user, timezone.now())
    return {group.name: [hit.reference for hit in group.hits] for group in groups}


def test_a_person_is_found_by_a_part_of_their_name_and_that_is_a_look(cast: Cast) -> None:
    sam = cast.person()
    assert sam.reference in page(cast.fay, "river")
    look = Event.objects.get(verb="view", register="people", actor_id=cast.fay.pk)
    assert look.detail["people"] == [sam.pk]
    assert "river" not in str(look.detail).lower()


@pytest.mark.parametrize("wanted", ["Sam Rvers", "Rivres", "Samm Rivers"])
def test_a_slip_of_the_finger_finds_the_person_all_the_same(cast: Cast, wanted: str) -> None:
    sam = cast.person()
    text = page(cast.fay, wanted)
    assert sam.reference in text
    assert "These are nearly so." in text


@pytest.mark.parametrize("wanted", ["Harbuor", "harbor", "Harbour Trsut", "HARBOUR"])
def test_a_partner_is_found_with_a_typing_error(cast: Cast, wanted: str) -> None:
    partner = surgery(cast, "Harbour Trust")
    surgery(cast, "Elm Surgery")
    for user in (cast.fay, cast.igor, cast.cora, cast.aled):
        assert hits(user, wanted)["Organisations"] == [partner.reference], user


def test_an_agreement_is_found_by_its_title_and_by_its_partner_also_misspelled(cast: Cast) -> None:
    ours = active(cast, surgery(cast), title="Care with the doctors")
    for wanted in ("the doctors", "Elm Surg", "Elm Sugery", "docters"):
        assert hits(cast.fay, wanted)["Agreements"] == [ours.reference], wanted


def test_a_policy_is_found_by_its_title_and_a_draft_by_ig_alone(cast: Cast) -> None:
    keys, plan = published(cast), draft(cast, title="Plan for keys", number="HL-8")
    assert hits(cast.fay, "keys poli") == hits(cast.fay, "Kesy policy") == {"Policies": [keys.reference]}
    assert hits(cast.igor, "keys") == {"Policies": [keys.reference, plan.reference]}
    assert hits(cast.fay, "plan for") == {}


def test_a_draft_is_found_by_its_service_and_ig_and_not_by_others(cast: Cast) -> None:
    draft = written(cast, surgery(cast), title="Heron project")
    assert hits(cast.max, "heron") == hits(cast.igor, "heron") == {"Agreements": [draft.reference]}
    for user in (cast.fay, cast.maya, cast.cora):
        assert hits(user, "heron") == {}
        assert NOTHING in page(user, draft.reference)


@pytest.mark.parametrize(
    "shape", ["{0}", "con 1", "CON-1", "con{1} 1", "CON {1} 000001", "con-{1}-1", "CON000001", " {0} "]
)
def test_a_reference_is_found_however_it_is_said(cast: Cast, shape: str) -> None:
    at = timezone.now()
    consent = say(cast, cast.person(at=at), at=at).consent
    number = consent.reference.removeprefix("CON-")
    assert number.endswith("-000001")
    wanted = shape.format(consent.reference, number[:4])
    if shape == "con{1} 1":
        wanted = f"con {number[:4]} 1"
    answer = signed_in(cast.fay).post("/desk/search/", {"q": wanted}, follow=True).content.decode()
    assert consent.reference in answer


def test_a_whole_reference_leads_straight_to_the_record(cast: Cast) -> None:
    found_one = reported(cast, at=timezone.now())
    answer = signed_in(cast.igor).post("/desk/search/", {"q": found_one.reference.lower()})
    assert (answer.status_code, answer.url) == (302, INCIDENTS.url(found_one))


def test_the_beginning_of_a_reference_finds_those_that_begin_so(cast: Cast) -> None:
    at = timezone.now()
    made = [reported(cast, at=at).reference for _ in range(3)]
    beginning = made[0][:-2]
    assert hits(cast.igor, beginning) == {"Incidents": made}
    # Too little of it would be nearly all of them.
    assert hits(cast.igor, made[0][:9]) == {}


def test_an_older_year_is_found_by_its_number_alone(cast: Cast) -> None:
    at = timezone.now()
    old = reported(cast, at=at - timedelta(days=3 * 366))
    new = reported(cast, at=at)
    assert hits(cast.igor, "inc 1") == {"Incidents": [old.reference, new.reference]}


@pytest.mark.parametrize("name", ["finn", "maya", "isla", "cora"])
def test_a_stranger_finds_neither_name_nor_reference(cast: Cast, name: str) -> None:
    at = timezone.now()
    sam = cast.person(at=at)
    consent = say(cast, sam, at=at).consent
    stranger = getattr(cast, name)
    for wanted in ("Rivers", "Rivres", sam.reference, consent.reference, "con 1", "per 1"):
        text = page(stranger, wanted)
        assert NOTHING in text, wanted
        assert "Rivers" not in text
    assert not Event.objects.filter(actor_id=stranger.pk, verb__in=("view", "not_there")).exists()


def test_whoever_knows_the_person_finds_nothing_of_theirs_from_that_moment(cast: Cast) -> None:
    at = timezone.now()
    sam = cast.person(at=at)
    consent = say(cast, sam, at=at).consent
    assert hits(cast.fay, "Rivers")
    actions.report(person=sam, worker=cast.fay, relationship="cousin", by=cast.max, at=at)
    for wanted in ("Rivers", "Rivres", sam.reference, consent.reference, "con 1"):
        assert NOTHING in page(cast.fay, wanted), wanted
    assert hits(cast.max, "Rivers") == {"People": [sam.reference]}


def test_the_auditor_finds_references_and_learns_no_name_by_guessing(cast: Cast) -> None:
    at = timezone.now()
    sam = cast.person(at=at)
    consent = say(cast, sam, at=at).consent
    assert hits(cast.aled, "con 1") == {"Consents": [consent.reference]}
    assert hits(cast.aled, "per 1") == {"People": [sam.reference]}
    for wanted in ("Rivers", "Rivres", "Sam Rivers"):
        assert NOTHING in page(cast.aled, wanted)
    assert "Rivers" not in page(cast.aled, sam.reference)


def test_a_restricted_incident_is_found_by_those_named_alone(cast: Cast) -> None:
    kept = restricted(cast, at=timezone.now())
    assert hits(cast.priya, kept.reference) == {"Incidents": [kept.reference]}
    for user in (cast.max, cast.igor, cast.gwen, cast.aled, cast.dora):
        assert hits(user, kept.reference) == hits(user, "inc 1") == {}, user


@pytest.mark.parametrize("wanted", ["", "  ", "!!!", "%%%", "___", "ab", "\0", "’’’’", "- - - -"])
def test_what_cannot_be_looked_for_is_asked_for_anew(cast: Cast, wanted: str) -> None:
    cast.person()
    text = page(cast.fay, wanted)
    assert "Type at least 3 letters or numbers" in text
    assert "Rivers" not in text


def test_ten_thousand_letters_are_refused_kindly_and_kept(cast: Cast) -> None:
    long = "Rivers " * 1_430
    answer = signed_in(cast.fay).post("/desk/search/", {"q": long})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Use 120 letters or fewer. You typed 10,009" in text
    assert long.strip() in text
    assert "<title>Error: Search" in text


@pytest.mark.parametrize(
    "wanted", ["x" * 120, "<script>alert(1)</script>", "Rob'); DROP TABLE", "100% of_it"]
)
def test_whatever_is_typed_is_only_looked_for(cast: Cast, wanted: str) -> None:
    text = page(cast.fay, wanted)
    assert NOTHING in text
    assert "<script>alert" not in text


def test_a_null_byte_in_a_name_is_left_out(cast: Cast) -> None:
    sam = cast.person()
    assert sam.reference in page(cast.fay, "Riv\0ers")


def test_ten_of_a_register_are_shown_and_the_rest_is_in_its_list(cast: Cast) -> None:
    for number in range(MOST + 2):
        cast.person(f"Ash Field {number:02}")
    text = page(cast.fay, "Ash Field")
    assert text.count("Ash Field ") == MOST
    assert f"There are more than these {MOST}." in text


def test_looking_by_an_address_shows_the_form_and_finds_nothing(cast: Cast) -> None:
    cast.person()
    answer = signed_in(cast.fay).get("/desk/search/?q=Rivers")
    assert answer.status_code == 200
    assert "Rivers" not in answer.content.decode()


@pytest.mark.parametrize("where", ["/desk/", "/desk/inbox/", "/organisations/", "/incidents/", "/people/"])
def test_the_box_stands_on_every_page_of_the_staff(cast: Cast, where: str) -> None:
    text = signed_in(cast.fay).get(where).content.decode()
    assert text.count('action="/desk/search/"') == 1


def test_the_public_has_no_box(cast: Cast, client) -> None:
    for where in ("/", "/policies/", "/accounts/login/"):
        assert "/desk/search/" not in client.get(where).content.decode()


def test_a_search_costs_the_same_for_few_and_many(cast: Cast) -> None:
    client = signed_in(cast.fay)
    costs = []
    for numbers in (range(2), range(2, 30)):
        for number in numbers:
            cast.person(f"Ash Field {number:02}")
        costs.append([])
        for wanted in ("Ash", "Ahs Feild", "per 1", "nobody at all"):
            with CaptureQueriesContext(connection) as queries:
                client.post("/desk/search/", {"q": wanted})
            costs[-1].append(len(queries))
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 50, costs


def is_there(address: str) -> bool:
    try:
        return bool(resolve(address))
    except Resolver404:
        return False


def test_every_register_with_a_list_is_looked_through_whether_or_not_the_menu_has_it() -> None:
    listed = {register.name for register in REGISTERS.values() if is_there(register.address_of())}
    assert {register.name for register in with_pages()} == listed
    for register in with_pages():
        assert is_there(register.address_of(f"{register.prefix}-2026-000001")), register.name


def test_what_is_not_in_the_menu_is_found_by_whoever_may_see_it(cast: Cast) -> None:
    cast.person(at=timezone.now())
    talk = Conversation.objects.get()
    assert hits(cast.fay, "tlk 1") == {"Conversations": [talk.reference]}
    assert talk.reference in page(cast.fay, talk.reference)
    for stranger in (cast.finn, cast.dana, cast.aled):
        assert hits(stranger, "tlk 1") == hits(stranger, talk.reference) == {}, stranger


def test_every_prefix_is_one_registers() -> None:
    prefixes = [prefix for register in REGISTERS.values() for prefix in register.prefixes]
    assert len(prefixes) == len(set(prefixes))
