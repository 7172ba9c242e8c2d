"""A register's machine is data: where a verb leads, and a drawing of it."""

import pytest
from django.db.models import TextChoices

from governance.errors import IllegalTransition
from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    DRAFT = "DRAFT", "Draft"
    ACTIVE = "ACTIVE", "Active"
    EXPIRED = "EXPIRED", "Expired"


MACHINE = Machine(
    State,
    [
        Transition("record", None, State.DRAFT),
        Transition("give", State.DRAFT, State.ACTIVE),
        Transition("edit", State.DRAFT, State.DRAFT),
    ],
    derived=[Transition("time passes", State.ACTIVE, State.EXPIRED)],
)


def test_a_verb_leads_from_one_state_to_another() -> None:
    assert MACHINE.target("record", None) == State.DRAFT
    assert MACHINE.target("give", State.DRAFT) == State.ACTIVE
    assert MACHINE.open_verbs(State.DRAFT) == ["give", "edit"]
    assert MACHINE.open_verbs(State.ACTIVE) == []


@pytest.mark.parametrize(
    ("verb", "state", "now"),
    [("give", State.ACTIVE, "active"), ("give", State.EXPIRED, "expired"), ("give", None, "not there yet")],
)
def test_where_a_verb_leads_nowhere_the_refusal_says_what_the_record_is(
    verb: str, state: str | None, now: str
) -> None:
    with pytest.raises(IllegalTransition, match=f"This record is {now}"):
        MACHINE.target(verb, state)


def test_its_drawing_shows_what_is_derived() -> None:
    assert MACHINE.diagram().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> DRAFT: record",
        "    DRAFT --> ACTIVE: give",
        "    DRAFT --> DRAFT: edit",
        "    ACTIVE --> EXPIRED: (time passes, derived when read)",
    ]
