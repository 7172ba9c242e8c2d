"""The states of a yearly report. Sent back is to be written, with the reason on it."""

from django.db.models import TextChoices

from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    DRAFT = "DRAFT", "To be written"
    SUBMITTED = "SUBMITTED", "Waits for somebody else to read it"
    PUBLISHED = "PUBLISHED", "Published"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return {"DRAFT": "yellow", "SUBMITTED": "orange", "PUBLISHED": "green"}[self.value]


MACHINE = Machine(
    State,
    [
        Transition("begin", None, State.DRAFT),
        Transition("write", State.DRAFT, State.DRAFT),
        Transition("submit", State.DRAFT, State.SUBMITTED),
        # A changed text is to be read anew: nobody publishes what they have not read.
        Transition("write", State.SUBMITTED, State.DRAFT),
        Transition("send_back", State.SUBMITTED, State.DRAFT),
        Transition("publish", State.SUBMITTED, State.PUBLISHED),
        # It leaves the public pages until it is right.
        Transition("correct", State.PUBLISHED, State.DRAFT),
    ],
)
