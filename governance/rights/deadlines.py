"""What falls due on a rights request (handbook section 13, row 17), and what waits for the IG team."""

from collections.abc import Iterator
from datetime import datetime

from governance.calendar import local_day
from governance.deadlines.rules import Audience, Press, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import RIGHTS_LEADS
from governance.rights.models import Clock, RightsRequest
from governance.rights.states import State


def _clock(key: str, words: str, *, can_be_overdue: bool, press: Press | None = None) -> Rule:
    told, besides = (Audience.IG,), (Audience.DPO,)
    return add(
        Rule(
            key=key,
            number=17,
            words=words,
            leads=RIGHTS_LEADS.value,
            told=told,
            overdue_adds=besides,
            can_be_overdue=can_be_overdue,
            press=press,
        )
    )


def _waits(key: str, words: str, press: Press | None = None) -> Rule:
    return add(Rule(key=key, number=17, words=words, leads=(), told=(Audience.IG,), waits=True, press=press))


DUE = _clock("rights_due", "Answer to a rights request", can_be_overdue=True)
# After the day it can not be told any more: then the answer itself is what is late.
NOTICE = _clock(
    "rights_extension_notice",
    "Last day to say that a rights request takes longer",
    can_be_overdue=False,
    press=Press("extend"),
)
BEGIN = _waits("rights_begin", "Rights request to begin with")
IDENTITY = _waits(
    "rights_identity", "Rights request of somebody whom we do not know for sure yet", Press("identify")
)
REPLY = _waits("rights_reply", "Rights request that waits for a reply", Press("resume"))
HEARD = _waits("rights_heard", "Whoever sent a rights request wrote to us")


def dues(request: RightsRequest, at: datetime) -> Iterator[Due]:
    """What is open on a request as it is stored. While it waits for the person no time runs."""
    if (heard := request.unanswered) is not None:
        yield Due(HEARD.key, local_day(heard.written_at))
    if not request.is_open:
        return
    match request.state:
        case State.RECEIVED:
            yield Due(BEGIN.key, local_day(request.created_at))
        case State.PAUSED:
            yield Due(REPLY.key, request.pauses.get(replied_on=None).asked_on)
    # It may be worked on, and was found to be somebody else's.
    if request.state != State.RECEIVED and request.identified_at is None:
        yield Due(IDENTITY.key, local_day(request.identity_asked_at or request.created_at))
    clock = Clock(request, local_day(at))
    if clock.stands_still or clock.due_on is None:
        return
    yield Due(DUE.key, clock.due_on)
    if clock.notice_by is not None:
        yield Due(NOTICE.key, clock.notice_by, until=clock.notice_by)
