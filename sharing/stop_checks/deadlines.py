"""What falls due on a Stop and Check, and whose turn it is, as lines on their desks (handbook sections 5 and 13).

Rows 10 and 11 are the end of its approval and its receipt. What waits for somebody is never late: the handbook sets no
day for it.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from governance.calendar import local_day
from governance.deadlines.rules import Audience, Press, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import APPROVAL_LEADS, RECEIPT_LEADS
from governance.ledger.models import Event
from sharing.stop_checks import permissions
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.questions import is_to_be_cleared
from sharing.stop_checks.rules import may_stand, receipt_due, valid_until
from sharing.stop_checks.states import State

A_DAY = timedelta(days=1)
APPROVAL_END = add(
    Rule(
        key="stop_check_approval_end",
        number=10,
        words="The approval of a Stop and Check runs out",
        leads=APPROVAL_LEADS.value,
        told=(Audience.OWNER,),
        can_be_overdue=False,
        press=Press("send"),
    )
)
RECEIPT = add(
    Rule(
        key="stop_check_receipt",
        number=11,
        words="Nobody has confirmed that a transfer came",
        leads=RECEIPT_LEADS.value,
        told=(Audience.OWNER,),
        overdue_adds=(Audience.DATA, Audience.IG),
    )
)


def _turn(key: str, words: str, *told: Audience, press: Press | None = None) -> Rule:
    whose = told or (Audience.OWNER,)
    return add(
        Rule(
            key=f"stop_check_waits_{key}",
            number=10,
            words=words,
            leads=(),
            told=whose,
            waits=True,
            press=press,
        )
    )


TO_CHECK = _turn("check", "Stop and Check to be checked", Audience.DATA)
STAND_IN = _turn("stand_in", "Stop and Check that nobody on the Data team can check", Audience.IG)
CHECKING = _turn("checking", "Stop and Check that you took to check it")
RETURNED = _turn("returned", "Stop and Check that came back to you", press=Press("edit"))
RAN_OUT = _turn(
    "lapsed", "Stop and Check whose approval ran out: send it in again, or cancel it", press=Press("submit")
)
DIFFERS = _turn(
    "differs", "A recipient says that something else came: ring them", Audience.OWNER, Audience.IG
)
# The sender has sent a new link: that ends nobody’s line but their own.
ASKED_ANEW = _turn("asked_anew", "A recipient said that something else came, and was asked anew", Audience.IG)
TO_CLEAR = _turn(
    "clear", "Stop and Check whose national opt-out waits for you", Audience.DPO, press=Press("clear")
)
TO_CLOSE = _turn("close", "A transfer came: delete our copy, and say how", press=Press("close"))


def dues(check: StopCheck, at: datetime) -> list[Due]:
    """What is open on a Stop and Check as it is stored."""
    return [*_turns(check, at), *_to_clear(check, at)]


def _turns(check: StopCheck, at: datetime) -> list[Due]:
    if check.state == State.SUBMITTED and check.submitted_at is not None:
        return [Due(_to_check(check).key, local_day(check.submitted_at))]
    if check.state == State.CHECKING and check.taken_at is not None:
        return [_checkers(check, Due(CHECKING.key, local_day(check.taken_at)))]
    if check.state == State.RETURNED:
        return [Due(RETURNED.key, _came_back(check, at))]
    if check.state == State.APPROVED and check.approved_on is not None:
        last = valid_until(check.approved_on)
        theirs = Due(APPROVAL_END.key, last, until=last)
        return [theirs, replace(_checkers(check, theirs), part=1), Due(RAN_OUT.key, last + A_DAY)]
    if check.with_closure:
        # One receipt covers all files of a service closure: the clock and the turns are the closure's from here on.
        return []
    if check.state == State.SENT and check.sent_at is not None:
        receipt = Due(RECEIPT.key, receipt_due(local_day(check.sent_at), check.nation))
        if not check.differs:
            return [receipt]
        whose = ASKED_ANEW if check.is_asked_anew else DIFFERS
        return [Due(whose.key, _said_on(check, at)), receipt]
    if check.state == State.RECEIPT_CONFIRMED and check.confirmed_at is not None:
        return [Due(TO_CLOSE.key, local_day(check.confirmed_at))]
    return []


def _checkers(check: StopCheck, due: Due) -> Due:
    """On the checker's desk. The Data and IG teams work in no service."""
    return replace(due, worker_id=check.checker_id, everywhere=True)


def _to_check(check: StopCheck) -> Rule:
    team = permissions.data_team(check)
    able = any(may_stand(each, sender=check.sender_id, hands=check.had_a_hand) for each in team)
    return TO_CHECK if able else STAND_IN


def _to_clear(check: StopCheck, at: datetime) -> list[Due]:
    if not is_to_be_cleared(check):
        return []
    extract = check.extract
    return [Due(TO_CLEAR.key, local_day(extract.put_in_at if extract else at))]


def _said_on(check: StopCheck, at: datetime) -> date:
    """The day on which the recipient said so, by the link that they used last."""
    used = check.receipt_links.exclude(differs="").order_by("-pk").values_list("used_at", flat=True).first()
    return local_day(used or at)


def _came_back(check: StopCheck, at: datetime) -> date:
    """The day of the last step back, which may be the one that is being taken."""
    back = ("send_back", "withdraw_approval", "fall_back")
    steps = Event.objects.filter(register="stop_checks", reference=check.reference, verb__in=back)
    last = steps.order_by("-id").first()
    return local_day(datetime.fromisoformat(last.detail["effective_at"]) if last else at)
