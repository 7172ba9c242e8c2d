"""What falls due on a concern (handbook section 13, row 18), and whose turn it is."""

from collections.abc import Iterator
from datetime import datetime

from governance.calendar import local_day
from governance.deadlines.rules import Audience, Press, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import CONCERN_LEADS, CONCERN_PROGRESS_LEADS, CONCERN_TARGET_LEADS
from incidents.concerns import rules
from incidents.concerns.models import Concern
from incidents.concerns.states import OPEN, State

ACKNOWLEDGE = add(
    Rule(
        key="concern_acknowledge",
        number=18,
        words="Telling whoever raised a concern that we have it: the law’s last day",
        leads=CONCERN_LEADS.value,
        told=(Audience.IG,),
        overdue_adds=(Audience.DPO,),
        press=Press("acknowledge"),
    )
)
TARGET = add(
    Rule(
        key="concern_target",
        number=18,
        words="Telling whoever raised a concern that we have it: our own target",
        leads=CONCERN_TARGET_LEADS.value,
        told=(Audience.IG,),
        press=Press("acknowledge"),
    )
)
PROGRESS = add(
    Rule(
        key="concern_progress",
        number=18,
        words="Telling whoever raised a concern how far we are",
        leads=CONCERN_PROGRESS_LEADS.value,
        told=(Audience.IG,),
        overdue_adds=(Audience.DPO,),
        press=Press("tell"),
    )
)
TURN = add(
    Rule(
        key="concern_turn",
        number=18,
        words="A concern: the next step is the IG team’s",
        leads=(),
        told=(Audience.IG,),
        waits=True,
    )
)


def dues(concern: Concern, at: datetime) -> Iterator[Due]:
    """What is open on it as it is stored."""
    if concern.state == State.RECEIVED:
        yield Due(ACKNOWLEDGE.key, concern.acknowledge_by)
        yield Due(TARGET.key, concern.target_on)
    elif concern.state in OPEN:
        told = local_day(concern.told_at) if concern.told_at else concern.received_on
        yield Due(PROGRESS.key, rules.progress_by(told, concern.nation))
    if (since := _turn_since(concern)) is not None:
        yield Due(TURN.key, local_day(since))


def _turn_since(concern: Concern) -> datetime | None:
    if concern.state == State.CLOSED:
        return None
    if concern.waits_for_us:
        return concern.heard_at
    # Enquiries start at once; what is answered is looked at once more, and closed.
    return {State.ACKNOWLEDGED: concern.acknowledged_at, State.ANSWERED: concern.answered_at}.get(
        State(concern.state)
    )
