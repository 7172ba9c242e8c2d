"""The states of a file that is kept and the steps between them."""

from django.db.models import TextChoices

from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    WAITING = "WAITING", "Being checked"
    READY = "READY", "Kept"
    REFUSED = "REFUSED", "Cannot be used"

    @property
    def colour(self) -> str:
        return {"WAITING": "yellow", "READY": "green", "REFUSED": "red"}[self.value]


MACHINE = Machine(
    State,
    [
        # It is checked and written anew before anybody sees it.
        Transition("keep", None, State.WAITING),
        Transition("clear", State.WAITING, State.READY),
        Transition("reject", State.WAITING, State.REFUSED),
    ],
)
