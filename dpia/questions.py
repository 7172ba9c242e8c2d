"""The words of the screening, and the seven steps with their questions and what helps to answer them.

Pure: from what an assessment says (handbook section 8). The notes are our own words.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from dpia.models import Camera, Dpia, Risk
from dpia.rules import views_answered
from sharing.opt_out import OptOut, fits

SCREENING: Mapping[str, tuple[str, str]] = {
    "A1": (
        "Does a computer judge people in depth, or decide something important about them by itself?",
        "For example, who gets an appointment first.",
    ),
    "A2": (
        "Is it about health, crimes or other very private things of a great many people?",
        "A whole service counts as many.",
    ),
    "A3": ("Does it watch a public place on a large scale?", "For example, a street or a shopping centre."),
    "A4": (
        "Is it new technology, together with something else on this list?",
        "For example, an app that listens.",
    ),
    "A5": (
        "Do very private facts, or a computer’s picture of somebody, decide whether they get a service?",
        "For example, a score that opens or closes the door.",
    ),
    "A6": ("Does it make pictures of what a great many people are like?", "That is called profiling."),
    "A7": ("Does it use fingerprints, faces, voices or genes?", "Unlocking a door with a face counts."),
    "A8": (
        "Does it put together information from several places?",
        "For example, our list and the council’s.",
    ),
    "A9": (
        "Do we get information from others without telling the people?",
        "They would not know that we have it.",
    ),
    "A10": ("Does it follow where people go or what they do?", "Online counts too."),
    "A11": (
        "Is it aimed at children, or does it sell something to them?",
        "Also if it makes decisions about them by computer.",
    ),
    "A12": (
        "Could somebody be hurt in their body if the information got out?",
        "For example, the address of someone who hides.",
    ),
    "C1": ("Does it give people points or put them in an order?", "For example, by risk."),
    "C2": ("Does a computer decide something that matters to somebody?", "Even if a person can change it."),
    "C3": ("Does it watch people regularly?", "Staff count too."),
    "C4": ("Is it about health, crimes or other very private things?", "Most of what we do is."),
    "C5": ("Is it about many people, or does it last long?", "Think of how many, how much and how far."),
    "C6": ("Does it match or join lists?", "So that more is known than before."),
    "C7": (
        "Is it about people who cannot easily say no?",
        "Children, patients, people who work for us.",
    ),
    "C8": ("Is it a new way to use technology?", "Nobody knows yet what it does to people."),
    "C9": ("Could it keep somebody from a right or a service?", "Or make it harder to get."),
}


class Step(NamedTuple):
    """One page: its address, its number in the handbook, its title, what helps, and its fields."""

    slug: str
    number: int
    title: str
    intro: str
    fields: tuple[str, ...]


NEED = Step(
    "need",
    1,
    "Why is it needed?",
    "Say what you want to do, as you would to somebody who has never heard of it.",
    ("aim", "need"),
)
WHAT = Step(
    "what",
    2,
    "What happens?",
    "Follow the information from the moment we get it until it is gone.",
    ("nature", "scope", "context", "purposes"),
)
VIEWS = Step(
    "views",
    3,
    "What do people say?",
    "Ask those it is about. If you do not ask, say why.",
    (
        "people_asked",
        "people_views",
        "people_why_not",
        "people_followed",
        "people_departed_because",
        "experts",
        "processors",
    ),
)
FAIR = Step(
    "fair",
    4,
    "Is it needed, and is it fair?",
    "If something smaller would do, do that.",
    (
        *("basis", "condition", "proportion", "creep", "minimum", "told", "rights", "processor_rules"),
        *("transfers", "opt_out", "opt_out_ground"),
    ),
)
CAMERAS = Step(
    "cctv",
    4,
    "Questions about cameras",
    "Looking live is better than recording. Doing without is better still.",
    ("problem", "tried", "why_recorded", "requests", "redaction"),
)
PLAN = Step("cameras", 4, "The cameras", "Each camera, where it is and what it sees.", ())
RISKS = Step("risks", 5, "What could go wrong?", "Think of people first, and of us second.", ())
MEASURES = Step("measures", 6, "What do we do about it?", "For each risk, and what is left of it then.", ())
STEPS = (NEED, WHAT, VIEWS, FAIR, CAMERAS, PLAN, RISKS, MEASURES)
BY_SLUG: Mapping[str, Step] = {step.slug: step for step in STEPS}
OF_CCTV = (CAMERAS, PLAN)

# What helps to answer, beside each question.
NOTES: Mapping[str, str] = {
    "aim": "What is different afterwards, and for whom is it better?",
    "need": "The screening said why. Say it in your own words, for this case.",
    "nature": "How do we get it, use it, keep it, share it and delete it? A list of steps is enough.",
    "scope": "Health is more private than a telephone number. Sixty people are more than six.",
    "context": "Are there children? Would they be surprised? Has something like it gone wrong elsewhere?",
    "purposes": "What will they notice? What could they lose?",
    "people_asked": "Those whom it is about, or people who speak for them",
    "people_views": "Say how you asked. Name nobody whom we support",
    "people_why_not": "For example: it would put somebody in danger. That it takes time is no reason",
    "people_followed": "If not in everything, say no and why",
    "people_departed_because": "They may be right, and there may still be a reason",
    "experts": "Somebody who knows about computers, safety or the law. Write “none” if nobody was asked",
    "processors": "Companies that keep or handle it for us. Write “none” if there are none",
    "basis": "Why the law lets us. Ask the IG team if you are not sure",
    "condition": "Only where it shows something about health or other very private things",
    "proportion": "Name another way that you thought of, and say why it would not do",
    "creep": "Who could want to use it for something else one day, and what stops them?",
    "minimum": "Leave out what nobody needs. Say who corrects what is wrong",
    "told": "Before it begins, where they will see it, in words that they understand",
    "rights": "To see it, correct it, have it deleted, and to object",
    "processor_rules": "The contract, and how we look whether they keep to it. Write “none” if nobody does",
    "transfers": "A computer abroad counts. Write “no” if it stays here",
    "opt_out": "In England people can say no to uses of their health record beyond their own care",
    "problem": "What happened, when and how often. A feeling is not enough",
    "tried": "Lights, locks, more staff, moving the desk",
    "why_recorded": "Somebody who looks live can help at once. A recording helps only afterwards",
    "requests": "The police ask in writing. Anybody in a picture may ask to see it",
    "redaction": "Faces and number plates of others, before anybody outside sees it",
}
# Words that must be there, and what to do where they are not.
_WORDS = {
    "aim": "Write what you want to do",
    "need": "Write why privacy must be thought through",
    "nature": "Write what happens to the information",
    "scope": "Write which information, and of how many people",
    "context": "Write who the people are",
    "purposes": "Write what changes for them",
    "experts": "Write which experts were asked, or none",
    "processors": "Write who works with it for us, or none",
    "proportion": "Write why nothing smaller would do",
    "creep": "Write how it stays what it is for",
    "minimum": "Write how it stays right and small",
    "told": "Write how people are told",
    "rights": "Write how people use their rights",
    "processor_rules": "Write how those who work for us keep the rules, or none",
    "transfers": "Write whether it leaves the United Kingdom",
}
_OF_CAMERAS = {
    "problem": "Write what happens there now, and how you know",
    "tried": "Write what else was tried",
    "requests": "Write what happens when somebody asks for the pictures",
    "redaction": "Write how others in the picture are made unknowable",
}


def steps_of(dpia: Dpia) -> tuple[Step, ...]:
    """The pages of this assessment: those about cameras only where there are some."""
    return tuple(step for step in STEPS if dpia.is_cctv or step not in OF_CCTV)


def left(dpia: Dpia, risks: Iterable[Risk], cameras: Iterable[Camera]) -> dict[str, list[str]]:
    """By the address of each step: what is still open in it."""
    found: dict[str, list[str]] = {step.slug: [] for step in steps_of(dpia)}
    of_field = {name: step.slug for step in STEPS for name in step.fields}
    for name, words in _open(dpia):
        found[of_field[name]].append(words)
    for slug, words in _parts(dpia, list(risks), list(cameras)):
        found[slug].append(words)
    return found


def _open(dpia: Dpia) -> Iterator[tuple[str, str]]:
    for name, words in {**_WORDS, **(_OF_CAMERAS if dpia.is_cctv else {})}.items():
        if not getattr(dpia, name).strip():
            yield name, words
    if dpia.people_asked is None:
        yield "people_asked", "Say whether people were asked"
    elif not dpia.people_asked and not dpia.people_why_not.strip():
        yield "people_why_not", "Write why nobody was asked"
    elif dpia.people_asked:
        if not dpia.people_views.strip():
            yield "people_views", "Write what they said"
        if dpia.people_followed is None:
            yield "people_followed", "Say whether we do what they asked for"
    if not views_answered(dpia.people_asked, dpia.people_followed, dpia.people_departed_because):
        yield "people_departed_because", "Write why we do not do what they asked for"
    if not dpia.basis:
        yield "basis", "Choose the legal basis"
    if not dpia.opt_out:
        yield "opt_out", "Say whether the national opt-out applies"
    elif not fits(OptOut(dpia.opt_out), dpia.opt_out_ground or None):  # type: ignore[arg-type]
        yield "opt_out_ground", "Choose why it does not apply, or is exempt"


def _parts(dpia: Dpia, risks: list[Risk], cameras: list[Camera]) -> Iterator[tuple[str, str]]:
    if dpia.is_cctv:
        if any(camera.records for camera in cameras) and not dpia.why_recorded.strip():
            yield CAMERAS.slug, "Write why looking live is not enough"
        if not cameras:
            yield PLAN.slug, "Add each camera"
        if dpia.floor_plan_id is None:
            yield PLAN.slug, "Put in the floor plan"
        for camera in cameras:
            if camera.x is None and dpia.floor_plan_id is not None:
                yield PLAN.slug, f"Say where {camera.name} stands on the floor plan"
            if not camera.masked.strip():
                yield PLAN.slug, f"Say what {camera.name} has in view, and what of it is blacked out"
    if not risks:
        yield RISKS.slug, "Add at least one risk"
        yield MEASURES.slug, "Add the risks first"
    for risk in risks:
        if not risk.effect:
            yield MEASURES.slug, f"Say what is done about risk {risk.number}"
