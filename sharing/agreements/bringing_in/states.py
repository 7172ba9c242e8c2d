"""The states of an older log on its way in, and the steps between them."""

from django.db.models import TextChoices

from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    WAITING = "WAITING", "Being read"
    REFUSED = "REFUSED", "Cannot be read"
    READ = "READ", "Read"
    LOADING = "LOADING", "Being brought in"
    LOADED = "LOADED", "Brought in"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return _COLOURS[self]


_COLOURS = {
    State.WAITING: "yellow",
    State.REFUSED: "red",
    State.READ: "blue",
    State.LOADING: "yellow",
    State.LOADED: "green",
}

MACHINE = Machine(
    State,
    [
        Transition("upload", None, State.WAITING),
        # By a worker, in a process of its own.
        Transition("read", State.WAITING, State.READ),
        Transition("refuse", State.WAITING, State.REFUSED),
        Transition("choose", State.READ, State.READ),
        Transition("map", State.READ, State.READ),
        Transition("decide", State.READ, State.READ),
        Transition("correct", State.READ, State.READ),
        Transition("load", State.READ, State.LOADING),
        Transition("finish", State.LOADING, State.LOADED),
        # What could not be brought in is put right, and loaded then.
        Transition("decide", State.LOADED, State.LOADED),
        Transition("correct", State.LOADED, State.LOADED),
        Transition("load", State.LOADED, State.LOADING),
    ],
)
