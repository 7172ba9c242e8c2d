"""Whether a year's statement on the national opt-out is made (handbook section 7)."""

from django.db.models import TextChoices

from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    WAITING = "WAITING", "Not confirmed yet"
    CONFIRMED = "CONFIRMED", "Confirmed"

    @property
    def colour(self) -> str:
        return {"WAITING": "yellow", "CONFIRMED": "green"}[self.value]


MACHINE = Machine(
    State,
    [
        Transition("begin", None, State.WAITING),
        Transition("confirm", State.WAITING, State.CONFIRMED),
    ],
)
