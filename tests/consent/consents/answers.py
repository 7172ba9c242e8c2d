"""What a worker types in when all is as it should be; each test changes the one thing that it is about."""

from typing import Any

from consent.consents.actions import Outcome, record
from consent.consents.rules import CHECKLIST, Giver
from consent.kinds import Kind, Method
from governance.accounts.models import User
from governance.people.models import Person
from tests.cast import NOON, Cast

PANEL = {
    "explained": "With the picture leaflet, step by step",
    "understood": "They told it back in their own words",
    "supporter": "Their aunt",
    "safe_to_involve": "Yes, they asked for her",
}
ALL_YES = {check.key: True for check in CHECKLIST}


def answer(**changes: Any) -> dict[str, Any]:
    """A spoken yes to sharing with a GP, with its full note."""
    return {
        "kind": Kind.SHARE_CARE,
        "recipient": "Elm Surgery",
        "purpose": "To plan their care together",
        "items": ["contact", "care_plan"],
        "giver": Giver.SELF,
        "method": Method.IN_PERSON_VERBAL,
        "said_at": NOON,
        "identity_check": "Known to me for two years",
        "script_version": "3",
        "answer_words": "Yes, tell my doctor",
        "privacy_notice": "ENG 4",
        "checklist": ALL_YES,
        **changes,
    }


def say(cast: Cast, person: Person, yes: bool = True, *, by: User | None = None, **changes: Any) -> Outcome:
    """Record an answer of this person with Fay, or whoever `by` is, at noon of 22 November 2026 unless told."""
    at = changes.pop("at", NOON)
    return record(
        case=changes.pop("case", None) or person.cases.get(),
        by=by or cast.fay,
        at=at,
        answer=yes,
        **answer(**{"said_at": at, **changes}),
    )
