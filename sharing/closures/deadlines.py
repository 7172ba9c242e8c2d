"""What falls due on a service closure: its receipt (handbook section 13, row 11); and whose turn it is, on their desks.

Its files run out by themselves (row 10). Whose turn it is has no day in the handbook, so that is never late.
"""

from datetime import date, datetime

from governance.accounts.access import OVERSEERS
from governance.calendar import local_day
from governance.deadlines.rules import Audience, Press, Rule, add
from governance.deadlines.writing import Due
from sharing.closures.models import Closure
from sharing.closures.states import State
from sharing.stop_checks.deadlines import RECEIPT
from sharing.stop_checks.rules import receipt_due
from sharing.stop_checks.states import State as CheckState


def _rule(key: str, words: str, *told: Audience, press: Press | None = None) -> Rule:
    return add(
        Rule(key=f"closure_waits_{key}", number=11, words=words, leads=(), told=told, waits=True, press=press)
    )


OPENED = _rule("opened", "Service closure that was opened again", Audience.OWNER)
SENDING = _rule("sending", "Service closure to send", Audience.OWNER, press=Press("send"))
DIFFERS = _rule(
    "differs", "A new provider says that something else came: ring them", Audience.OWNER, Audience.IG
)
# The lead has sent a new link: that ends nobody’s line but their own.
ASKED_ANEW = _rule(
    "asked_anew", "A new provider said that something else came, and was asked anew", Audience.IG
)
DESTROYING = _rule(
    "destroying", "Copies of a service closure to destroy", Audience.OWNER, press=Press("destroy")
)
SEALING = _rule("sealing", "Service closure to seal", Audience.MANAGER, Audience.IG)
SIGNING = _rule("signing", "Receipt of a service closure to sign", Audience.MANAGER, Audience.IG)
WITNESS = _rule("witness", "Destruction for a service closure to confirm", Audience.MANAGER, Audience.IG)
# Where the manager leads it, and so is no second person.
BY_IG = {
    rule.key: _rule(f"{rule.key.rpartition('_')[2]}_ig", rule.words, Audience.IG)
    for rule in (SEALING, SIGNING, WITNESS)
}


def dues(closure: Closure, at: datetime) -> list[Due]:
    """What is open on a closure as it is stored."""
    today = local_day(at)
    match closure.state:
        case State.DRAFT if ready(closure):
            return [_second(SEALING, closure, today)]
        case State.DRAFT if closure.unsealed_because:
            return [_leads(OPENED, closure, today)]
        case State.SEALED if closure.sealed_at:
            return [_leads(SENDING, closure, local_day(closure.sealed_at))]
        case State.SENT if closure.sent_at:
            receipt = _leads(RECEIPT, closure, receipt_due(local_day(closure.sent_at), closure.nation))
            if not closure.differs:
                return [receipt]
            if closure.is_asked_anew:
                return [Due(ASKED_ANEW.key, today), receipt]
            return [_leads(DIFFERS, closure, today), receipt]
        case State.RECEIVED if closure.received_at:
            return [_second(SIGNING, closure, local_day(closure.received_at))]
        case State.COUNTERSIGNED if closure.destroyed_at:
            return [_second(WITNESS, closure, local_day(closure.destroyed_at))]
        case State.COUNTERSIGNED if closure.countersigned_at:
            return [_leads(DESTROYING, closure, local_day(closure.countersigned_at))]
    return []


def ready(closure: Closure) -> bool:
    """Whether the list is made and every file is approved, so that somebody can look whether to seal it."""
    states = [each.check_of.state for each in closure.alive]
    return closure.list_made_at is not None and bool(states) and set(states) == {CheckState.APPROVED}


def _leads(rule: Rule, closure: Closure, on: date) -> Due:
    """The lead's, who may work in no service."""
    return Due(rule.key, on, worker_id=closure.lead_id, everywhere=closure.lead.role in OVERSEERS)


def _second(rule: Rule, closure: Closure, on: date) -> Due:
    """The second person's: the service's manager or the IG team; the IG team alone where the manager leads it."""
    return Due((BY_IG[rule.key] if closure.service.manager_id == closure.lead_id else rule).key, on)
