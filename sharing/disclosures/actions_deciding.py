"""Sharing without consent: somebody asks, and somebody else decides (handbook section 6)."""

from datetime import datetime
from uuid import UUID

from governance.accounts.models import User
from governance.errors import Denied, demand, no
from governance.workflow.apply import apply
from sharing.disclosing import RULES, Approver, Reason
from sharing.disclosures import going, telling
from sharing.disclosures.models import Disclosure
from sharing.disclosures.register import DISCLOSURES
from sharing.locks import Basis, Condition


def ask(
    disclosure: Disclosure,
    *,
    by: User,
    at: datetime,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Disclosure:
    """Ask whoever the table names to decide. Denied where the reason is none, or facts are still to be written."""

    def change(locked: Disclosure) -> None:
        if not locked.reason:
            raise Denied(no("What rests on consent needs nobody to decide.", next_step="Send it."))
        if RULES[Reason(locked.reason)].approver in (Approver.ANYONE, Approver.DOCTOR):
            raise Denied(
                no("For this reason you decide yourself.", next_step="Share it, and write that down.")
            )
        demand(going.reason_fits(locked, by, at))
        going.demand_complete(locked)
        going.demand_going(going.settle(locked, at))
        locked.asked_at, locked.sent_back_because = at, ""

    asked = apply(
        DISCLOSURES,
        disclosure,
        "ask",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )
    telling.tell_approvers(asked, at)
    return asked


def send_back(
    disclosure: Disclosure,
    *,
    by: User,
    at: datetime,
    sent_back_because: str,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Disclosure:
    """The approver asks for more before they decide."""

    def change(locked: Disclosure) -> None:
        locked.sent_back_because = sent_back_because

    back = apply(
        DISCLOSURES,
        disclosure,
        "send_back",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )
    telling.tell_sender(back, "disclosure_sent_back", at)
    return back


def approve(
    disclosure: Disclosure,
    *,
    by: User,
    at: datetime,
    basis: str = "",
    condition: str = "",
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Disclosure:
    """Decide that it is shared. basis and condition: of those that the table suggests for its reason, where another
    than the first fits better."""

    def change(locked: Disclosure) -> None:
        rule = RULES[Reason(locked.reason)]
        if basis and basis != locked.basis:
            if basis not in rule.bases:
                raise Denied(no("That basis does not go with this reason.", next_step="Choose one of those."))
            locked.basis = Basis(basis)
            locked.recognised = rule.recognised or ""
            locked.balancing, locked.law = locked.balancing or rule.balancing, locked.law or rule.law
        if condition and condition != locked.condition:
            schedule1 = next((act for each, act in rule.conditions if each == condition), locked.condition)
            if condition not in [each for each, _ in rule.conditions]:
                raise Denied(
                    no("That condition does not go with this reason.", next_step="Choose one of those.")
                )
            locked.condition, locked.schedule1 = Condition(condition), schedule1 or ""
        going.demand_going(going.settle(locked, at))
        locked.approved_at, locked.approved_by = at, by

    approved = apply(
        DISCLOSURES,
        disclosure,
        "approve",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )
    telling.tell_sender(approved, "disclosure_approved", at)
    return approved


def clear(
    disclosure: Disclosure,
    *,
    by: User,
    at: datetime,
    read_version: int | None = None,
    form_key: UUID | None = None,
    reason: str = "",
) -> Disclosure:
    """The DPO has seen that whole records of people who opted out are taken out (section 7)."""

    def change(locked: Disclosure) -> None:
        locked.opt_out_cleared_at, locked.opt_out_cleared_by = at, by

    return apply(
        DISCLOSURES,
        disclosure,
        "clear",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        reason=reason,
        form_key=form_key,
    )
