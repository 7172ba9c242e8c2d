"""What is typed wrongly: a message beside the field, what was typed is kept, nothing is half-saved."""

import pytest

from governance.errors import Denied
from governance.ledger.models import Event
from governance.people import actions
from governance.people.models import Case, Person
from tests.cast import NOON, Cast, signed_in

CHANGED = {"name": "Sam Brook", "kind": "service_user", "keep_from_parents": "False"}


def typed(cast: Cast, **changes: str) -> dict[str, str]:
    right = {
        "name": "Noor Field",
        "born_on_day": "1",
        "born_on_month": "5",
        "born_on_year": "1990",
        "kind": "service_user",
        "service": str(cast.harbour.pk),
        "key_worker": str(cast.fay.pk),
    }
    return right | changes


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "Fill in “Name”"),
        ({"name": "x" * 121}, "“Name” is too long: use at most 120 letters"),
        ({"name": "Noor\0Field"}, "“Name” holds a hidden character"),
        ({"born_on_day": "31", "born_on_month": "2"}, "Enter a real date"),
        ({"born_on_year": "2999"}, "Enter a year with four numbers"),
        ({"born_on_year": "2199"}, "must be in the past"),
        ({"nhs_number": "943 476 5910"}, "Enter a real NHS number"),
        ({"nhs_number": "٩٤٣٤٧٦٥٩١٩"}, "Enter a real NHS number"),
        ({"nhs_number": "²²²²²²²²²²"}, "Enter a real NHS number"),
        ({"name": "Noor\u202eField"}, "hidden character"),
        ({"chi_number": "0105900000"}, "CHI number"),
        ({"died_on_day": "1", "died_on_month": "5", "died_on_year": "1980"}, "after the date of birth"),
        ({"kind": "robot"}, "Choose one of the answers for “Who this is”"),
        ({"service": "999999"}, "Choose one of the answers for “Service”"),
        ({"service": "other"}, "Choose one of the answers for “Service”"),
    ],
)
def test_adding_a_person_says_what_is_wrong_and_keeps_what_was_typed(
    cast: Cast, changes: dict[str, str], message: str
) -> None:
    answer = signed_in(cast.fay).post("/people/new/", typed(cast, **changes))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert message in text
    assert "There is a problem" in text
    assert "1990" in text or "born_on_year" in changes
    assert not Person.objects.exists()
    assert not Case.objects.exists()


def test_another_services_id_is_refused(cast: Cast) -> None:
    answer = signed_in(cast.fay).post("/people/new/", typed(cast, service=str(cast.quay.pk)))
    assert "Choose one of the answers" in answer.content.decode()
    answer = signed_in(cast.fay).post("/people/new/", typed(cast, key_worker=str(cast.finn.pk)))
    assert "Choose one of the answers" in answer.content.decode()
    assert not Person.objects.exists()


def test_markup_is_shown_as_it_was_typed(cast: Cast) -> None:
    answer = signed_in(cast.fay).post(
        "/people/new/", typed(cast, name="<script>alert(1)</script>"), follow=True
    )
    assert b"<script>alert(1)" not in answer.content
    assert b"&lt;script&gt;alert(1)" in answer.content


@pytest.mark.parametrize("number", ["9434765919", "943 476 5919", "943-476-5919"])
def test_a_good_nhs_number_is_kept_as_ten_digits(cast: Cast, number: str) -> None:
    signed_in(cast.fay).post("/people/new/", typed(cast, nhs_number=number))
    assert Person.objects.get().nhs_number == "9434765919"


def test_a_stale_edit_saves_nothing_says_so_and_keeps_what_was_typed(cast: Cast) -> None:
    sam = cast.person()
    client = signed_in(cast.fay)
    page = f"/people/{sam.reference}/edit/"
    version = client.get(page).context["form"].initial["read_version"]
    mine = CHANGED | {"read_version": version, "reason": "misheard"}
    theirs = mine | {"name": "Sam Stream"}
    assert signed_in(cast.max).post(page, theirs).status_code == 302
    answer = client.post(page, mine)
    assert answer.status_code == 409
    assert "Someone changed this record" in answer.content.decode()
    assert "Sam Brook" in answer.content.decode()
    sam.refresh_from_db()
    assert sam.name == "Sam Stream"
    assert Event.objects.filter(verb="refused", reference=sam.reference, actor_id=cast.fay.pk).exists()


def test_a_form_sent_without_its_version_counts_as_stale(cast: Cast) -> None:
    sam = cast.person()
    signed_in(cast.fay).post(f"/people/{sam.reference}/edit/", CHANGED | {"reason": "misheard"})
    sam.refresh_from_db()
    assert sam.name == "Sam Rivers"


def test_a_case_closes_between_its_opening_and_today(cast: Cast) -> None:
    sam = cast.person()
    case = sam.cases.get()
    page = f"/people/{sam.reference}/cases/{case.reference}/close/"
    client = signed_in(cast.fay)
    day = {"closed_on_day": "1", "closed_on_month": "1"}
    assert "cannot close before that" in client.post(page, day | {"closed_on_year": "2026"}).content.decode()
    assert "in the future" in client.post(page, day | {"closed_on_year": "2099"}).content.decode()
    case.refresh_from_db()
    assert case.closed_on is None


@pytest.mark.parametrize("user", ["dana", "priya", "gwen", "aled"])
def test_whoever_only_looks_can_not_add_or_change(cast: Cast, user: str) -> None:
    sam = cast.person()
    client = signed_in(getattr(cast, user))
    assert client.post("/people/new/", typed(cast)).status_code == 403
    assert client.get(f"/people/{sam.reference}/edit/").status_code == 403
    assert Person.objects.count() == 1


def test_the_same_form_sent_twice_adds_one_person(cast: Cast) -> None:
    client = signed_in(cast.fay)
    key = str(client.get("/people/new/").context["form"].initial["form_key"])
    first, second = (client.post("/people/new/", typed(cast, form_key=key)) for _ in range(2))
    assert first.url == second.url
    assert Person.objects.count() == 1
    assert Case.objects.count() == 1


def test_a_correction_needs_its_reason_and_history_keeps_it(cast: Cast) -> None:
    sam = cast.person()
    client = signed_in(cast.fay)
    changed = CHANGED | {"read_version": sam.version}
    assert "Why do you change it?" in client.post(f"/people/{sam.reference}/edit/", changed).content.decode()
    client.post(f"/people/{sam.reference}/edit/", changed | {"reason": "misheard"})
    assert sam.history.first().history_change_reason == "misheard"
    assert Event.objects.get(verb="edit").reason == "misheard"


def test_a_second_open_case_in_one_service_is_refused_beside_what_was_typed(cast: Cast) -> None:
    sam = cast.person()
    answer = signed_in(cast.fay).post(f"/people/{sam.reference}/open-case/", {"service": cast.harbour.pk})
    assert "has an open case there already" in answer.content.decode()
    assert Case.objects.count() == 1


def test_a_key_worker_works_in_the_service_and_does_not_know_the_person(cast: Cast) -> None:
    sam = cast.person()
    case = sam.cases.get()
    actions.report(person=sam, worker=cast.dora, relationship="friend", by=cast.fay, at=NOON)
    for worker in (cast.finn, cast.dora):
        with pytest.raises(Denied):
            actions.assign(case, by=cast.max, at=NOON, key_worker=worker)
    case.refresh_from_db()
    assert case.key_worker == cast.fay
