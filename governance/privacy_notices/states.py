"""The states of a version of a privacy notice or leaflet."""

from django.db.models import TextChoices

from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    DRAFT = "DRAFT", "Draft"
    IN_REVIEW = "IN_REVIEW", "With the IG team"
    RETURNED = "RETURNED", "Sent back"
    PUBLISHED = "PUBLISHED", "Published"
    SUPERSEDED = "SUPERSEDED", "Replaced"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return COLOURS[self]


COLOURS = {
    State.DRAFT: "grey",
    State.IN_REVIEW: "yellow",
    State.RETURNED: "red",
    State.PUBLISHED: "green",
    State.SUPERSEDED: "grey",
}

# The text may change in these states only.
OPEN_TO_CHANGE = (State.DRAFT, State.RETURNED)
# Not decided yet: a notice has one such version at most.
UNDECIDED = (*OPEN_TO_CHANGE, State.IN_REVIEW)
# What the public may read: a replaced version too, since people were given it and consents point to it.
READABLE = (State.PUBLISHED, State.SUPERSEDED)

MACHINE = Machine(
    State,
    [
        Transition("draft", None, State.DRAFT),
        *(
            Transition(verb, state, state)
            for verb in ("edit", "add_sharing", "remove_sharing")
            for state in OPEN_TO_CHANGE
        ),
        *(Transition("submit", state, State.IN_REVIEW) for state in OPEN_TO_CHANGE),
        Transition("publish", State.IN_REVIEW, State.PUBLISHED),
        Transition("send_back", State.IN_REVIEW, State.RETURNED),
        Transition("supersede", State.PUBLISHED, State.SUPERSEDED),
    ],
)
