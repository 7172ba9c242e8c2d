"""The guided steps of writing an agreement, and what is still to do in each: pure, from what it says.

The steps are a map of the fields: a field belongs to exactly one. Parties and items have pages of their own.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from governance.calendar import Nation
from sharing import locks, opt_out
from sharing.agreements.rules import Type, against_ground, dates_allowed, has_crime, is_special
from sharing.ladder import Rung


class Step(NamedTuple):
    """One page of questions: its address, its title, a sentence that says what it is for, and its fields."""

    slug: str
    title: str
    intro: str
    fields: tuple[str, ...]


STEPS = (
    Step(
        "start",
        "What it is",
        "What it is called, and the agreement above it where it is a protocol.",
        ("title", "service", "parent", "has_sharing_section"),
    ),
    Step(
        "parties",
        "Who agrees",
        "Each partner, how they decide about the data, and who signs for them.",
        ("our_role",),
    ),
    Step(
        "purpose",
        "Why",
        "What the sharing is for, what good it does, and why it cannot be done without.",
        ("purposes", "purpose", "benefits", "necessity"),
    ),
    Step(
        "people",
        "Whose information",
        "Whose information it is, which way it goes, and how often.",
        ("people", "people_words", "direction", "frequency"),
    ),
    Step(
        "items",
        "What is shared",
        "Each kind of information, why it is needed, and the least that will do.",
        (),
    ),
    Step(
        "locks",
        "The three locks",
        "All three must be open before anything is shared.",
        (
            *("basis", "recognised", "balancing", "law", "condition", "schedule1", "crime_authority"),
            *("footing", "legal_power"),
        ),
    ),
    Step(
        "rights",
        "People and their rights",
        "How people are told, and what happens when they ask, object or complain.",
        (
            *("privacy_information", "rights_handling", "complaints_handling"),
            *("opt_out", "opt_out_ground", "dpia", "dpia_reference"),
        ),
    ),
    Step(
        "safety",
        "Keeping it safe",
        "How it is sent, who may see it, and what happens when something goes wrong.",
        (
            *("accuracy", "access_and_training", "routes", "security", "incident_notice"),
            *("overseas", "overseas_safeguards"),
        ),
    ),
    Step(
        "dates",
        "How long",
        "When it begins and ends, how long each keeps what was shared, and what happens then.",
        ("starts_on", "ends_on", "ending", "retention", "at_end"),
    ),
)
BY_SLUG: Mapping[str, Step] = {step.slug: step for step in STEPS}
STEP_OF: Mapping[str, Step] = {name: step for step in STEPS for name in step.fields} | {
    "parties": BY_SLUG["parties"],
    "items": BY_SLUG["items"],
}

# What must not be left empty, and what to do about it.
NEEDED: Mapping[str, str] = {
    "title": "Say what it is called",
    "our_role": "Say how we decide about the data",
    "purposes": "Choose what it is for",
    "purpose": "Write the purpose in words",
    "benefits": "Write what good it does",
    "necessity": "Write why it cannot be done without",
    "people": "Choose whose information it is",
    "direction": "Choose which way it goes",
    "frequency": "Choose how often",
    "legal_power": "Write what gives each the power to share",
    "privacy_information": "Write how people are told",
    "rights_handling": "Write what happens when someone uses their rights",
    "complaints_handling": "Write what happens when someone complains",
    "opt_out": "Answer the question about the national data opt-out",
    "dpia": "Say where the impact assessment stands",
    "accuracy": "Write how the information is kept right",
    "access_and_training": "Write who may see it, and how they are trained",
    "routes": "Choose how it is sent",
    "security": "Write how it is kept safe",
    "incident_notice": "Write who tells whom when something goes wrong",
    "overseas": "Say whether it leaves the United Kingdom",
    "starts_on": "Enter its first day",
    "ends_on": "Enter its last day",
    "ending": "Write how either side can end it early",
    "retention": "Write how long each keeps it",
    "at_end": "Choose what happens when it ends",
}


# A question that follows from what was answered before: when it is asked.
ASKED_WHEN: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "parent": lambda said: said["type"] == Type.DSP,
    "has_sharing_section": lambda said: said["type"] == Type.MOU,
    "recognised": lambda said: said["basis"] == locks.Basis.RECOGNISED,
    "balancing": lambda said: said["basis"] == locks.Basis.LEGITIMATE,
    "law": lambda said: said["basis"] == locks.Basis.LEGAL_OBLIGATION,
    "condition": lambda said: is_special(rungs(said), said["people"]),
    "schedule1": lambda said: len(schedule1_of(said)) > 1,
    "crime_authority": lambda said: has_crime(rungs(said)),
    "opt_out_ground": lambda said: bool(grounds_of(said)),
    "dpia_reference": lambda said: said["dpia"] in ("done", "under_way"),
    "overseas_safeguards": lambda said: bool(said["overseas"]),
}


def is_asked(name: str, said: Mapping[str, Any]) -> bool:
    """Whether the question is asked at all, seen from what is said elsewhere."""
    return ASKED_WHEN[name](said) if name in ASKED_WHEN else True


def settled(step: Step, said: Mapping[str, Any]) -> dict[str, Any]:
    """What a step's follow-up questions come to, where an answer given before leaves no choice, or does not fit.

    So that nothing is signed that belongs to an answer which was changed since.
    """
    found = {name: None if name in ("parent", "has_sharing_section") else "" for name in step.fields}
    found = {name: empty for name, empty in found.items() if not is_asked(name, said)}
    if "schedule1" in step.fields:
        allowed = [each.value for each in schedule1_of(said)]
        if len(allowed) == 1:
            found["schedule1"] = allowed[0]
        elif said["schedule1"] not in allowed:
            found["schedule1"] = ""
    if "opt_out_ground" in step.fields and said["opt_out_ground"] not in grounds_of(said):
        found["opt_out_ground"] = ""
    return found


def rungs(said: Mapping[str, Any]) -> dict[str, Rung]:
    """Each kind of information with its rung."""
    return {each["item"]: Rung(each["rung"]) for each in said["items"]}


def schedule1_of(said: Mapping[str, Any]) -> list[locks.Schedule1]:
    """The conditions of the Act of which the condition that was chosen needs one; none where none is needed."""
    if not said["condition"] or not is_asked("condition", said):
        return []
    needed = locks.NEEDS_ONE_OF.get(locks.Condition(said["condition"]), frozenset())
    return [each for each in locks.Schedule1 if each in needed]


def grounds_of(said: Mapping[str, Any]) -> tuple[opt_out.Ground, ...]:
    """The reasons that fit what was answered about the opt-out."""
    return opt_out.GROUNDS[opt_out.OptOut(said["opt_out"])] if said["opt_out"] else ()


def to_do(said: Mapping[str, Any], nations: Collection[Nation]) -> Iterator[tuple[str, str]]:
    """What is still to do before it can be sent in: the field's name, or `parties` or `items`, and what to do.

    said: what the agreement says, as `content.content` gives it. nations: of the services of ours that share under
    it. In the order of the steps.
    """
    found = [*_left_empty(said), *_kind(said), *_parties(said), *_items(said), *_locks(said)]
    found += [*_opt_out(said, nations), *_answers(said)]
    order = [step.slug for step in STEPS]
    yield from sorted(found, key=lambda each: order.index(STEP_OF[each[0]].slug))


def _left_empty(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, what in NEEDED.items():
        value = said[name]
        if value is None or (isinstance(value, str | list) and not value):
            yield name, what


def _kind(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if said["type"] == Type.DSP and not said["parent"]:
        yield "parent", "Choose the agreement or memorandum above this protocol"
    if said["type"] == Type.MOU and said["has_sharing_section"] is None:
        yield "has_sharing_section", "Say whether the memorandum itself says what is shared"


def _parties(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not said["parties"]:
        yield "parties", "Add at least one partner"
    for each in said["parties"]:
        for name, what in (
            ("role", "how they decide about the data"),
            ("contact", "whom to ask there"),
            ("dpo", "their Data Protection Officer"),
            ("signatory", "who signs for them"),
            ("signatory_email", "the email address of who signs"),
        ):
            if not each[name]:
                yield "parties", f"{each['name']}: add {what}"


def _items(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not said["items"]:
        yield "items", "Add at least one kind of information"


def _locks(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    shared = rungs(said)
    # The locks are for personal data: numbers, and what is properly anonymised, need none (handbook section 0).
    if shared and not any(rung.is_personal for rung in shared.values()):
        return
    chosen = locks.Locks(
        basis=locks.Basis(said["basis"]) if said["basis"] else None,
        condition=locks.Condition(said["condition"]) if said["condition"] else None,
        schedule1=locks.Schedule1(said["schedule1"]) if said["schedule1"] else None,
        footing=locks.Footing(said["footing"]) if said["footing"] else None,
        recognised=locks.Recognised(said["recognised"]) if said["recognised"] else None,
        balancing=said["balancing"],
        law=said["law"],
        crime_authority=said["crime_authority"],
    )
    special, crime = is_special(shared, said["people"]), has_crime(shared)
    yield from locks.missing(chosen, special=special, crime=crime)


def _opt_out(said: Mapping[str, Any], nations: Collection[Nation]) -> Iterator[tuple[str, str]]:
    ground = opt_out.Ground(said["opt_out_ground"]) if said["opt_out_ground"] else None
    if said["opt_out"] and not opt_out.fits(opt_out.OptOut(said["opt_out"]), ground):
        yield "opt_out_ground", "Choose why the opt-out does not apply, or what exempts it"
    elif ground is not None:
        against = against_ground(
            ground,
            nations=nations,
            items=rungs(said),
            people=said["people"],
            purposes=said["purposes"],
            footing=locks.Footing(said["footing"]) if said["footing"] else None,
        )
        if against:
            yield "opt_out_ground", f"The opt-out, “{ground.label}”: choose another reason, since {against}"


def _answers(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if said["dpia"] == "done" and not said["dpia_reference"]:
        yield "dpia_reference", "Give the reference of the impact assessment"
    if said["overseas"] and not said["overseas_safeguards"]:
        yield "overseas_safeguards", "Write where it goes, and what protects it there"
    if said["starts_on"] and said["ends_on"]:
        allowed = dates_allowed(date.fromisoformat(said["starts_on"]), date.fromisoformat(said["ends_on"]))
        if not allowed:
            yield "ends_on", f"{allowed.reason} {allowed.next_step}"
