"""The states of a disclosure and the steps between them (handbook section 6)."""

from django.db.models import TextChoices

from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    DRAFT = "DRAFT", "Draft"
    AWAITING_APPROVAL = "AWAITING_APPROVAL", "Waiting for approval"
    APPROVED = "APPROVED", "Approved, not sent yet"
    SENT = "SENT", "Sent"
    REVIEWED = "REVIEWED", "Sent in an emergency, and looked at"
    DECLINED = "DECLINED", "We decided not to share"
    CANCELLED = "CANCELLED", "Not sent"
    RECALLED = "RECALLED", "Called back"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return _COLOURS[self]


_COLOURS = {
    State.DRAFT: "yellow",
    State.AWAITING_APPROVAL: "blue",
    State.APPROVED: "blue",
    State.SENT: "green",
    State.REVIEWED: "green",
    State.DECLINED: "grey",
    State.CANCELLED: "grey",
    State.RECALLED: "red",
}
# Not sent yet: what a withdrawal cancels.
PENDING = (State.DRAFT, State.AWAITING_APPROVAL, State.APPROVED)
# It has left; to call it back does not undo that.
LEFT = (State.SENT, State.REVIEWED, State.RECALLED)

MACHINE = Machine(
    State,
    [
        # In one press from "may we share?", with consent.
        Transition("log", None, State.SENT),
        Transition("draft", None, State.DRAFT),
        Transition("edit", State.DRAFT, State.DRAFT),
        # With consent, or where any member of staff may decide.
        Transition("send", State.DRAFT, State.SENT),
        # Without consent somebody else approves first.
        Transition("ask", State.DRAFT, State.AWAITING_APPROVAL),
        Transition("send_back", State.AWAITING_APPROVAL, State.DRAFT),
        Transition("approve", State.AWAITING_APPROVAL, State.APPROVED),
        Transition("send", State.APPROVED, State.SENT),
        # An emergency: shared first, written down after, at once or later.
        Transition("begin_emergency", None, State.DRAFT),
        Transition("record_emergency", None, State.SENT),
        Transition("record_emergency", State.DRAFT, State.SENT),
        *(Transition("write_up", state, state) for state in LEFT),
        Transition("review", State.SENT, State.REVIEWED),
        # To ask for it back ends nothing that is owed for having shared it.
        Transition("review", State.RECALLED, State.RECALLED),
        # A disease is told by telephone first where it is urgent, and in writing always.
        *(Transition("report", state, state) for state in (State.DRAFT, State.SENT, State.RECALLED)),
        Transition("decline", None, State.DECLINED),
        Transition("decline", State.DRAFT, State.DECLINED),
        Transition("decline", State.AWAITING_APPROVAL, State.DECLINED),
        *(Transition("cancel", state, State.CANCELLED) for state in PENDING),
        # The Data Protection Officer has seen that whole records are taken out.
        *(Transition("clear", state, state) for state in PENDING),
        *(Transition("tell", state, state) for state in LEFT),
        *(Transition("recall", state, State.RECALLED) for state in (State.SENT, State.REVIEWED)),
    ],
)
