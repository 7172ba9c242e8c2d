"""Who can decide for themselves: by age, nation and what was found (handbook sections 2, 3.4 and 3.5).

Pure functions; every one takes its day (`on`).
"""

from datetime import date

from django.db.models import TextChoices

from governance.calendar import Nation, age_on
from governance.errors import YES, Code, Verdict, no


class Finding(TextChoices):
    """What an assessment of this one decision found (sections 3.4 and 3.5)."""

    COMPETENT = "COMPETENT", "Understands enough to decide"
    NOT_COMPETENT = "NOT_COMPETENT", "Does not understand enough to decide"
    HAS_CAPACITY = "HAS_CAPACITY", "Can decide"
    LACKS_CAPACITY = "LACKS_CAPACITY", "Cannot decide"
    DEFER = "DEFER", "Not today: look again"


CHILD_UNDER = {Nation.ENG: 18, Nation.SCT: 16}
ASSESSED_UNDER = {Nation.ENG: 16, Nation.SCT: 12}
CAPACITY_FROM = 16


def is_child(born: date | None, nation: Nation, on: date, *, possibly_young: bool = True) -> bool:
    """Under 18 in England, under 16 in Scotland.

    Without a birth date: a child, unless the person is marked as clearly adult (`possibly_young=False`).
    """
    return assumed_age(born, on, possibly_young) < CHILD_UNDER[nation]


def needs_extra_care(born: date | None, nation: Nation, on: date, *, possibly_young: bool = True) -> bool:
    """Whether the extra-care panel (`EXTRA_CARE`) is compulsory: for every child, and only there."""
    return is_child(born, nation, on, possibly_young=possibly_young)


def shows_child_protection_banner(born: date | None, nation: Nation, on: date) -> bool:
    """Scotland's 16 and 17 year olds: not children here, yet child-protection guidance still applies."""
    return nation == Nation.SCT and born is not None and 16 <= age_on(born, on) < 18


def assumed_age(born: date | None, on: date, possibly_young: bool) -> int:
    """The age to apply the rules with: an unknown age is the youngest, unless clearly adult."""
    if born is None:
        return 0 if possibly_young else 18
    return age_on(born, on)


FOUND_UNABLE = frozenset({Finding.LACKS_CAPACITY, Finding.NOT_COMPETENT})


def ability(
    born: date | None,
    nation: Nation,
    on: date,
    finding: Finding | None = None,
    *,
    possibly_young: bool = True,
) -> Verdict:
    """Whether the person can decide for themselves, given what was found for this decision.

    Able until found otherwise from 16 (England) or 12 (Scotland); younger, only when found COMPETENT.
    A finding against them holds whatever form it was written on. Refuses with E-COMPETENCE under 16 and
    E-CAPACITY from 16.
    """
    age = assumed_age(born, on, possibly_young)
    code = Code.COMPETENCE if age < CAPACITY_FROM else Code.CAPACITY
    if finding == Finding.DEFER:
        return no(
            "They cannot decide this today.",
            code=code,
            next_step="Ask again on the day set for it. If it cannot wait, ask your manager about sharing "
            "without consent.",
        )
    if finding in FOUND_UNABLE:
        return no(
            "They were found not able to decide this.",
            code=code,
            next_step="See who may decide for them. If it cannot wait, ask your manager about sharing "
            "without consent.",
        )
    if age < ASSESSED_UNDER[nation] and finding != Finding.COMPETENT:
        return no(
            "Someone must first check that they understand enough to decide, because they are young or "
            "their age is not known.",
            code=Code.COMPETENCE,
            next_step="It stays a draft until somebody has checked that they understand this decision. "
            "Ask your manager who does that.",
        )
    return YES
