"""What a printed form has to fill in: the lines of its kind, and the ten checks in the person's words."""

from collections.abc import Mapping
from typing import NamedTuple

from consent.kinds import Channel, Kind
from governance.documents.paper import Box, Question


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

_WHAT = Question("What may be shared", lines=3)
_WHY = Question("What it is for", lines=2)
_UNTIL = Question("My yes ends on", is_day=True)
_BLANKS: Mapping[Kind, tuple[Question, ...]] = {
    Kind.SHARE_CARE: (Question("Who may get it (name, and where they work)", lines=2), _WHAT, _WHY, _UNTIL),
    Kind.SHARE_FAMILY: (
        Question("Who you may talk to (name, and who they are to me)", lines=2),
        _WHAT,
        _WHY,
        _UNTIL,
    ),
    Kind.NATIONAL_RETURN: (Question("Who may get it", lines=1), _WHAT, _WHY),
    Kind.RESEARCH: (
        Question("The name of the study", lines=1),
        Question("Who runs it", lines=1),
        _WHAT,
        Question("The study ends on", is_day=True),
    ),
    Kind.MEDIA: (
        Question("The name of the campaign", lines=1),
        Question("What may be used: picture, film, my words, my name", lines=2),
        Question(
            "Where it may be seen",
            "Tick each place that you agree to, and say which page, paper or event it is",
            boxes=tuple(Box(channel.label) for channel in Channel),
            lines=2,
        ),
        Question("The campaign ends on", is_day=True),
    ),
    Kind.RECORDING_VIDEO: (
        Question("The session (day and time)", lines=1),
        Question("Why it is filmed", lines=2),
        Question("Who may watch it", lines=2),
        Question("The film is deleted by", is_day=True),
    ),
    Kind.RECORDING_AUDIO: (
        Question("The session (day and time)", lines=1),
        Question("Why it is recorded", lines=2),
        Question("Who may listen to it", lines=2),
        Question("The recording is deleted by", is_day=True),
    ),
    Kind.GROUP_MESSAGING: (
        Question("The name of the group", lines=1),
        Question("Who runs it", lines=1),
        Question("The number or the name that the others will see", lines=1),
        Question("What it is for", lines=2),
    ),
}


def blanks(kind: Kind) -> tuple[Question, ...]:
    """What somebody fills in on a form of this kind, in order."""
    return _BLANKS[kind]
