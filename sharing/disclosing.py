"""The rules of disclosures, as pure functions (handbook section 6): each reason's footing, facts, approver, clocks.

Every function takes its day or its moment.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from django.db.models import TextChoices

from governance import defaults
from governance.calendar import Nation, add_hours, add_working_days, counts_from, local_day
from governance.errors import YES, Code, Verdict, no
from sharing.locks import Basis, Condition, Footing, Recognised, Schedule1


class Reason(TextChoices):
    """Why it is shared without consent."""

    SERIOUS_HARM = "SERIOUS_HARM", "Somebody may be badly hurt"
    SAFEGUARDING_CHILD = "SAFEGUARDING_CHILD", "A child is not safe"
    MISSING_PERSON = "MISSING_PERSON", "Somebody is missing"
    MEDICAL_EMERGENCY = "MEDICAL_EMERGENCY", "A medical emergency"
    COURT_ORDER = "COURT_ORDER", "A court orders it"
    LEGAL_DUTY = "LEGAL_DUTY", "A law says that we must"
    NOTIFIABLE_DISEASE = "NOTIFIABLE_DISEASE", "A disease that must be reported"
    SERIOUS_CRIME = "SERIOUS_CRIME", "A serious crime, and the police ask"
    REGULATOR = "REGULATOR", "A regulator uses a power in law"
    LACKS_CAPACITY = "LACKS_CAPACITY", "They cannot decide, and it is best for them"


class Approver(Enum):
    """Who decides. Never the sender, save in an emergency and in a doctor's own notification."""

    MANAGER = "a service manager"
    # Any member of staff; the manager looks at it after.
    ANYONE = "any member of staff"
    IG = "the IG team"
    IG_OR_GUARDIAN = "the IG team or the Caldicott Guardian"
    DOCTOR = "a registered doctor"


@dataclass(frozen=True)
class Rule:
    """One row of section 6. `bases` and `conditions` are suggestions; `facts` must be told besides what all must."""

    footing: Footing
    bases: tuple[Basis, ...]
    conditions: tuple[tuple[Condition, Schedule1 | None], ...]
    approver: Approver
    facts: tuple[str, ...] = ()
    # It compels: the check of what leaves is needed, an agreement is not (section 4).
    compels: bool = False
    # What some of the suggested bases need besides, until somebody writes it more exactly.
    recognised: Recognised | None = None
    law: str = ""
    balancing: str = ""


_HARM = ("at_risk", "how_badly", "how_soon")
_CARE = (Condition.VITAL_INTERESTS, None)
_SAFE = (Condition.PUBLIC_INTEREST, Schedule1.SAFEGUARDING)

