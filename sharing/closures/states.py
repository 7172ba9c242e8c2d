"""The states of a service closure, and whose turn it is in each (handbook section 5)."""

from django.db.models import TextChoices

from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    DRAFT = "DRAFT", "Being prepared"
    SEALED = "SEALED", "Sealed, not sent yet"
    SENT = "SENT", "Sent"
    RECEIVED = "RECEIVED", "Signed for by the provider"
    COUNTERSIGNED = "COUNTERSIGNED", "Signed for by both"
    CLOSED = "CLOSED", "Closed"
    CANCELLED = "CANCELLED", "Cancelled"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return _COLOURS[self]


_COLOURS = {
    State.DRAFT: "yellow",
    State.SEALED: "blue",
    State.SENT: "blue",
    State.RECEIVED: "green",
    State.COUNTERSIGNED: "green",
    State.CLOSED: "grey",
    State.CANCELLED: "grey",
}
# Not sent yet: what a withdrawal changes.
PENDING = (State.DRAFT, State.SEALED)
# What was sealed is frozen, and what was sent has left.
FROZEN = (State.SEALED, State.SENT, State.RECEIVED, State.COUNTERSIGNED, State.CLOSED)
GONE = FROZEN[1:]

MACHINE = Machine(
    State,
    [
        Transition("draft", None, State.DRAFT),
        *(
            Transition(verb, State.DRAFT, State.DRAFT)
            for verb in ("edit", "make_list", "settle", "add_file", "account_for")
        ),
        # Somebody on the list took back their yes, or it never held.
        Transition("take_out", State.DRAFT, State.DRAFT),
        Transition("seal", State.DRAFT, State.SEALED),
        # By hand, or because something that was sealed changed.
        Transition("unseal", State.SEALED, State.DRAFT),
        Transition("send", State.SEALED, State.SENT),
        Transition("send_link", State.SENT, State.SENT),
        Transition("differs", State.SENT, State.SENT),
        Transition("receive", State.SENT, State.RECEIVED),
        Transition("countersign", State.RECEIVED, State.COUNTERSIGNED),
        Transition("destroy", State.COUNTERSIGNED, State.COUNTERSIGNED),
        Transition("certify", State.COUNTERSIGNED, State.CLOSED),
        *(Transition("cancel", state, State.CANCELLED) for state in PENDING),
    ],
)
