"""What a printed form has to fill in: the lines of its kind, and the ten checks in the person's words."""

from collections.abc import Mapping
from typing import NamedTuple

from consent.kinds import Kind


class Blank(NamedTuple):
    """A question with this many lines to write on."""

    question: str
    lines: int = 1


class Check(NamedTuple):
    """One of the ten checks of handbook section 3.3, as the person says it. `number` is its place there."""

    number: int
    words: str


CHECKS = (
    Check(1, "I can decide this. If I needed help to decide, I had it."),
    Check(2, "It is my choice. My support stays the same if I say no."),
    Check(3, "I know who will get what, and what it is for."),
    Check(4, "Someone told me about it and gave me the privacy notice."),
    Check(5, "I tick and sign this myself. Nothing was ticked before I got it."),
    Check(6, "I know how to change my mind."),
    Check(7, "I say yes to this one thing only. Anything else is a new question."),
    Check(8, "I know that you keep this form. I can have a copy."),
    Check(9, "Nobody put pressure on me, also nobody who was with me."),
    Check(10, "I understand the words, or someone put them in a way that I understand."),
)

_WHAT = Blank("What may be shared", 3)
_WHY = Blank("What it is for", 2)
_UNTIL = Blank("My yes ends on (day, month, year)")
_BLANKS: Mapping[Kind, tuple[Blank, ...]] = {
    Kind.SHARE_CARE: (Blank("Who may get it (name, and where they work)", 2), _WHAT, _WHY, _UNTIL),
    Kind.SHARE_FAMILY: (Blank("Who you may talk to (name, and who they are to me)", 2), _WHAT, _WHY, _UNTIL),
    Kind.NATIONAL_RETURN: (Blank("Who may get it"), _WHAT, _WHY),
    Kind.RESEARCH: (
        Blank("The name of the study"),
        Blank("Who runs it"),
        _WHAT,
        Blank("The study ends on (day, month, year)"),
    ),
    Kind.MEDIA: (
        Blank("The name of the campaign"),
        Blank("What may be used: picture, film, my words, my name", 2),
        Blank("Where it may be seen: list each place", 2),
        Blank("The campaign ends on (day, month, year)"),
    ),
    Kind.RECORDING_VIDEO: (
        Blank("The session (day and time)"),
        Blank("Why it is filmed", 2),
        Blank("Who may watch it", 2),
        Blank("The film is deleted by (day, month, year)"),
    ),
    Kind.RECORDING_AUDIO: (
        Blank("The session (day and time)"),
        Blank("Why it is recorded", 2),
        Blank("Who may listen to it", 2),
        Blank("The recording is deleted by (day, month, year)"),
    ),
    Kind.GROUP_MESSAGING: (
        Blank("The name of the group"),
        Blank("Who runs it"),
        Blank("The number or the name that the others will see"),
        Blank("What it is for", 2),
    ),
}


def blanks(kind: Kind) -> tuple[Blank, ...]:
    """What somebody fills in on a form of this kind, in order."""
    return _BLANKS[kind]
