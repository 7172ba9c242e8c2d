"""The thirteen questions of a Stop and Check, the policy's own four first, and what is still open in each.

Pure: from what a Stop and Check says (handbook section 5).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from consent.items import CRIME
from consent.purposes import Purpose
from sharing import locks
from sharing.ladder import Rung
from sharing.opt_out import OptOut, fits
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.states import CLEARABLE


class Question(NamedTuple):
    """One page: its address, its number in the handbook, its title, what helps to answer it, and its fields."""

    slug: str
    number: int
    title: str
    intro: str
    fields: tuple[str, ...]


QUESTIONS = (
    Question(
        "recipient",
        2,
        "Who is it going to?",
        "Name who gets it, and how you made sure that it is them.",
        ("organisation", "recipient", "recipient_email", "verified"),
    ),
    Question(
        "route",
        6,
        "How is it sent?",
        "Ordinary email, fax, message apps and cloud folders are not safe.",
        ("route", "address"),
    ),
    Question("use", 7, "What will they do with it?", "Ask them, if you do not know.", ("use",)),
    Question(
        "safeguards",
        8,
        "What protects it there?",
        "Who there may see it, where it is kept, and for how long.",
        ("safeguards",),
    ),
    Question(
        "what",
        1,
        "What is it, and about how many people?",
        "Count people, not rows.",
        ("what", "items", "people", "handover", "whole_caseload", "recurring"),
    ),
    Question(
        "why",
        3,
        "Why is it sent?",
        "Begin at the lowest step of the ladder. Each step up needs a reason.",
        ("purpose", "study", "why", "rung", "ladder_2", "ladder_3", "ladder_4"),
    ),
    Question(
        "locks",
        4,
        "The three locks",
        "All three must be open before anything is shared that is about people.",
        (
            *("basis", "recognised", "balancing", "law", "condition", "schedule1", "crime_authority"),
            "footing",
        ),
    ),
    Question(
        "agreement",
        5,
        "Is there an agreement?",
        "An agreement with them must cover it, unless a law or a court compels us.",
        ("compelled_by", "compelled_law"),
    ),
    Question(
        "overseas",
        9,
        "Does it leave the United Kingdom?",
        "A copy that is kept abroad has left too.",
        ("overseas", "overseas_safeguards"),
    ),
    Question(
        "opt_out",
        10,
        "The national data opt-out",
        "In England people can say no to uses of their health record beyond their own care.",
        ("opt_out", "opt_out_ground"),
    ),
    Question("told", 11, "Were people told?", "The notice or leaflet, and what was said to them.", ("told",)),
    Question(
        "file",
        12,
        "The file itself",
        "Put it in here, so that we look through it and somebody checks it.",
        (),
    ),
    Question(
        "receipt",
        13,
        "When it has come",
        "How they say that it came, and how our copy is deleted.",
        ("receipt_plan",),
    ),
)
BY_SLUG: Mapping[str, Question] = {question.slug: question for question in QUESTIONS}
QUESTION_OF: Mapping[str, Question] = {
    **{name: question for question in QUESTIONS for name in question.fields},
    "file": BY_SLUG["file"],
    "creator": BY_SLUG["file"],
    "opened": BY_SLUG["file"],
}
ANSWERS = frozenset({*QUESTION_OF, "ladder"})
# Words that must be there, and what to do where they are not.
_WORDS = {
    "recipient": "Write who there gets it",
    "verified": "Write how you made sure that it is them",
    "use": "Write what they will do with it",
    "safeguards": "Write what protects it there",
    "what": "Write what it is",
    "why": "Write why it is sent",
    "told": "Write what people were told",
    "receipt_plan": "Write how they say that it came, and how our copy is deleted",
}


def to_do(check: StopCheck) -> Iterator[tuple[str, str]]:
    """What is still open, the field first: things left undone, in the order of the questions."""
    found = dict(_open(check))
    for name in QUESTION_OF:
        if name in found:
            yield name, found[name]


def left(check: StopCheck) -> dict[str, list[str]]:
    """By the address of each question: what is still open in it."""
    found: dict[str, list[str]] = {question.slug: [] for question in QUESTIONS}
    for name, words in to_do(check):
        found[QUESTION_OF[name].slug].append(words)
    return found


def asked_in(names: Iterable[str]) -> list[Question]:
    """The questions that these fields are answered in, in their order. The reasons for each step are one field."""
    slugs = {"why" if name == "ladder" else QUESTION_OF[name].slug for name in names if name in ANSWERS}
    return [question for question in QUESTIONS if question.slug in slugs]


def says_what(check: StopCheck) -> bool:
    """Whether it says enough to look whether an agreement covers it."""
    return bool(check.organisation_id and check.purpose and check.items and check.rung)


def is_to_be_cleared(check: StopCheck) -> bool:
    """Whether all is answered, and the opt-out waits for the Data Protection Officer's word (section 7)."""
    waits = check.opt_out == OptOut.APPLIES and check.opt_out_cleared_at is None
    return waits and check.state in CLEARABLE and not any(to_do(check))


def _open(check: StopCheck) -> Iterator[tuple[str, str]]:
    for name, words in _WORDS.items():
        if not getattr(check, name).strip():
            yield name, words
    if check.organisation_id is None:
        yield "organisation", "Choose the organisation"
    if not check.recipient_email:
        yield "recipient_email", "Write where the link to confirm is sent"
    if not check.route:
        yield "route", "Choose how it is sent"
    if not check.items:
        yield "items", "Choose what is in it"
    if not check.people:
        yield "people", "Write how many people it is about"
    if not check.purpose:
        yield "purpose", "Choose what it is for"
    elif check.purpose == Purpose.RESEARCH and not check.study.strip():
        yield "study", "Write which study it is for"
    if check.rung is None:
        yield "rung", "Choose how much of a person shows"
        yield "basis", "Say first how much of a person shows"
    else:
        yield from _ladder(check)
    if not says_what(check):
        yield "compelled_by", "Say first who gets what, what for, and how much of a person shows"
    if check.compelled_by and not _names_one(check.compelled_law):
        yield "compelled_law", "Write which law or order compels us, with its section, number or date"
    if check.overseas is None:
        yield "overseas", "Say whether it leaves the United Kingdom"
    elif check.overseas and not check.overseas_safeguards.strip():
        yield "overseas_safeguards", "Write where it goes, and what protects it there"
    yield from _opt_out(check)
    if not check.sha256:
        yield "file", "Put the file in"
    elif not check.opened:
        yield "opened", "Open the file, and look for what is hidden in it"
    if check.creator_id is None:
        yield "creator", "Say who made the file"


def _ladder(check: StopCheck) -> Iterator[tuple[str, str]]:
    """A reason for each step up, and the locks where it is about people."""
    rung = Rung(check.rung or Rung.IDENTIFIABLE)
    for step in range(2, rung + 1):
        if not str(check.ladder.get(str(step), "")).strip():
            yield f"ladder_{step}", f"Write why step {step - 1} of the ladder would not do"
    if rung.is_personal:
        special, crime = check.purpose != Purpose.STAFFING, bool(CRIME & set(check.items))
        yield from locks.missing(check.locks, special=special, crime=crime)


def _names_one(law: str) -> bool:
    """Whether it is one law or order that can be looked up: that has a section, a number or a date."""
    return any(each.isdecimal() for each in law)


def _opt_out(check: StopCheck) -> Iterator[tuple[str, str]]:
    if not check.opt_out:
        yield "opt_out", "Say whether the national opt-out applies"
    elif not fits(OptOut(check.opt_out), check.ground):
        yield "opt_out_ground", "Choose why it does not apply, or is exempt"
