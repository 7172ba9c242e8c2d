"""The states of a Stop and Check, and whose turn it is in each (handbook section 5). LAPSED is worked out when read."""

from django.db.models import TextChoices

from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    DRAFT = "DRAFT", "Draft"
    SUBMITTED = "SUBMITTED", "Waiting for a checker"
    CHECKING = "CHECKING", "Being checked"
    RETURNED = "RETURNED", "Sent back"
    APPROVED = "APPROVED", "Approved, not sent yet"
    SENT = "SENT", "Sent"
    RECEIPT_CONFIRMED = "RECEIPT_CONFIRMED", "Received"
    CLOSED = "CLOSED", "Closed"
    REJECTED = "REJECTED", "Rejected"
    CANCELLED = "CANCELLED", "Cancelled"
    LAPSED = "LAPSED", "Approval ran out"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return _COLOURS[self]

    @property
    def turn(self) -> str:
        """Whose turn it is."""
        return _TURNS.get(self, "Nobody’s: it is over")


_COLOURS = {
    State.DRAFT: "yellow",
    State.SUBMITTED: "blue",
    State.CHECKING: "blue",
    State.RETURNED: "red",
    State.APPROVED: "green",
    State.SENT: "green",
    State.RECEIPT_CONFIRMED: "green",
    State.CLOSED: "grey",
    State.REJECTED: "red",
    State.CANCELLED: "grey",
    State.LAPSED: "orange",
}
_TURNS = {
    State.DRAFT: "The sender’s: finish it and send it in",
    State.SUBMITTED: "The Data team’s: somebody takes it",
    State.CHECKING: "The checker’s: look, then approve or send back",
    State.RETURNED: "The sender’s: put it right and send it in again",
    State.APPROVED: "The sender’s: send it, by the day that the approval ends",
    State.SENT: "The recipient’s: confirm that it came",
    State.RECEIPT_CONFIRMED: "The sender’s: delete our copy and show that it is gone",
    State.LAPSED: "The sender’s: send it in again",
}
# Sent, and the recipient said that something else came; and then got a new link.
DIFFERS = "The sender’s: ring them; then a new link goes to them, or the Data or IG team confirms it"
ASKED_ANEW = "The recipient’s: say what came now. The IG team’s: look at what came before"
# A file of a service closure, once it is approved: all of them go on as one.
TOGETHER = {
    State.APPROVED: "The service closure’s: it is sent with its other files",
    State.SENT: "The service closure’s: it is signed for with its other files",
    State.RECEIPT_CONFIRMED: "The service closure’s: our copies are destroyed together",
}
# Not sent yet: what a withdrawal sends back.
# With whoever checks it, or good to be sent.
WITH_THE_CHECKER = (State.SUBMITTED, State.CHECKING, State.APPROVED)
PENDING = (State.DRAFT, State.SUBMITTED, State.CHECKING, State.RETURNED, State.APPROVED)

# All is answered, and only the opt-out is not cleared.
TO_CLEAR = "The Data Protection Officer’s: clear the national opt-out"
# The sender writes it.
OPEN = (State.DRAFT, State.RETURNED)
# Where the Data Protection Officer may still say that whole records are taken out.
CLEARABLE = (State.DRAFT, State.SUBMITTED, State.CHECKING, State.RETURNED)

MACHINE = Machine(
    State,
    [
        Transition("draft", None, State.DRAFT),
        *(Transition("edit", state, state) for state in (State.DRAFT, State.RETURNED)),
        *(
            Transition("submit", state, State.SUBMITTED)
            for state in (State.DRAFT, State.RETURNED, State.LAPSED)
        ),
        Transition("take", State.SUBMITTED, State.CHECKING),
        Transition("put_back", State.CHECKING, State.SUBMITTED),
        Transition("send_back", State.CHECKING, State.RETURNED),
        Transition("reject", State.CHECKING, State.REJECTED),
        Transition("approve", State.CHECKING, State.APPROVED),
        Transition("accept", State.CHECKING, State.CHECKING),
        Transition("vouch", State.CHECKING, State.CHECKING),
        *(Transition("clear", state, state) for state in CLEARABLE),
        # What was checked is not what would be sent: somebody looks anew.
        *(Transition("replace_file", state, State.SUBMITTED) for state in (*WITH_THE_CHECKER, State.LAPSED)),
        *(Transition("change", state, State.SUBMITTED) for state in (*WITH_THE_CHECKER, State.LAPSED)),
        # The approver, or somebody whose consent it rested on, takes it back before it is sent.
        Transition("withdraw_approval", State.APPROVED, State.RETURNED),
        Transition("fall_back", State.SUBMITTED, State.RETURNED),
        Transition("fall_back", State.CHECKING, State.RETURNED),
        Transition("fall_back", State.APPROVED, State.RETURNED),
        Transition("send", State.APPROVED, State.SENT),
        Transition("differs", State.SENT, State.SENT),
        Transition("confirm", State.SENT, State.RECEIPT_CONFIRMED),
        Transition("recall", State.SENT, State.SENT),
        Transition("recall", State.RECEIPT_CONFIRMED, State.RECEIPT_CONFIRMED),
        Transition("close", State.RECEIPT_CONFIRMED, State.CLOSED),
        *(Transition("cancel", state, State.CANCELLED) for state in (*PENDING, State.LAPSED)),
    ],
    derived=[Transition("lapse", State.APPROVED, State.LAPSED)],
)
