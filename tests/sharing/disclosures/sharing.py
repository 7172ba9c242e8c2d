"""How tests come to a disclosure: by the steps that people take."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from consent.purposes import Purpose
from governance.accounts.models import User
from governance.people.models import Person
from sharing.decision import Asked, decide
from sharing.disclosing import NotTold, Reason
from sharing.disclosures import actions, actions_deciding, actions_emergency
from sharing.disclosures.models import Disclosure
from sharing.facts import gather
from sharing.routes import Route
from tests.cast import NOON, Cast

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# What sharing without consent says, whatever its reason.
ALWAYS = {
    "what_happened": "He said that he would hit his brother tonight",
    "consent_sought": "I asked. He said no",
    "known_wishes": "He wants nobody to know",
    "harm_of_sharing": "He may trust us less",
    "harm_of_not_sharing": "His brother may be badly hurt",
    "less_intrusive": "He would not ring his brother himself",
    "minimum": "Only the threat, not his treatment",
    "advice": "The duty manager",
    "follow_up": "We ring him tomorrow",
}
HARM = {"at_risk": "His brother", "how_badly": "Broken bones", "how_soon": "Tonight"}
SHARED: dict[str, Any] = {
    "recipient": "Leeds police control room",
    "purpose": Purpose.SAFEGUARDING,
    "items": ["contact", "risk"],
    "what": "That he said he would hit his brother tonight, and where he lives",
    "rung": 4,
    "route": Route.CALL_BACK,
    "verified": "I rang 101",
}
TOLD = {"told_how": "By phone"}
NOT_TOLD = {"not_told": NotTold.WORSE, "not_told_because": "He may go there at once"}


def asked(**changes: Any) -> Asked:
    """A letter to Elm Surgery about the care plan."""
    facts: dict[str, Any] = {
        "recipient": "Elm Surgery",
        "purpose": Purpose.CARE,
        "items": frozenset({"contact", "care_plan"}),
    }
    return Asked(**facts | changes)


def logged(
    cast: Cast,
    person: Person,
    *,
    by: User | None = None,
    at: datetime = NOON,
    key: Any = None,
    **changes: Any,
) -> Disclosure:
    """Fay asks whether we may share, reads the answer, and presses the button."""
    case, question = person.cases.get(), asked(**changes)
    facts = gather(question, person=person.pk, service=case.service_id, at=at)
    return actions.log(
        question,
        decide(question, facts),
        facts,
        person=person,
        case=case,
        by=by or cast.fay,
        at=at,
        form_key=key or uuid4(),
    )


def drafted(
    cast: Cast,
    person: Person,
    reason: Reason | None,
    *,
    by: User | None = None,
    at: datetime = NOON,
    **changes: Any,
) -> Disclosure:
    """Fay wrote down what is to be shared, with all facts that most reasons ask for."""
    without = {"reason": reason.value, **HARM, **ALWAYS} if reason else {"reason": ""}
    return actions.draft(
        case=person.cases.get(),
        by=by or cast.fay,
        at=at,
        form_key=uuid4(),
        **{**SHARED, **without, **changes},
    )


def approved(
    cast: Cast,
    person: Person,
    reason: Reason = Reason.SERIOUS_HARM,
    *,
    to: str = SHARED["recipient"],
    at: datetime = NOON,
) -> Disclosure:
    """Fay asked, and Max approved."""
    made = actions_deciding.ask(drafted(cast, person, reason, at=at, recipient=to), by=cast.fay, at=at)
    return actions_deciding.approve(made, by=cast.max, at=at)


def sent(
    cast: Cast, person: Person, *, to: str = SHARED["recipient"], at: datetime = NOON, **said: Any
) -> Disclosure:
    """Fay shared what Max approved, and told the person unless said otherwise. A second one is to somebody else."""
    return actions.send(approved(cast, person, to=to, at=at), by=cast.fay, at=at, **(said or TOLD))


def in_emergency(
    cast: Cast, person: Person, *, by: User | None = None, at: datetime = NOON, **changes: Any
) -> Disclosure:
    """Fay shared it at once, and fills in the short form."""
    facts = {**SHARED, **HARM, **NOT_TOLD, "sent_at": at, "reason": Reason.SERIOUS_HARM.value, **changes}
    return actions_emergency.record(
        case=person.cases.get(), by=by or cast.fay, at=at, form_key=uuid4(), **facts
    )
