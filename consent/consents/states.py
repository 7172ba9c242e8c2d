"""The states of a consent and the steps between them (handbook section 3.3)."""

from consent.consents.rules import State
from governance.workflow.machine import Machine, Transition

MACHINE = Machine(
    State,
    [
        Transition("draft", None, State.DRAFT),
        Transition("amend", State.DRAFT, State.DRAFT),
        Transition("give", State.DRAFT, State.ACTIVE),
        Transition("refuse", State.DRAFT, State.REFUSED),
        Transition("reconfirm", State.ACTIVE, State.ACTIVE),
        Transition("withdraw", State.ACTIVE, State.WITHDRAWN),
        Transition("supersede", State.ACTIVE, State.SUPERSEDED),
        Transition("invalidate", State.ACTIVE, State.INVALID),
        Transition("shorten", State.ACTIVE, State.ACTIVE),
        Transition("lengthen", State.ACTIVE, State.ACTIVE),
        Transition("lengthen", State.EXPIRED, State.ACTIVE),
        Transition("outgrow", State.ACTIVE, State.ACTIVE),
        Transition("set_end", State.ACTIVE, State.ACTIVE),
        Transition("fall_back", State.ACTIVE, State.ACTIVE),
        Transition("told", State.WITHDRAWN, State.WITHDRAWN),
        Transition("acknowledged", State.WITHDRAWN, State.WITHDRAWN),
    ],
    derived=[Transition("expire", State.ACTIVE, State.EXPIRED)],
)
