"""The steps of a piece of evidence: those of any file that is kept, and a typed name."""

from governance.attachments import states
from governance.attachments.states import State
from governance.workflow.machine import Machine, Transition

MACHINE = Machine(
    State,
    [
        *states.MACHINE.transitions,
        # A typed name is no file, so there is nothing to check.
        Transition("type", None, State.READY),
    ],
)
