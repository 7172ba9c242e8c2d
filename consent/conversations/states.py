"""Whether somebody has been asked about sharing (handbook section 2, "Asked at the start")."""

from django.db.models import TextChoices

from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    WAITING = "WAITING", "Not asked yet"
    UNDECIDED = "UNDECIDED", "Asked, not decided"
    ANSWERED = "ANSWERED", "Answered"

    @property
    def colour(self) -> str:
        return {"WAITING": "orange", "UNDECIDED": "yellow", "ANSWERED": "green"}[self.value]


MACHINE = Machine(
    State,
    [
        Transition("begin", None, State.WAITING),
        Transition("undecided", State.WAITING, State.UNDECIDED),
        # Asked again, and still not decided.
        Transition("undecided", State.UNDECIDED, State.UNDECIDED),
        Transition("answer", State.WAITING, State.ANSWERED),
        Transition("answer", State.UNDECIDED, State.ANSWERED),
    ],
)
