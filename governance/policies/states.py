"""The states of a policy version (handbook section 1)."""

from django.db.models import TextChoices

from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    DRAFT = "DRAFT", "Draft"
    IG_REVIEW = "IG_REVIEW", "With the IG team"
    SPONSOR_APPROVAL = "SPONSOR_APPROVAL", "With the sponsor"
    RETURNED = "RETURNED", "Sent back"
    PUBLISHED = "PUBLISHED", "Published"
    SUPERSEDED = "SUPERSEDED", "Replaced"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return COLOURS[self]


COLOURS = {
    State.DRAFT: "grey",
    State.IG_REVIEW: "yellow",
    State.SPONSOR_APPROVAL: "orange",
    State.RETURNED: "red",
    State.PUBLISHED: "green",
    State.SUPERSEDED: "grey",
}

# The text may change in these states only.
OPEN_TO_CHANGE = (State.DRAFT, State.RETURNED)
# What the public may read: a replaced version too, so that it can be said what held on a day in the past.
READABLE = (State.PUBLISHED, State.SUPERSEDED)

MACHINE = Machine(
    State,
    [
        Transition("draft", None, State.DRAFT),
        Transition("submit", State.DRAFT, State.IG_REVIEW),
        Transition("submit", State.RETURNED, State.IG_REVIEW),
        Transition("endorse", State.IG_REVIEW, State.SPONSOR_APPROVAL),
        Transition("publish", State.SPONSOR_APPROVAL, State.PUBLISHED),
        Transition("schedule", State.SPONSOR_APPROVAL, State.SPONSOR_APPROVAL),
        Transition("unschedule", State.SPONSOR_APPROVAL, State.SPONSOR_APPROVAL),
        Transition("send_back", State.IG_REVIEW, State.RETURNED),
        Transition("send_back", State.SPONSOR_APPROVAL, State.RETURNED),
        Transition("supersede", State.PUBLISHED, State.SUPERSEDED),
        Transition("edit", State.DRAFT, State.DRAFT),
        Transition("edit", State.RETURNED, State.RETURNED),
        *(Transition("appoint", state, state) for state in State if state is not State.SUPERSEDED),
    ],
)
