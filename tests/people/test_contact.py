"""What to mind before anything is given, sent or said (handbook section 2; "do not tell my parents")."""

import pytest

from governance.people import actions
from governance.people.contact import NOT_THEIR_PARENTS, contact_notes
from governance.people.models import Person
from tests.cast import NOON, Cast, signed_in
from tests.people.test_forms import CHANGED, typed

MIND = "Mind this before you say, send or give anything"


@pytest.mark.parametrize(
    ("facts", "notes"),
    [
        ({}, []),
        ({"safe_contact": "Text only"}, ["How to contact them safely: Text only"]),
        ({"keep_from_parents": True}, [NOT_THEIR_PARENTS]),
        (
            {"keep_from_parents": True, "safe_contact": "Text only"},
            [NOT_THEIR_PARENTS, "How to contact them safely: Text only"],
        ),
    ],
)
def test_each_thing_to_mind_is_a_note_of_its_own(facts: dict[str, object], notes: list[str]) -> None:
    assert contact_notes(Person(**facts)) == notes


@pytest.mark.parametrize("facts", [{"safe_contact": "Text\nonly <b>me"}, {"keep_from_parents": True}])
def test_the_persons_page_warns_at_its_top(cast: Cast, facts: dict[str, object]) -> None:
    sam = cast.person(**facts)
    page = signed_in(cast.fay).get(f"/people/{sam.reference}/").content.decode()
    assert page.index(MIND) < page.index("Who may we share with?")
    assert ("They asked us not to tell their parents." in page) is ("keep_from_parents" in facts)
    assert ("How to contact them safely: Text<br>only &lt;b&gt;me" in page) is ("safe_contact" in facts)


def test_without_anything_to_mind_there_is_no_warning(cast: Cast) -> None:
    assert MIND not in signed_in(cast.fay).get(f"/people/{cast.person().reference}/").content.decode()


def test_whoever_sees_no_names_reads_none_of_it(cast: Cast) -> None:
    sam = cast.person(safe_contact="Text only", keep_from_parents=True)
    page = signed_in(cast.aled).get(f"/people/{sam.reference}/").content.decode()
    for words in (MIND, "Text only", "their parents"):
        assert words not in page


@pytest.mark.parametrize(("answer", "kept"), [("True", True), ("False", False), ("", False)])
def test_it_is_asked_when_somebody_comes(cast: Cast, answer: str, kept: bool) -> None:
    client = signed_in(cast.fay)
    assert "Did they ask us not to tell their parents?" in client.get("/people/new/").content.decode()
    client.post("/people/new/", typed(cast, keep_from_parents=answer))
    assert Person.objects.get().keep_from_parents is kept


def test_what_was_answered_stands_in_the_form_and_is_not_taken_back_by_leaving_it_out(cast: Cast) -> None:
    sam = cast.person(keep_from_parents=True)
    client, address = signed_in(cast.fay), f"/people/{sam.reference}/edit/"
    form = client.get(address).context["form"]
    chosen = [choice for choice in form["keep_from_parents"].subwidgets if choice.data["selected"]]
    assert [choice.data["label"] for choice in chosen] == ["Yes"]
    without = {name: value for name, value in CHANGED.items() if name != "keep_from_parents"}
    sent = without | {"read_version": str(sam.version), "reason": "misheard"}
    assert "Choose an answer for" in client.post(address, sent).content.decode()
    sam.refresh_from_db()
    assert sam.keep_from_parents


def test_history_keeps_when_they_asked(cast: Cast) -> None:
    sam = cast.person()
    actions.edit(sam, by=cast.fay, at=NOON, read_version=1, reason="They told me", keep_from_parents=True)
    versions = sam.history.order_by("version").values_list("keep_from_parents", "history_change_reason")
    assert list(versions) == [(False, None), (True, "They told me")]
