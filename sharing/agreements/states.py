"""The states of an agreement and the steps between them (handbook section 4).

EXPIRED and SUPERSEDED are worked out when read: from its last day, and from the day that its renewal begins. So is
TERMINATED where notice was given for a day to come.
"""

from django.db.models import TextChoices

from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    DRAFT = "DRAFT", "Draft"
    IG_REVIEW = "IG_REVIEW", "With the IG team"
    AWAITING_SIGNATURE = "AWAITING_SIGNATURE", "Waiting for signatures"
    ACTIVE = "ACTIVE", "Active"
    EXPIRED = "EXPIRED", "Expired"
    TERMINATED = "TERMINATED", "Ended early"
    SUPERSEDED = "SUPERSEDED", "Replaced"
    REJECTED = "REJECTED", "Rejected"
    DISCARDED = "DISCARDED", "Discarded"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return _COLOURS[self]


_COLOURS = {
    State.DRAFT: "yellow",
    State.IG_REVIEW: "blue",
    State.AWAITING_SIGNATURE: "blue",
    State.ACTIVE: "green",
    State.EXPIRED: "orange",
    State.TERMINATED: "grey",
    State.SUPERSEDED: "grey",
    State.REJECTED: "red",
    State.DISCARDED: "grey",
}
STORED = [state for state in State if state not in (State.EXPIRED, State.SUPERSEDED)]
# There will be no such agreement; its number stays its own.
NEVER = (State.REJECTED, State.DISCARDED)
# What it says may change; whatever was approved or signed is void then.
OPEN_TO_CHANGE = (State.DRAFT, State.IG_REVIEW, State.AWAITING_SIGNATURE)

MACHINE = Machine(
    State,
    [
        Transition("draft", None, State.DRAFT),
        Transition("edit", State.DRAFT, State.DRAFT),
        Transition("answer", State.DRAFT, State.DRAFT),
        Transition("submit", State.DRAFT, State.IG_REVIEW),
        # Nobody wants it any more.
        Transition("discard", State.DRAFT, State.DISCARDED),
        Transition("comment", State.IG_REVIEW, State.IG_REVIEW),
        Transition("answer", State.IG_REVIEW, State.IG_REVIEW),
        Transition("resolve", State.IG_REVIEW, State.IG_REVIEW),
        Transition("send_back", State.IG_REVIEW, State.DRAFT),
        Transition("reject", State.IG_REVIEW, State.REJECTED),
        Transition("approve", State.IG_REVIEW, State.AWAITING_SIGNATURE),
        # What was approved or signed is void as soon as it reads otherwise.
        Transition("edit", State.IG_REVIEW, State.DRAFT),
        Transition("edit", State.AWAITING_SIGNATURE, State.DRAFT),
        Transition("invite", State.AWAITING_SIGNATURE, State.AWAITING_SIGNATURE),
        Transition("revoke", State.AWAITING_SIGNATURE, State.AWAITING_SIGNATURE),
        Transition("sign", State.AWAITING_SIGNATURE, State.AWAITING_SIGNATURE),
        Transition("file_copy", State.AWAITING_SIGNATURE, State.AWAITING_SIGNATURE),
        # By the worker who checks files: the copy is good and counts, or it is not and counts for nothing.
        Transition("count_copy", State.AWAITING_SIGNATURE, State.AWAITING_SIGNATURE),
        Transition("drop_copy", State.AWAITING_SIGNATURE, State.AWAITING_SIGNATURE),
        # Somebody will never sign it, or it is not wanted as it is.
        Transition("take_back", State.AWAITING_SIGNATURE, State.DRAFT),
        # By the last signature.
        Transition("activate", State.AWAITING_SIGNATURE, State.ACTIVE),
        # From an older log, with its evidence.
        Transition("bring_in", None, State.ACTIVE),
        Transition("review", State.ACTIVE, State.ACTIVE),
        Transition("terminate", State.ACTIVE, State.TERMINATED),
        # That it ends on a day to come; it counts until then.
        Transition("give_notice", State.ACTIVE, State.ACTIVE),
        Transition("take_back_notice", State.ACTIVE, State.ACTIVE),
    ],
    derived=[
        Transition("expire", State.ACTIVE, State.EXPIRED),
        Transition("end", State.ACTIVE, State.TERMINATED),
        Transition("supersede", State.ACTIVE, State.SUPERSEDED),
    ],
)
