"""How far a concern is (handbook section 11)."""

from django.db.models import TextChoices

from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    RECEIVED = "RECEIVED", "Received"
    ACKNOWLEDGED = "ACKNOWLEDGED", "Acknowledged"
    LOOKING_INTO = "LOOKING_INTO", "Looking into it"
    ANSWERED = "ANSWERED", "Answered"
    CLOSED = "CLOSED", "Closed"

    @property
    def colour(self) -> str:
        return {
            "RECEIVED": "yellow",
            "ACKNOWLEDGED": "light-blue",
            "LOOKING_INTO": "blue",
            "ANSWERED": "green",
            "CLOSED": "grey",
        }[self.value]

    @property
    def said(self) -> str:
        """What whoever raised it reads."""
        return {
            "RECEIVED": "We have it. Somebody will tell you so.",
            "ACKNOWLEDGED": "We have read it, and begin to look into it.",
            "LOOKING_INTO": "We are looking into it.",
            "ANSWERED": "We have answered you.",
            "CLOSED": "It is finished.",
        }[self.value]


# Nothing has been answered yet.
OPEN = (State.RECEIVED, State.ACKNOWLEDGED, State.LOOKING_INTO)
HEARS = (*OPEN, State.ANSWERED)

MACHINE = Machine(
    State,
    [
        Transition("raise", None, State.RECEIVED),
        Transition("acknowledge", State.RECEIVED, State.ACKNOWLEDGED),
        Transition("look_into", State.ACKNOWLEDGED, State.LOOKING_INTO),
        Transition("answer", State.LOOKING_INTO, State.ANSWERED),
        Transition("close", State.ANSWERED, State.CLOSED),
        # What a machine sent, or was meant for somebody else.
        Transition("set_aside", State.RECEIVED, State.CLOSED),
        *(Transition(verb, state, state) for verb in ("tell", "hear", "edit", "report") for state in HEARS),
        *(Transition("new_code", state, state) for state in State),
    ],
)
