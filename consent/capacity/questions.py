"""What each assessment asks, in the order of its test, in plain words (handbook sections 3.4 and 3.5)."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import TextChoices

from governance.calendar import Nation


class Kind(TextChoices):
    """Which test is done: by age and nation (sections 3.4 and 3.5)."""

    CAPACITY = "CAPACITY", "Capacity, from 16"
    GILLICK = "GILLICK", "Gillick competence, under 16"
    FRASER = "FRASER", "Fraser guidelines, under 16"
    UNDERSTANDING = "UNDERSTANDING", "Understanding of sharing, under 16"
    TREATMENT = "TREATMENT", "Understanding of treatment, under 16"


class Question(NamedTuple):
    """One question, answered yes or no, with what was seen."""

    key: str
    words: str


class Cause(TextChoices):
    """Scotland: what makes someone unable to decide."""

    MENTAL_DISORDER = "mental_disorder", "Mental disorder, such as an illness or a learning disability"
    DISABILITY = "disability", "A physical disability that stops them telling us"
    DEPENDENCE = "dependence", "Dependence on alcohol or drugs"


class Lasting(TextChoices):
    """England: how long the impairment is likely to last."""

    TEMPORARY = "temporary", "It may pass or change"
    PERMANENT = "permanent", "It is likely to stay"


class Help(TextChoices):
    """Who or what helped the person to decide."""

    EASY_READ = "easy_read", "Easy read or pictures"
    INTERPRETER = "interpreter", "An interpreter, or signs"
    ADVOCATE = "advocate", "An advocate"
    FAMILY = "family", "Family or a friend"
    NONE = "none", "No one, and no special help"


WHAT_FOR: Mapping[Kind, str] = {
    Kind.CAPACITY: "Can they make this one decision? For anyone aged 16 or over.",
    Kind.GILLICK: "Does a child in England understand this one decision well enough to make it?",
    Kind.FRASER: "For advice on contraception and sexual health only. It never counts for sharing.",
    Kind.UNDERSTANDING: "Does a child in Scotland understand what it means to share their information?",
    Kind.TREATMENT: "A doctor’s view on whether a child in Scotland can agree to treatment. "
    "It never counts for sharing.",
}

_UNDERSTAND = Question("understand", "Can they understand what they need to know to decide this?")
_QUESTIONS: Mapping[tuple[Kind, Nation], tuple[Question, ...]] = {
    (Kind.CAPACITY, Nation.ENG): (
        _UNDERSTAND,
        Question("retain", "Can they keep it in mind long enough to decide?"),
        Question("weigh", "Can they use it and weigh it up?"),
        Question("communicate", "Can they tell us their choice in any way: speech, signs, writing?"),
    ),
    (Kind.CAPACITY, Nation.SCT): (
        Question("act", "Can they act on this decision?"),
        Question("make", "Can they make this decision?"),
        Question("communicate", "Can they tell us their decision in any way: speech, signs, writing?"),
        Question("understand", "Can they understand this decision?"),
        Question("remember", "Can they remember this decision?"),
    ),
    (Kind.GILLICK, Nation.ENG): (
        Question("understand", "Do they understand what they are asked to decide?"),
        Question("consequences", "Do they understand what can follow from it?"),
        Question("alternatives", "Do they understand what else they could choose?"),
        Question("weigh", "Can they weigh it up freely, with nobody pressing them?"),
    ),
    (Kind.FRASER, Nation.ENG): (
        Question("understand", "Do they understand the advice and what can follow from it?"),
        Question("parents", "Have you asked them to tell a parent, and do they still not want to?"),
        Question("likely", "Are they likely to have sex with or without contraception?"),
        Question("health", "Would their health suffer without the advice or treatment?"),
        Question("best", "Is it best for them to get it without a parent’s agreement?"),
    ),
    (Kind.UNDERSTANDING, Nation.SCT): (
        Question("sharing", "Do they understand what we would share, and with whom?"),
        Question("meaning", "Do they understand, broadly, what it means to say yes?"),
        Question("choice", "Do they understand that they can say no, or change their mind?"),
    ),
    (Kind.TREATMENT, Nation.SCT): (
        Question("nature", "Do they understand what the treatment is?"),
        Question("consequences", "Do they understand what can follow from having it, or not?"),
    ),
}

# When someone cannot decide: England's best-interests record, Scotland's benefit record.
CARE: Mapping[Nation, tuple[Question, ...]] = {
    Nation.ENG: (
        Question("options", "Which options did you look at?"),
        Question("wishes", "What do they wish, feel and believe, now and before?"),
        Question("asked", "Whom did you ask, and what did they say?"),
        Question("least_restrictive", "Which option limits them least, and is it the one you chose?"),
        Question("decision", "What was decided, and why is it best for them?"),
    ),
    Nation.SCT: (
        Question("benefit", "How will it help them, in a way that nothing else could?"),
        Question("least_restrictive", "How does it limit their freedom as little as possible?"),
        Question("wishes", "What do they wish and feel, now and before?"),
        Question("consulted", "Whom did you ask, and what did they say?"),
        Question("skills", "How do you help them to use and build their skills?"),
    ),
}

PRINCIPLES: Mapping[Nation, tuple[str, ...]] = {
    Nation.ENG: (
        "Start from the belief that they can decide.",
        "Give all the help you can before you say that they cannot.",
        "A choice that seems unwise does not mean that they cannot decide.",
        "What is decided for someone must be in their best interests.",
        "Choose what limits their rights and freedom least.",
    ),
    Nation.SCT: (
        "It must help the person, and nothing else would do.",
        "Choose what limits their freedom least.",
        "Think of their wishes, now and in the past.",
        "Ask those who are close to them or act for them.",
        "Help them to use the skills that they have and to learn new ones.",
    ),
}


def questions(kind: Kind, nation: Nation) -> tuple[Question, ...]:
    """The yes-or-no questions of a test, in the order in which they are asked; none where it is not done."""
    return _QUESTIONS.get((kind, nation), ())