RULES: Mapping[Reason, Rule] = {
    Reason.SERIOUS_HARM: Rule(
        Footing.PUBLIC_INTEREST,
        (Basis.RECOGNISED, Basis.VITAL_INTERESTS),
        (_SAFE, _CARE),
        Approver.MANAGER,
        _HARM,
        recognised=Recognised.EMERGENCY,
    ),
    Reason.SAFEGUARDING_CHILD: Rule(
        Footing.PUBLIC_INTEREST,
        (Basis.RECOGNISED,),
        (_SAFE,),
        Approver.MANAGER,
        _HARM,
        recognised=Recognised.SAFEGUARDING,
    ),
    Reason.MISSING_PERSON: Rule(
        Footing.PUBLIC_INTEREST,
        (Basis.RECOGNISED, Basis.VITAL_INTERESTS),
        (_SAFE, _CARE),
        Approver.ANYONE,
        _HARM,
        recognised=Recognised.SAFEGUARDING,
    ),
    Reason.MEDICAL_EMERGENCY: Rule(
        Footing.BEST_INTERESTS,
        (Basis.VITAL_INTERESTS,),
        (_CARE, (Condition.CARE, Schedule1.CARE)),
        Approver.ANYONE,
        _HARM,
    ),
    Reason.COURT_ORDER: Rule(
        Footing.LEGAL_DUTY,
        (Basis.LEGAL_OBLIGATION,),
        ((Condition.LEGAL_CLAIMS, None),),
        Approver.IG,
        ("order", "commanded"),
        compels=True,
        law="The order itself",
    ),
    Reason.LEGAL_DUTY: Rule(
        Footing.LEGAL_DUTY,
        (Basis.LEGAL_OBLIGATION,),
        ((Condition.PUBLIC_INTEREST, Schedule1.STATUTORY),),
        Approver.IG,
        ("law",),
        compels=True,
        law="The law that is named with it",
    ),
    Reason.NOTIFIABLE_DISEASE: Rule(
        Footing.LEGAL_DUTY,
        (Basis.LEGAL_OBLIGATION,),
        ((Condition.PUBLIC_HEALTH, Schedule1.PUBLIC_HEALTH),),
        Approver.DOCTOR,
        ("disease", "suspected_at"),
        compels=True,
        law="The law on notifiable diseases of the nation",
    ),
    Reason.SERIOUS_CRIME: Rule(
        Footing.PUBLIC_INTEREST,
        (Basis.RECOGNISED,),
        ((Condition.PUBLIC_INTEREST, Schedule1.UNLAWFUL_ACTS),),
        Approver.IG_OR_GUARDIAN,
        ("asked_for", "why_asked", "power"),
        recognised=Recognised.CRIME,
    ),
    Reason.REGULATOR: Rule(
        Footing.LEGAL_DUTY,
        (Basis.LEGAL_OBLIGATION, Basis.RECOGNISED),
        ((Condition.PUBLIC_INTEREST, Schedule1.STATUTORY),),
        Approver.IG,
        ("power",),
        compels=True,
        law="The power that is named with it",
    ),
    Reason.LACKS_CAPACITY: Rule(
        Footing.BEST_INTERESTS,
        (Basis.LEGITIMATE, Basis.RECOGNISED),
        ((Condition.CARE, Schedule1.CARE),),
        Approver.MANAGER,
        ("assessment",),
        balancing="They cannot decide this, and it is best for them.",
    ),
}
# What every disclosure without consent says (section 6); the emergency path asks for some of it later.
ALWAYS = (
    *("what_happened", "consent_sought", "known_wishes", "harm_of_sharing", "harm_of_not_sharing"),
    *("less_intrusive", "minimum", "advice", "follow_up"),
)


@dataclass(frozen=True)
class Decider:
    """Whoever is to decide, as far as it matters. manages: the service that the person is with."""

    id: int
    manages: bool = False
    is_ig: bool = False
    is_caldicott: bool = False
    is_doctor: bool = False


def who_decides(reason: Reason, *, manager_left: bool = True) -> Approver:
    """Who decides for this reason; where no manager is left who has no part in it, those who stand in (section 12).

    manager_left: whether the service has a manager who neither asks for it nor knows the person.
    """
    approver = RULES[reason].approver
    return Approver.IG_OR_GUARDIAN if approver is Approver.MANAGER and not manager_left else approver


def may_approve(
    reason: Reason, decider: Decider, *, sender: int, emergency: bool = False, manager_left: bool = True
) -> Verdict:
    """Whether this one may decide that it is shared for this reason; else E-SAME-PERSON or E-ROLE.

    manager_left: as `who_decides` takes it.
    """
    approver = who_decides(reason, manager_left=manager_left)
    own = emergency or approver in (Approver.DOCTOR, Approver.ANYONE)
    if decider.id == sender and not own:
        return no(
            "Whoever sends it does not approve it.",
            code=Code.SAME_PERSON,
            next_step=f"Ask {approver.value} to decide.",
        )
    if emergency:
        return YES
    may = {
        Approver.MANAGER: decider.manages,
        Approver.ANYONE: True,
        Approver.IG: decider.is_ig,
        Approver.IG_OR_GUARDIAN: decider.is_ig or decider.is_caldicott,
        Approver.DOCTOR: decider.is_doctor,
    }
    if may[approver]:
        return YES
    return no(
        f"For this reason {approver.value} decides.",
        code=Code.ROLE,
        next_step="Send it to them. If somebody may be hurt before they answer, share it as an emergency.",
    )


class Paper(TextChoices):
    """What somebody brings who says that we must tell them."""

    ORDER = "order", "A court order or warrant"
    SOLICITOR = "solicitor", "A solicitor’s letter"
    POLICE = "police", "A police request"
    OTHER = "other", "Something else"


