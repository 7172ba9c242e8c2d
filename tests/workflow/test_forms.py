"""A rule that refuses what was typed says so in the form, keeps what was typed, and leaves its event."""

from typing import Any

import pytest

from governance.errors import Code, Denied, NotThere, Stale, Verdict, no
from governance.ledger.models import Event
from governance.people import actions
from governance.people.models import Person
from governance.people.register import PEOPLE
from governance.workflow.forms import VerbForm, attempt
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db
REFUSAL = no("The giver is not known.", code=Code.GIVER, next_step="Ask who they are.")


def half_saving(person: Person, verdict: Verdict) -> Any:
    """An action that is refused after it has changed something."""

    def action() -> Person:
        Person.objects.filter(pk=person.pk).update(name="Half Saved")
        raise Denied(verdict)

    return action


@pytest.fixture
def form() -> VerbForm:
    made = VerbForm({"read_version": "3"})
    assert made.is_valid()
    return made


def test_the_refusal_stands_at_the_top_of_the_form_with_its_code_and_what_to_do(
    cast: Cast, form: VerbForm
) -> None:
    sam = cast.person()
    assert attempt(PEOPLE, form, half_saving(sam, REFUSAL), reference=sam.reference, verb="edit") is None
    assert form.non_field_errors() == ["The giver is not known. (E-GIVER) Ask who they are."]
    assert form["read_version"].value() == "3"


def test_what_was_half_saved_is_undone_and_the_event_stays(cast: Cast, form: VerbForm) -> None:
    sam = cast.person()
    attempt(PEOPLE, form, half_saving(sam, REFUSAL), reference=sam.reference, verb="edit")
    sam.refresh_from_db()
    assert (sam.name, sam.history.count()) == ("Sam Rivers", 1)
    kept = Event.objects.latest("id")
    assert (kept.verb, kept.register, kept.reference) == ("refused", "people", sam.reference)
    assert (kept.reason, kept.detail) == (REFUSAL.reason, {"step": "edit", "code": "E-GIVER"})


def test_what_succeeds_gives_what_the_action_gave(cast: Cast, form: VerbForm) -> None:
    sam = cast.person()
    assert attempt(PEOPLE, form, lambda: sam) is sam
    assert not form.errors


def test_what_is_not_there_is_no_matter_for_the_form(cast: Cast, form: VerbForm) -> None:
    def gone() -> None:
        raise NotThere("people", "PER-2026-000001")

    with pytest.raises(NotThere):
        attempt(PEOPLE, form, gone)


def test_only_what_was_typed_reaches_the_action(form: VerbForm) -> None:
    assert form.facts == {}


def test_a_form_of_nobodys_version_is_no_version(cast: Cast) -> None:
    """A missing version is not "any version": the register's action decides, and edit refuses it."""
    sam = cast.person()
    with pytest.raises(Stale):
        actions.edit(sam, by=cast.fay, at=NOON, read_version=0, reason="wrong", name="Unread")
