"""The states of a version of a wording. Sent back is a draft with the reason on it."""

from django.db.models import TextChoices

from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    DRAFT = "DRAFT", "Draft"
    SUBMITTED = "SUBMITTED", "Waiting for approval"
    APPROVED = "APPROVED", "In use"
    RETIRED = "RETIRED", "No longer used"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return COLOURS[self]


COLOURS = {
    State.DRAFT: "grey",
    State.SUBMITTED: "yellow",
    State.APPROVED: "green",
    State.RETIRED: "grey",
}

# Not decided yet: a wording has one such version at most.
OPEN = (State.DRAFT, State.SUBMITTED)
# What was shown to people, or may have been: never changes again.
FIXED = (State.APPROVED, State.RETIRED)

MACHINE = Machine(
    State,
    [
        Transition("draft", None, State.DRAFT),
        Transition("submit", State.DRAFT, State.SUBMITTED),
        Transition("edit", State.DRAFT, State.DRAFT),
        Transition("approve", State.SUBMITTED, State.APPROVED),
        Transition("send_back", State.SUBMITTED, State.DRAFT),
        # A changed text is a draft again: nobody approves what they have not read.
        Transition("edit", State.SUBMITTED, State.DRAFT),
        Transition("retire", State.APPROVED, State.RETIRED),
    ],
)
