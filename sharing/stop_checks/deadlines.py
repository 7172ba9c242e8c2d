"""What falls due on a Stop and Check: the end of its approval, its receipt (handbook section 13, rows 10 and 11)."""

from dataclasses import replace
from datetime import datetime

from governance.calendar import local_day
from governance.deadlines.rules import Audience, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import APPROVAL_LEADS, RECEIPT_LEADS
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.rules import receipt_due, valid_until
from sharing.stop_checks.states import State

APPROVAL_END = add(
    Rule(
        key="stop_check_approval_end",
        number=10,
        words="The approval of a Stop and Check runs out",
        leads=APPROVAL_LEADS.value,
        told=(Audience.OWNER,),
        can_be_overdue=False,
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


def dues(check: StopCheck, at: datetime) -> list[Due]:
    """What is open on a Stop and Check as it is stored."""
    if check.state == State.APPROVED and check.approved_on is not None:
        last = valid_until(check.approved_on)
        theirs = Due(APPROVAL_END.key, last, until=last)
        # The Data and IG teams work in no service.
        return [theirs, replace(theirs, worker_id=check.checker_id, everywhere=True, part=1)]
    # One receipt covers all files of a service closure, whose own clock this is then.
    if check.state == State.SENT and check.sent_at is not None and not check.with_closure:
        return [Due(RECEIPT.key, receipt_due(local_day(check.sent_at), check.nation))]
    return []
