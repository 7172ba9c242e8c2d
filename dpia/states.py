"""The states of an assessment, and whose turn it is in each (handbook section 8). Out of date is derived."""

from django.db.models import TextChoices

from dpia.rules import Passed
from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    SCREENING = "SCREENING", "Being screened"
    NOT_REQUIRED = "NOT_REQUIRED", "Not needed"
    DRAFT = "DRAFT", "Draft"
    DPO_ADVICE = "DPO_ADVICE", "Waiting for advice"
    RETURNED = "RETURNED", "Sent back"
    SIGN_OFF = "SIGN_OFF", "Waiting to be signed off"
    AWAITING_ICO = "AWAITING_ICO", "Waiting for the ICO"
    APPROVED = "APPROVED", "Approved"
    APPROVED_WITH_ACTIONS = "APPROVED_WITH_ACTIONS", "Approved with actions"
    REJECTED = "REJECTED", "Rejected"
    SUPERSEDED = "SUPERSEDED", "Replaced by a newer version"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return _COLOURS[self]

    @property
    def passed(self) -> Passed:
        """How far it has come, as far as starting goes."""
        return _PASSED.get(self, Passed.UNDER_WAY)


_COLOURS = {
    State.SCREENING: "yellow",
    State.NOT_REQUIRED: "grey",
    State.DRAFT: "yellow",
    State.DPO_ADVICE: "blue",
    State.RETURNED: "red",
    State.SIGN_OFF: "blue",
    State.AWAITING_ICO: "orange",
    State.APPROVED: "green",
    State.APPROVED_WITH_ACTIONS: "green",
    State.REJECTED: "red",
    State.SUPERSEDED: "grey",
}
_PASSED = {
    State.SCREENING: Passed.NOT_SCREENED,
    State.NOT_REQUIRED: Passed.NOT_NEEDED,
    State.AWAITING_ICO: Passed.AWAITING_ICO,
    State.APPROVED: Passed.APPROVED,
    State.APPROVED_WITH_ACTIONS: Passed.APPROVED,
    State.REJECTED: Passed.REJECTED,
    State.SUPERSEDED: Passed.REPLACED,
}
# What is written can be changed; after it was sent in, a change sends it back.
OPEN = (State.DRAFT, State.RETURNED)
SENT_IN = (State.DPO_ADVICE, State.SIGN_OFF)
GOOD = (State.APPROVED, State.APPROVED_WITH_ACTIONS)
# What carries advice on exactly what it says.
ADVISED = (State.SIGN_OFF, State.AWAITING_ICO, *GOOD, State.REJECTED, State.SUPERSEDED)
DECIDED = (*GOOD, State.REJECTED, State.SUPERSEDED)
# What a change of something else puts out of date: what is decided, or is being decided on.
DATED = (*SENT_IN, State.AWAITING_ICO, *GOOD)

MACHINE = Machine(
    State,
    [
        Transition("begin", None, State.SCREENING),
        Transition("screen", State.SCREENING, State.DRAFT),
        Transition("screen_out", State.SCREENING, State.NOT_REQUIRED),
        Transition("refer", State.SCREENING, State.SCREENING),
        Transition("require", State.SCREENING, State.DRAFT),
        Transition("waive", State.SCREENING, State.NOT_REQUIRED),
        Transition("screen_anew", State.NOT_REQUIRED, State.SCREENING),
        *(Transition("edit", state, state) for state in OPEN),
        *(Transition("send_to_dpo", state, State.DPO_ADVICE) for state in OPEN),
        Transition("advise", State.DPO_ADVICE, State.SIGN_OFF),
        *(Transition("clear", state, state) for state in SENT_IN),
        Transition("respond", State.SIGN_OFF, State.SIGN_OFF),
        *(Transition("send_back", state, State.RETURNED) for state in SENT_IN),
        # What was advised on is not what would be signed off.
        *(Transition("change", state, State.RETURNED) for state in SENT_IN),
        Transition("approve", State.SIGN_OFF, State.APPROVED),
        Transition("approve_with_actions", State.SIGN_OFF, State.APPROVED_WITH_ACTIONS),
        Transition("consult_ico", State.SIGN_OFF, State.AWAITING_ICO),
        Transition("reject", State.SIGN_OFF, State.REJECTED),
        Transition("note_ico", State.AWAITING_ICO, State.AWAITING_ICO),
        Transition("ico_answers", State.AWAITING_ICO, State.SIGN_OFF),
        *(Transition("go_live", state, state) for state in (*GOOD, State.NOT_REQUIRED)),
        *(
            Transition(verb, state, state)
            for verb in ("review", "test_need", "publish", "unpublish", "stop")
            for state in GOOD
        ),
        Transition("renew", None, State.DRAFT),
        *(Transition("supersede", state, State.SUPERSEDED) for state in (*GOOD, State.REJECTED)),
    ],
)
