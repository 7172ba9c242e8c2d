"""Disclosures of the demonstration: an emergency begun, one written down, a decision asked for, sent, and a no."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from consent.purposes import Purpose
from governance.accounts.models import Service, User
from governance.people.models import Case
from governance.records.actor import acting_as
from sharing.disclosing import NotTold, Reason
from sharing.disclosures import actions, actions_deciding, actions_emergency
from sharing.ladder import Rung
from sharing.routes import Route

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
POLICE: dict[str, Any] = {
    "recipient": "Police control room",
    "purpose": Purpose.SAFEGUARDING,
    "items": ["contact", "risk"],
    "what": "That they said they would hurt somebody tonight, and where they live.",
    "rung": Rung.IDENTIFIABLE,
    "route": Route.CALL_BACK,
    "verified": "Rang 101",
}
HARM: dict[str, Any] = {
    "at_risk": "A neighbour",
    "how_badly": "Badly: there was a knife",
    "how_soon": "That night",
}
FACTS: dict[str, Any] = {
    "what_happened": "They told their worker so, and meant it.",
    "consent_sought": "Yes, and they said no.",
    "known_wishes": "That nobody hears of it.",
    "harm_of_sharing": "They may stop coming.",
    "harm_of_not_sharing": "Somebody may be badly hurt.",
    "less_intrusive": "They would not speak to the neighbour.",
    "minimum": "Only the threat and the address.",
    "advice": "The duty manager",
    "follow_up": "Their worker rings them tomorrow.",
}
NOT_TOLD: dict[str, Any] = {"not_told": NotTold.WORSE, "not_told_because": "They may act at once."}


@dataclass
class Desk:
    """Who decides, where, and the moment that it should look like."""

    manager: User
    harbour: Service
    at: datetime


def load(desk: Desk) -> None:
    """Make disclosures as they should look at the moment of the desk."""
    cases = Case.objects.filter(
        service=desk.harbour, closed_on=None, key_worker__memberships__service=desk.harbour
    )
    known = list(cases.select_related("person", "service", "key_worker").order_by("pk")[:5])
    begun, written, waiting, sent, declined = known
    _begun(begun, desk.at - 3 * HOUR)
    _written(written, desk.at - 20 * HOUR)
    # To the police it would be the second time, which needs an agreement.
    _asked(waiting, desk.at - 2 * HOUR, recipient="Adult social care duty team", verified="Rang the council")
    _sent(sent, desk.manager, desk.at - 22 * DAY)
    _declined(declined, desk.at - 6 * DAY)


def _worker(case: Case) -> User:
    assert case.key_worker is not None  # noqa: S101  (they were chosen so)
    return case.key_worker


def _begun(case: Case, at: datetime) -> None:
    with acting_as(_worker(case).pk):
        actions_emergency.begin(case=case, by=_worker(case), at=at, form_key=uuid4())


def _written(case: Case, at: datetime) -> None:
    with acting_as(_worker(case).pk):
        actions_emergency.record(
            case=case,
            by=_worker(case),
            at=at + HOUR,
            sent_at=at,
            reason=Reason.SERIOUS_HARM.value,
            form_key=uuid4(),
            **POLICE,
            **HARM,
            **FACTS,
            **NOT_TOLD,
        )


def _asked(case: Case, at: datetime, **changes: Any) -> Any:
    with acting_as(_worker(case).pk):
        facts = {"reason": Reason.SERIOUS_HARM.value, **POLICE, **HARM, **FACTS, **changes}
        made = actions.draft(case=case, by=_worker(case), at=at, form_key=uuid4(), **facts)
        return actions_deciding.ask(made, by=_worker(case), at=at)


def _sent(case: Case, manager: User, at: datetime) -> None:
    """Approved and shared; the person cannot be told yet, and soon somebody asks again."""
    asked = _asked(case, at)
    with acting_as(manager.pk):
        approved = actions_deciding.approve(asked, by=manager, at=at + HOUR)
    with acting_as(_worker(case).pk):
        actions.send(approved, by=_worker(case), at=at + 2 * HOUR, **NOT_TOLD)


def _declined(case: Case, at: datetime) -> None:
    with acting_as(_worker(case).pk):
        actions.decline(
            by=_worker(case),
            at=at,
            case=case,
            form_key=uuid4(),
            recipient="Their landlord",
            purpose=Purpose.HOUSING,
            items=["attendance"],
            rung=Rung.IDENTIFIABLE,
            route=Route.EMAIL,
            decline_reason="They said no, and nobody is in danger.",
        )
