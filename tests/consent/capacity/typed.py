"""What an assessor types in when all is as it should be; each test changes the one thing that it is about."""

from datetime import date
from typing import Any

from consent.ability import Finding
from consent.capacity.actions import record
from consent.capacity.models import Assessment
from consent.capacity.questions import CARE, Kind, questions
from governance.accounts.models import User
from governance.calendar import Nation
from governance.people.models import Person
from tests.cast import NOON, Cast

DECISION = "Whether we may tell the GP about the medicines"
TOMORROW = date(2026, 11, 23)


def answers(kind: Kind, nation: Nation, no: str = "") -> dict[str, dict[str, Any]]:
    """Every question answered yes, but for the one named."""
    return {
        each.key: {"yes": each.key != no, "what": "Said it back to me"} for each in questions(kind, nation)
    }


def care(nation: Nation) -> dict[str, str]:
    return {each.key: "We talked it through" for each in CARE[nation]}


def able(kind: Kind, nation: Nation, **changes: Any) -> dict[str, Any]:
    """The facts of an assessment that found the person able."""
    return {
        "kind": kind,
        "decision": DECISION,
        "outcome": Finding.HAS_CAPACITY if kind is Kind.CAPACITY else Finding.COMPETENT,
        "doubt": "They answered a different question each time",
        "explained": "With pictures, in a quiet room",
        "helped": ["easy_read"],
        "answers": answers(kind, nation),
        "evidence": "They told me in their own words what would be shared",
        "trained_on": date(2026, 1, 10),
        **changes,
    }


def lacking(nation: Nation, **changes: Any) -> dict[str, Any]:
    """The facts of an assessment that found a lack of capacity."""
    why: dict[str, Any] = {"causes": ["mental_disorder"], "cause": "Dementia"}
    if nation is Nation.ENG:
        link = "They forget the question because of it"
        why = {"impairment": True, "cause": "Dementia", "lasting": "permanent", "link": link}
    unable = {
        "outcome": Finding.LACKS_CAPACITY,
        "answers": answers(Kind.CAPACITY, nation, no="understand"),
        "care": care(nation),
    }
    return able(Kind.CAPACITY, nation, **{**unable, **why, **changes})


def not_today(kind: Kind, nation: Nation, **changes: Any) -> dict[str, Any]:
    """The facts of an assessment that is put off until tomorrow."""
    later = {"outcome": Finding.DEFER, "reassess_on": TOMORROW, "answers": {}}
    return able(kind, nation, **{**later, **changes})


def assess(
    cast: Cast, person: Person, facts: dict[str, Any], *, by: User | None = None, **changes: Any
) -> Assessment:
    """Record it with Fay, or whoever `by` is, at noon of 22 November 2026 unless told."""
    at = changes.pop("at", NOON)
    case = changes.pop("case", None) or person.cases.get()
    return record(case=case, by=by or cast.fay, at=at, **{**facts, **changes})
