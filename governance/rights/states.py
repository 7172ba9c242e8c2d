"""The states of a rights request (handbook section 11)."""

from django.db.models import TextChoices

from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    RECEIVED = "RECEIVED", "Received"
    IDENTITY_CHECK = "IDENTITY_CHECK", "Who asks is being checked"
    IN_PROGRESS = "IN_PROGRESS", "Being worked on"
    PAUSED = "PAUSED", "Waiting for their reply"
    ANSWERED = "ANSWERED", "Answered"
    REFUSED = "REFUSED", "Refused"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return _COLOURS[self]

    @property
    def public(self) -> str:
        """What whoever asked reads."""
        return _PUBLIC[self]


_COLOURS = {
    State.RECEIVED: "yellow",
    State.IDENTITY_CHECK: "orange",
    State.IN_PROGRESS: "blue",
    State.PAUSED: "purple",
    State.ANSWERED: "green",
    State.REFUSED: "red",
}
_PUBLIC = {
    State.RECEIVED: "We have your request.",
    State.IDENTITY_CHECK: "We asked you to show us who you are. Our time starts when you have.",
    State.IN_PROGRESS: "We are working on it.",
    State.PAUSED: "We asked you something. Our time goes on when you have replied.",
    State.ANSWERED: "We have answered.",
    State.REFUSED: "We have said no, and why.",
}
AT_WORK = (State.IN_PROGRESS, State.PAUSED)
OPEN = (State.RECEIVED, State.IDENTITY_CHECK, *AT_WORK)
CLOSED = (State.ANSWERED, State.REFUSED)

MACHINE = Machine(
    State,
    [
        Transition("receive", None, State.RECEIVED),
        Transition("ask_identity", State.RECEIVED, State.IDENTITY_CHECK),
        # Whom we know needs to show nothing, and then the time counts from the day on which it came.
        Transition("identify", State.RECEIVED, State.IN_PROGRESS),
        Transition("identify", State.IDENTITY_CHECK, State.IN_PROGRESS),
        # It was somebody else's all along: who asks is found out anew.
        *(Transition("identify", state, state) for state in AT_WORK),
        Transition("pause", State.IN_PROGRESS, State.PAUSED),
        Transition("resume", State.PAUSED, State.IN_PROGRESS),
        *(Transition("extend", state, state) for state in AT_WORK),
        *(Transition("answer", state, State.ANSWERED) for state in AT_WORK),
        *(Transition("drop", state, State.ANSWERED) for state in OPEN),
        *(Transition("refuse", state, State.REFUSED) for state in OPEN),
    ],
)
