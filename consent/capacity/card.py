"""Assessments in words: the part on a person's page, and one finding with its reasons."""

from dataclasses import dataclass
from datetime import datetime

from consent.ability import Finding
from consent.capacity.models import Assessment
from consent.capacity.permissions import cases_for, hides
from consent.capacity.questions import CARE, Cause, Help, Kind, Lasting, questions
from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.calendar import Nation
from governance.people.models import Person
from governance.workflow.card import Card

HIDDEN = "Hidden for your role"
COLOURS = {
    Finding.HAS_CAPACITY: "green",
    Finding.COMPETENT: "green",
    Finding.LACKS_CAPACITY: "red",
    Finding.NOT_COMPETENT: "red",
    Finding.DEFER: "yellow",
}
Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Line:
    """One assessment as it stands on a list."""

    assessment: Assessment
    decision: str
    finding: str
    colour: str


def line(assessment: Assessment, user: User) -> Line:
    finding = assessment.finding
    words, colour = finding.label, COLOURS[finding]
    if assessment.is_in_error:
        words, colour = "Recorded in error", "grey"
    return Line(assessment, free(assessment.decision, user), words, colour)


def card(user: User, person: Person, at: datetime) -> Card | None:
    """The newest assessment of each decision, newest first (handbook sections 3.4 and 3.5)."""
    if not may(user.role, May.VIEW, "capacity"):
        return None
    seen = Assessment.objects.visible_to(user, at).not_in_error().filter(person=person)
    newest: dict[tuple[object, ...], Assessment] = {}
    for each in seen.select_related("service").order_by("-assessed_at", "-id"):
        newest.setdefault((each.service_id, each.counts_for_sharing, each.decision.upper()), each)
    context = {
        "person": person,
        "lines": [line(each, user) for each in newest.values()],
        "may_record": bool(cases_for(user, person, at)),
    }
    return Card("capacity/card.html", context)


def reasons(assessment: Assessment, user: User) -> Rows:
    """Why it was found so: each question with its answer and what was seen, then the cause."""
    rows = []
    for question in questions(Kind(assessment.kind), assessment.nation):
        seen = assessment.written.answers.get(question.key)
        words = "Not answered"
        if seen is not None:
            words = f"{'Yes' if seen.yes else 'No'}. {free(seen.what, user)}"
        rows.append({"key": question.words, "value": words})
    if assessment.impairment is not None:
        answer = "Yes" if assessment.impairment else "No"
        rows.append({"key": "Does something affect their mind or brain?", "value": answer})
    causes = "; ".join(Cause(each).label for each in assessment.causes)
    lasting = Lasting(assessment.lasting).label if assessment.lasting else ""
    return rows + _filled(
        {
            "The cause": causes,
            "What it is": free(assessment.cause, user),
            "How long it lasts": lasting,
            "Why it stops them deciding": free(assessment.link, user),
            "The aids that we tried": free(assessment.aids, user),
            "What else shows it": free(assessment.evidence, user),
        }
    )


def how(assessment: Assessment, user: User) -> Rows:
    """Why it was asked, and how the person was helped to decide."""
    return _filled(
        {
            "What made us check": free(assessment.doubt, user),
            "How we explained the choice": free(assessment.explained, user),
            "Who or what helped": "; ".join(Help(each).label for each in assessment.helped),
        }
    )


def care(assessment: Assessment, user: User) -> Rows:
    """The best-interests record, or in Scotland the benefit record."""
    asked = {question.words: question.key for question in CARE[assessment.nation]}
    return _filled({words: free(assessment.care.get(key, ""), user) for words, key in asked.items()})


def care_title(nation: Nation) -> str:
    return "What is best for them" if nation == Nation.ENG else "How it helps them"


def free(text: str, user: User) -> str:
    """Free text, which can name people, unless the user sees names masked."""
    return HIDDEN if text and hides(user) else text


def _filled(rows: dict[str, str]) -> Rows:
    return [{"key": key, "value": value} for key, value in rows.items() if value]