def is_order(paper: Paper) -> Verdict:
    """Whether it compels as a court order does; a letter or a request does not (E-REASON)."""
    if paper == Paper.ORDER:
        return YES
    return no(
        f"{paper.label} is not a court order: it asks, and we may say no.",
        code=Code.REASON,
        next_step="Ask them what they need, why, and by which power. Then choose the reason that fits.",
    )


def within_order(items: Iterable[str], commanded: Iterable[str]) -> Verdict:
    """Only what the order commands is disclosed, else E-SCOPE."""
    beyond = set(items) - set(commanded)
    if not beyond:
        return YES
    return no(
        f"The order does not command {len(beyond)} of the things to be shared.",
        code=Code.SCOPE,
        next_step="Leave out what it does not name.",
    )


@dataclass(frozen=True)
class Given:
    """What an ACTIVE consent allows, as far as a disclosure must keep within it. None: nobody said yes."""

    organisation: int | None
    recipient: str
    purpose: str
    items: frozenset[str]
    active_at_sending: bool
    not_to_share: str = ""


def within_consent(
    given: Given | None, *, organisation: int | None, recipient: str, items: Iterable[str]
) -> Verdict:
    """Whether a disclosure keeps within the consent that it rests on; else E-CONSENT or E-SCOPE."""
    if given is None or not given.active_at_sending:
        return no(
            "There is no consent to this that holds at the moment of sending.",
            code=Code.CONSENT,
            next_step="Ask the person, or choose a reason to share without their consent.",
        )
    same = given.organisation == organisation if given.organisation is not None else None
    by_name = given.recipient.casefold().split() == recipient.casefold().split()
    if not (same if same is not None else by_name):
        return no(
            "They said yes to somebody else being told.",
            code=Code.SCOPE,
            next_step="Ask them about this recipient.",
        )
    if beyond := set(items) - given.items:
        return no(
            f"They did not say yes to {len(beyond)} of the things to be shared.",
            code=Code.SCOPE,
            next_step="Leave those out, or ask the person about them.",
        )
    return YES


def missing(reason: Reason, said: Mapping[str, object], *, emergency: bool = False) -> Iterator[str]:
    """Which facts are still to be told before it is sent; in an emergency they may follow when it is written up."""
    needed = (*RULES[reason].facts, *(() if emergency else ALWAYS))
    yield from (name for name in needed if not said.get(name))


# --- Telling the person ---------------------------------------------------------------------


class NotTold(TextChoices):
    """The only two excuses for not telling the person."""

    WORSE = "worse", "It would make the danger worse"
    NOT_PRACTICABLE = "not_practicable", "We cannot reach them safely"


def telling_recheck(sent_at: datetime) -> date:
    """When somebody asks again whether the person can be told now."""
    return local_day(sent_at) + timedelta(days=defaults.TELLING_RECHECK_DAYS.value)


# --- Emergencies ------------------------------------------------------------------------------

# Somebody may be hurt before anybody could decide.
EMERGENCIES = (
    Reason.SERIOUS_HARM,
    Reason.SAFEGUARDING_CHILD,
    Reason.MISSING_PERSON,
    Reason.MEDICAL_EMERGENCY,
)


def shared_allowed(reason: Reason, shared_at: datetime, at: datetime, nation: Nation | None) -> Verdict:
    """Whether it can have been shared in an emergency at that moment for that reason; else E-REASON.

    Nor so long ago that nobody knows by which working day it was to be looked at.
    """
    if reason not in EMERGENCIES:
        return no(
            "This reason is no emergency: somebody decides before it is shared.",
            code=Code.REASON,
            next_step="Choose why somebody may have been hurt, or ask for approval.",
        )
    if shared_at > at:
        return no("That is in the future.", next_step="Write when it was shared.")
    if local_day(shared_at) < counts_from(nation):
        return no("That is too long ago.", next_step="Check the year, and write when it was shared.")
    return YES


def record_due(shared_at: datetime) -> datetime:
    """Until when what was shared in an emergency is written down: 24 elapsed hours."""
    return add_hours(shared_at, defaults.EMERGENCY_RECORD_HOURS.value)


def review_due(shared_at: datetime, nation: Nation | None) -> date:
    """The last good day for the manager to look at an emergency: the next working day."""
    return add_working_days(local_day(shared_at), defaults.EMERGENCY_REVIEW_WORKING_DAYS.value, nation)
