"""The organisations register: who may do what, one name each, and what people really type."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.errors import Denied
from governance.ledger.models import Event
from governance.organisations import actions
from governance.organisations.models import Kind, Organisation
from tests.cast import NOON, Cast, signed_in

GP = {"name": "Example Surgery", "kind": "health"}


def surgery(cast: Cast, name: str = "Example Surgery") -> Organisation:
    return actions.create(by=cast.max, at=NOON, name=name, kind=Kind.HEALTH)


def test_a_manager_adds_one_and_finds_it_on_its_page(cast: Cast) -> None:
    client = signed_in(cast.max)
    sent = GP | {"public_body": "yes", "ico_number": "za 123456"}
    answer = client.post("/organisations/new/", sent, follow=True)
    ours = Organisation.objects.get()
    assert answer.redirect_chain == [(f"/organisations/{ours.reference}/", 302)]
    assert ours.reference == f"ORG-{timezone.now().year}-000001"
    page = answer.content.decode()
    assert "The organisation is added." in page
    assert "Example Surgery</h1>" in page
    assert "ZA123456" in page
    assert (ours.public_body, ours.ico_number) == (True, "ZA123456")
    assert Event.objects.get(register="organisations", verb="create").actor_id == cast.max.pk


def test_everyone_reads_and_only_managers_and_ig_change(cast: Cast) -> None:
    ours = surgery(cast)
    address = f"/organisations/{ours.reference}/"
    changers = {cast.max, cast.igor}
    for user in (cast.fay, cast.max, cast.dana, cast.igor, cast.cora, cast.gwen, cast.aled):
        client = signed_in(user)
        expected = 200 if user in changers else 403
        assert client.get("/organisations/").status_code == 200, user
        assert client.get(address).status_code == 200, user
        assert ("Change details" in client.get(address).content.decode()) is (user in changers), user
        assert client.get("/organisations/new/").status_code == expected, user
        assert client.get(f"{address}edit/").status_code == expected, user


def test_the_action_asks_too(cast: Cast) -> None:
    with pytest.raises(Denied):
        actions.create(by=cast.fay, at=NOON, **GP)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("name", ["EXAMPLE surgery", "  Example \t Surgery "])
def test_one_name_is_one_organisation_however_it_is_typed(cast: Cast, name: str) -> None:
    ours = surgery(cast)
    page = signed_in(cast.max).post("/organisations/new/", GP | {"name": name}).content.decode()
    assert f"We have an organisation with this name already: {ours.reference}" in page
    assert f'<a class="govuk-link" href="/organisations/{ours.reference}/">Example Surgery' in page
    assert Organisation.objects.count() == 1


def test_of_two_who_add_the_same_name_at_once_the_second_is_told(cast: Cast) -> None:
    surgery(cast)
    with pytest.raises(Denied, match="already an organisation with this name"):
        surgery(cast, "EXAMPLE SURGERY")


def test_its_own_name_is_no_hindrance_to_a_change(cast: Cast) -> None:
    ours = surgery(cast)
    client = signed_in(cast.max)
    address = f"/organisations/{ours.reference}/edit/"
    read = client.get(address).context["form"].initial["read_version"]
    sent = client.post(address, GP | {"name": "Example SURGERY", "read_version": read, "reason": "Their own"})
    assert sent.status_code == 302
    ours.refresh_from_db()
    assert (ours.name, ours.version) == ("Example SURGERY", 2)


def test_a_stale_change_is_refused_and_what_was_typed_is_kept(cast: Cast) -> None:
    ours = surgery(cast)
    actions.edit(ours, by=cast.igor, at=NOON, read_version=1, reason="New", ico_number="Z1234567")
    sent = GP | {"ico_number": "ZA999999", "read_version": 1, "reason": "They rang"}
    answer = signed_in(cast.max).post(f"/organisations/{ours.reference}/edit/", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "They rang" in page
    assert "Someone changed this record while you had it open." in page
    assert "ZA999999" in page
    ours.refresh_from_db()
    assert ours.ico_number == "Z1234567"


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("name", "", "Fill in “Name”"),
        ("name", "x" * 161, "use at most 160 letters"),
        ("name", "Bad\0name", "holds a hidden character"),
        ("kind", "", "Choose an answer for “What it is”"),
        ("kind", "palace", "Choose one of the answers"),
        ("ico_number", "0" * 21, "use at most 20 letters"),
        ("ico_number", "Z123456", "An ICO number is Z and seven numbers"),
        ("ico_number", "ZA1234567", "An ICO number is Z and seven numbers"),
        ("ico_number", "A1234567", "An ICO number is Z and seven numbers"),
        ("ico_number", "Z١٢٣٤٥٦٧", "An ICO number is Z and seven numbers"),
        ("read_version", "soon", "Enter a whole number"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_is_saved(
    cast: Cast, field: str, typed: str, message: str
) -> None:
    sent = {"name": "Kept Surgery", "kind": "health", "ico_number": "ZB123456", field: typed}
    page = signed_in(cast.max).post("/organisations/new/", sent).content.decode()
    assert message in page
    assert "Kept Surgery" in page or "ZB123456" in page
    assert not Organisation.objects.exists()


def test_markup_is_shown_as_it_was_typed(cast: Cast) -> None:
    ours = surgery(cast, "<script>alert(1)</script>")
    page = signed_in(cast.fay).get(f"/organisations/{ours.reference}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("wanted", ["surg", "SURG", "ORG-2026-000001", "org-2026-000001"])
def test_search_finds_by_part_of_a_name_or_reference(cast: Cast, wanted: str) -> None:
    surgery(cast)
    surgery(cast, "Other Hospital")
    page = signed_in(cast.fay).get("/organisations/", {"q": wanted}).content.decode()
    assert "Example Surgery" in page
    assert "Other Hospital" not in page


@pytest.mark.parametrize("wanted", ["nowhere", "%%%", "x\0yz", "'; DROP TABLE"])
def test_what_finds_nothing_says_so(cast: Cast, wanted: str) -> None:
    surgery(cast)
    assert (
        "No organisation matches"
        in signed_in(cast.fay).get("/organisations/", {"q": wanted}).content.decode()
    )


@pytest.mark.parametrize("wanted", ["a", "su", " s\0u ", "%"])
def test_one_or_two_letters_are_too_few_to_search_by(cast: Cast, wanted: str) -> None:
    surgery(cast)
    page = signed_in(cast.fay).get("/organisations/", {"q": wanted}).content.decode()
    assert "Type at least 3 letters" in page
    assert "Example Surgery" not in page


def test_a_change_needs_a_reason_which_its_page_shows_to_all(cast: Cast) -> None:
    ours = surgery(cast)
    client, address = signed_in(cast.max), f"/organisations/{ours.reference}/"
    sent = GP | {"ico_number": "Z1234567", "read_version": 1}
    page = client.post(f"{address}edit/", sent | {"reason": " "}).content.decode()
    assert "Fill in “Why do you change it?”" in page
    ours.refresh_from_db()
    assert ours.version == 1
    client.post(f"{address}edit/", sent | {"reason": "They moved to <b>Leith</b>"})
    shown = signed_in(cast.fay).get(address)
    assert [(line.title, line.by, line.text) for line in shown.context["timeline"]] == [
        ("Details changed", "Max Example", "They moved to <b>Leith</b>"),
        ("Added", "Max Example", ""),
    ]
    assert "They moved to &lt;b&gt;Leith&lt;/b&gt;" in shown.content.decode()
    assert Organisation.history.latest("history_id").history_change_reason == "They moved to <b>Leith</b>"


def test_the_list_goes_by_the_alphabet_page_by_page(cast: Cast) -> None:
    for number in range(30):
        surgery(cast, f"{'Surgery' if number % 2 else 'SURGERY'} {number:02}")
    client = signed_in(cast.fay)
    first = client.get("/organisations/").context["page"]
    second = client.get(f"/organisations/{first.next_url}").context["page"]
    assert [ours.name[-2:] for ours in first.rows + second.rows] == [f"{number:02}" for number in range(30)]
    back = client.get(f"/organisations/{second.previous_url}").context["page"]
    assert back.rows == first.rows


def test_an_unknown_reference_is_not_there(cast: Cast) -> None:
    client = signed_in(cast.max)
    for reference in ("ORG-2026-999999", "nothing", "%00"):
        assert client.get(f"/organisations/{reference}/").status_code == 404


def test_the_list_costs_the_same_for_few_and_many(cast: Cast) -> None:
    client = signed_in(cast.fay)
    costs = []
    for more in (25, 75):
        for number in range(more):
            surgery(cast, f"Surgery {more}-{number}")
        with CaptureQueriesContext(connection) as queries:
            client.get("/organisations/")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 10
