"""The steps of a piece of evidence: those of any file that is kept, a typed name, and taking away what nobody used."""

from django.db.models import TextChoices

from governance.attachments import states
from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    """Those of any file that is kept, and one more."""

    WAITING = states.State.WAITING.value, states.State.WAITING.label
    READY = states.State.READY.value, states.State.READY.label
    REFUSED = states.State.REFUSED.value, states.State.REFUSED.label
    DISCARDED = "DISCARDED", "Taken away"

    @property
    def colour(self) -> str:
        return "grey" if self is State.DISCARDED else states.State(self.value).colour


MACHINE = Machine(
    State,
    [
        *states.MACHINE.transitions,
        # A typed name is no file, so there is nothing to check.
        Transition("type", None, State.READY),
        *(
            Transition("discard", state, State.DISCARDED)
            for state in (State.WAITING, State.READY, State.REFUSED)
        ),
    ],
)
