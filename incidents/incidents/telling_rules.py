"""Telling those whom an incident is about: who decides otherwise, and on what (handbook section 10).

The default is yes. The Data Protection Officer alone withholds, for a harm that is written down; where the law wants
people told without delay, only its own three exceptions count.
"""

from governance.errors import YES, Code, Verdict, no
from incidents.incidents.permissions import DPO_ONLY
from incidents.incidents.sorts import Exemption, Telling

NO_HARM = no(
    "It is not written down what harm telling them would do.",
    code=Code.REASON,
    next_step="Write it. Without a harm they are told.",
)
NOT_EXCUSED = no(
    "By its grade the law wants the people to be told without delay.",
    code=Code.REASON,
    next_step="Say which of the law’s exceptions holds and why, or tell them in a way and at a time that is safe.",
)
WANTED = no(
    "By its grade the law wants each of them to be told without delay.",
    code=Code.REASON,
    next_step="Tell them in a way and at a time that is safe.",
)
REFUSED_WAY = no(
    "This is not how they asked to be reached.",
    next_step="Choose another way. If it has happened already, add it to the timeline and tell the IG team.",
)


def may_decide(
    was: str,
    telling: Telling,
    *,
    is_dpo: bool,
    near_miss: bool,
    law_wants: bool,
    exemption: str,
    because: str,
) -> Verdict:
    """Whether this may become of the people.

    law_wants: a high risk is likely, so they are told without delay unless an exception holds. near_miss: nothing
    reached anybody, so anybody who decides may say that there is nobody to tell. was: what was decided before; what the
    Data Protection Officer withheld, nobody else tells.
    """
    if was == Telling.WITHHOLD and not is_dpo:
        return DPO_ONLY
    if telling == Telling.TELL:
        return YES
    if not is_dpo and (telling == Telling.WITHHOLD or (telling == Telling.NOBODY and not near_miss)):
        return DPO_ONLY
    if not because.strip():
        if telling == Telling.WITHHOLD:
            return NO_HARM
        return no(
            "It is not written down why.", code=Code.REASON, next_step="The reason is kept with the decision."
        )
    allowed = {Exemption.EFFORT} if telling == Telling.ANNOUNCE else {Exemption.UNREADABLE, Exemption.REMOVED}
    return NOT_EXCUSED if law_wants and exemption not in allowed else YES


def may_withhold_one(*, is_dpo: bool, law_wants: bool, because: str) -> Verdict:
    """Whether one of them is not told, where the others are."""
    if not is_dpo:
        return DPO_ONLY
    if not because.strip():
        return NO_HARM
    return WANTED if law_wants else YES


def may_reach(*, asked_something: bool, keeps_to_it: bool | None) -> Verdict:
    """Whether somebody is reached in this way. asked_something: they said how to contact them safely.

    keeps_to_it: what whoever reaches them says of this way; without an answer it is not taken.
    """
    if not asked_something or keeps_to_it:
        return YES
    if keeps_to_it is None:
        return no(
            "They told us how to reach them safely.",
            next_step="Read it, and say whether this way keeps to it.",
        )
    return REFUSED_WAY
