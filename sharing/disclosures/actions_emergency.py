"""Emergencies: shared first, written down within 24 hours, looked at the next working day (handbook section 6)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from consent.consents.rules import moment_allowed
from consent.purposes import Purpose
from governance.accounts.models import User
from governance.errors import Denied, demand, no
from governance.people.models import Case
from governance.people.register import take_turns
from governance.workflow.apply import apply
from sharing.disclosing import Reason, shared_allowed
from sharing.disclosures import going, telling
from sharing.disclosures.actions import made_before, one_at_a_time
from sharing.disclosures.models import Disclosure
from sharing.disclosures.register import DISCLOSURES
from sharing.ladder import Rung
from sharing.routes import Route


@transaction.atomic
def begin(*, case: Case, by: User, at: datetime, form_key: UUID) -> Disclosure:
    """Something was shared in an emergency just now, and is written down later: 24 hours run from this moment.

    The same `form_key` from the same user again gives back what it made before.
    """
    one_at_a_time(form_key)
    if (before := made_before(by, form_key)) is not None:
        return before
    take_turns(case.person_id)
    disclosure = _of(case, form_key)

    def change(new: Disclosure) -> None:
        new.sent_at, new.sent_by = at, by

    return apply(DISCLOSURES, disclosure, "begin_emergency", by=by, at=at, change=change)


@transaction.atomic
def record(
    disclosure: Disclosure | None = None,
    *,
    by: User,
    at: datetime,
    sent_at: datetime,
    reason: str,
    case: Case | None = None,
    form_key: UUID | None = None,
    read_version: int | None = None,
    **facts: Any,
) -> Disclosure:
    """Write down what was shared in an emergency: what `begin` began, or about the person of `case`.

    sent_at: when it was shared, not in the future. The short form's facts are enough; the rest is written up within
    the same 24 hours. Nothing stands in the way of writing down what has happened: a way that is not safe is told to
    the IG team. Denied for a reason that is no emergency (E-REASON).
    """
    if disclosure is None:
        if case is None or form_key is None:
            raise ValueError("what was not begun is about somebody, and comes from a form")
        one_at_a_time(form_key)
        if (before := made_before(by, form_key)) is not None:
            return before
        take_turns(case.person_id)
        disclosure = _of(case, form_key)

    def change(locked: Disclosure) -> None:
        if not locked.emergency:
            raise Denied(no("This is no emergency.", next_step="Send it, or ask for approval."))
        demand(shared_allowed(Reason(reason), sent_at, at, locked.nation))
        demand(moment_allowed(sent_at, locked.person.born_on if locked.person else None, at))
        for name, value in facts.items():
            setattr(locked, name, value)
        locked.reason, locked.sent_at, locked.sent_by = reason, sent_at, by
        going.settle(locked, at)
        going.demand_complete(locked, emergency=True)
        demand(telling.said(locked))
        telling.set_telling(locked, by, at)

    made = apply(
        DISCLOSURES,
        disclosure,
        "record_emergency",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )
    telling.tell_of_gap(made, at)
    return made


def write_up(
    disclosure: Disclosure,
    *,
    by: User,
    at: datetime,
    read_version: int | None = None,
    form_key: UUID | None = None,
    **facts: Any,
) -> Disclosure:
    """Write down what the short form did not ask for. When all is told, the 24-hour clock ends."""

    def change(locked: Disclosure) -> None:
        for name, value in facts.items():
            setattr(locked, name, value)

    return apply(
        DISCLOSURES,
        disclosure,
        "write_up",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )


def review(
    disclosure: Disclosure,
    *,
    by: User,
    at: datetime,
    review_words: str,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Disclosure:
    """Somebody else looked at what was shared before anybody had decided, and writes what they found."""

    def change(locked: Disclosure) -> None:
        locked.review_words, locked.reviewed_at, locked.reviewed_by = review_words, at, by

    return apply(
        DISCLOSURES,
        disclosure,
        "review",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )


def _of(case: Case, form_key: UUID) -> Disclosure:
    """What is not said yet has the value that most emergencies have, and is not shown before it is said."""
    return Disclosure(
        person=case.person,
        case=case,
        service=case.service,
        emergency=True,
        purpose=Purpose.SAFEGUARDING,
        rung=Rung.IDENTIFIABLE,
        route=Route.CALL_BACK,
        items=[],
        form_key=form_key,
    )
