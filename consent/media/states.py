"""The states of a picture, film, sound or story, and the steps between them (handbook section 9)."""

from django.db.models import TextChoices

from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    LIVE = "LIVE", "Live"
    FINISHED = "FINISHED", "Finished"
    WITHDRAWN = "WITHDRAWN", "Taken back"
    DELETED = "DELETED", "Deleted"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return _COLOURS[self]


_COLOURS = {State.LIVE: "green", State.FINISHED: "grey", State.WITHDRAWN: "red", State.DELETED: "grey"}


class Stands(TextChoices):
    """How a live one stands at a moment, as it is shown; never stored."""

    SHOWN = "SHOWN", "Shown"
    UNCOVERED = "UNCOVERED", "Shown without consent"
    USABLE = "USABLE", "May be used"
    WAITS = "WAITS", "Waits for consent"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return _STANDING[self]


_STANDING = {Stands.SHOWN: "blue", Stands.UNCOVERED: "red", Stands.USABLE: "green", Stands.WAITS: "yellow"}
# Nothing of it is used any more, and what we have is to go.
ENDING = (State.FINISHED, State.WITHDRAWN)

MACHINE = Machine(
    State,
    [
        Transition("begin", None, State.LIVE),
        *(
            Transition(verb, State.LIVE, State.LIVE)
            for verb in ("edit", "put_file", "add_person", "remove_person", "cover", "publish")
        ),
        Transition("finish", State.LIVE, State.FINISHED),
        Transition("withdraw", State.LIVE, State.WITHDRAWN),
        Transition("withdraw", State.FINISHED, State.WITHDRAWN),
        # Another of the people in it.
        Transition("withdraw", State.WITHDRAWN, State.WITHDRAWN),
        # It is gone here; whoever else published it must still be told.
        Transition("withdraw", State.DELETED, State.DELETED),
        *(Transition("delete", state, state) for state in ENDING),
        *(Transition("not_gone", state, state) for state in ENDING),
        *(Transition("confirm", state, State.DELETED) for state in ENDING),
    ],
)
