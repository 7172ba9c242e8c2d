"""The states of a resource."""

from django.db.models import TextChoices

from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    LIVE = "LIVE", "In use"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return COLOURS[self]


COLOURS = {State.LIVE: "green", State.WITHDRAWN: "grey"}

MACHINE = Machine(
    State,
    [
        Transition("add", None, State.LIVE),
        Transition("edit", State.LIVE, State.LIVE),
        Transition("review", State.LIVE, State.LIVE),
        Transition("withdraw", State.LIVE, State.WITHDRAWN),
        Transition("give_back", State.WITHDRAWN, State.LIVE),
    ],
)
