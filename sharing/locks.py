"""The three locks of every sharing outside the organisation (handbook section 0): pure functions.

A lock is open when its field is chosen and fits the data. Each choice has a sentence that a manager
without a law degree can choose by.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices

from governance.errors import Verdict, no


class Basis(TextChoices):
    """Lock 1: the UK GDPR Article 6 basis."""

    CONSENT = "a", "(a) Consent"
    CONTRACT = "b", "(b) Contract"
    LEGAL_OBLIGATION = "c", "(c) Legal obligation"
    VITAL_INTERESTS = "d", "(d) Vital interests"
    PUBLIC_TASK = "e", "(e) Public task"
    RECOGNISED = "ea", "(ea) Recognised legitimate interest"
    LEGITIMATE = "f", "(f) Legitimate interests"


class Condition(TextChoices):
    """Lock 2: the Article 9 condition for health and other special category data."""

    CONSENT = "a", "(a) Explicit consent"
    VITAL_INTERESTS = "c", "(c) Vital interests"
    LEGAL_CLAIMS = "f", "(f) Legal claims and courts"
    PUBLIC_INTEREST = "g", "(g) Substantial public interest"
    CARE = "h", "(h) Health or social care"
    PUBLIC_HEALTH = "i", "(i) Public health"


class Schedule1(TextChoices):
    """The Data Protection Act 2018 Schedule 1 condition that some Article 9 conditions need."""

    CARE = "2", "2 Health or social care"
    PUBLIC_HEALTH = "3", "3 Public health"
    STATUTORY = "6", "6 Statutory purposes"
    UNLAWFUL_ACTS = "10", "10 Preventing unlawful acts"
    COUNSELLING = "17", "17 Counselling"
    SAFEGUARDING = "18", "18 Safeguarding"


class Footing(TextChoices):
    """Lock 3: why the duty of confidence lets it go."""

    EXPRESS_CONSENT = "express_consent", "They said yes"
    IMPLIED_CONSENT = "implied_consent", "Implied, for their own care"
    LEGAL_DUTY = "legal_duty", "A law or a court says we must"
    PUBLIC_INTEREST = "public_interest", "Overriding public interest"
    BEST_INTERESTS = "best_interests", "They lack capacity and it is best for them"


class Recognised(TextChoices):
    """What a recognised legitimate interest can be, since 5 February 2026."""

    PUBLIC_TASK = "public_task", "A public body asked for it, for its task"
    SECURITY = "security", "National or public security, or defence"
    EMERGENCY = "emergency", "An emergency"
    CRIME = "crime", "Crime"
    SAFEGUARDING = "safeguarding", "Keeping a vulnerable person safe"


# By the kind of choice: as text, (a) Consent and (a) Explicit consent would be one and the same key.
HELP: Mapping[type[TextChoices], Mapping[str, str]] = {
    Basis: {
        Basis.CONSENT: "Only where they may say no and nothing else changes. Rare for care records.",
        Basis.CONTRACT: "A contract with the person themselves needs it.",
        Basis.LEGAL_OBLIGATION: "A law says that we must. Name the law.",
        Basis.VITAL_INTERESTS: "Someone may die or be badly hurt.",
        Basis.PUBLIC_TASK: "We do it for a public body, with a basis in law.",
        Basis.RECOGNISED: "For one of five reasons that the law names. It opens the first lock only.",
        Basis.LEGITIMATE: "We have a good reason, and we weighed it against the person’s. Write that down.",
    },
    Condition: {
        Condition.CONSENT: "They said a clear yes to this use of their health data.",
        Condition.VITAL_INTERESTS: "Someone may die, and the person cannot say yes.",
        Condition.LEGAL_CLAIMS: "A court, or a legal claim.",
        Condition.PUBLIC_INTEREST: "An important public reason that the Act lists. Choose which.",
        Condition.CARE: "Care and treatment, by people who owe confidence.",
        Condition.PUBLIC_HEALTH: "Protecting everyone’s health, such as from infections.",
    },
    Footing: {
        Footing.EXPRESS_CONSENT: "The person said yes to this sharing.",
        Footing.IMPLIED_CONSENT: "They expect it, because it is for their own care.",
        Footing.LEGAL_DUTY: "A law or a court order overrides confidence.",
        Footing.PUBLIC_INTEREST: "The harm of silence outweighs the harm of telling.",
        Footing.BEST_INTERESTS: "They cannot decide, and this is best for them.",
    },
}

# Which conditions of Schedule 1 each Article 9 condition needs one of.
NEEDS_ONE_OF: Mapping[Condition, frozenset[Schedule1]] = {
    Condition.CARE: frozenset({Schedule1.CARE}),
    Condition.PUBLIC_HEALTH: frozenset({Schedule1.PUBLIC_HEALTH}),
    Condition.PUBLIC_INTEREST: frozenset(
        {Schedule1.STATUTORY, Schedule1.UNLAWFUL_ACTS, Schedule1.COUNSELLING, Schedule1.SAFEGUARDING}
    ),
}
# Those for which the Act normally wants an appropriate policy document.
POLICY_DOCUMENT = frozenset(
    {Schedule1.STATUTORY, Schedule1.UNLAWFUL_ACTS, Schedule1.COUNSELLING, Schedule1.SAFEGUARDING}
)


@dataclass(frozen=True)
class Locks:
    """What was chosen for the three locks, and what some choices need besides."""

    basis: Basis | None = None
    condition: Condition | None = None
    schedule1: Schedule1 | None = None
    footing: Footing | None = None
    # Which recognised legitimate interest, the balancing test, the law: words where a choice needs them.
    recognised: Recognised | None = None
    balancing: str = ""
    law: str = ""
    # Article 10, where there is data about crimes.
    crime_authority: str = ""


def missing(locks: Locks, *, special: bool, crime: bool = False) -> Iterator[tuple[str, str]]:
    """What is still closed: the field's name and what to do, in the order of the locks.

    special: health or other special category data is among it. crime: data about crimes is among it.
    """
    if locks.basis is None:
        yield "basis", "Choose the basis: why the law lets us use the data"
    if locks.basis == Basis.RECOGNISED and locks.recognised is None:
        yield "recognised", "Choose which recognised interest it is"
    if locks.basis == Basis.LEGITIMATE and not locks.balancing.strip():
        yield "balancing", "Write how you weighed our reason against the person’s"
    if locks.basis == Basis.LEGAL_OBLIGATION and not locks.law.strip():
        yield "law", "Name the law and its section"
    if special:
        yield from _condition_missing(locks)
    if crime and not locks.crime_authority.strip():
        yield "crime_authority", "Write what lets us use data about crimes (Article 10)"
    if locks.footing is None:
        yield "footing", "Choose why the duty of confidence lets it go"


def _condition_missing(locks: Locks) -> Iterator[tuple[str, str]]:
    if locks.condition is None:
        yield "condition", "Choose the condition for health data"
        return
    needed = NEEDS_ONE_OF.get(locks.condition)
    if needed and locks.schedule1 not in needed:
        words = ", ".join(condition.label for condition in Schedule1 if condition in needed)
        yield "schedule1", f"Choose the condition of the Act: {words}"


def are_open(locks: Locks, *, special: bool, crime: bool = False) -> Verdict:
    """Whether all three locks are open; a lock that is closed is a thing left undone and carries no code."""
    to_do = [what for _, what in missing(locks, special=special, crime=crime)]
    if not to_do:
        return Verdict(allowed=True)
    return no(f"A lock is still closed. {'. '.join(to_do)}.", next_step="Open all three, then go on.")


def needs_policy_document(locks: Locks) -> bool:
    """Whether an appropriate policy document is normally needed: a reminder, since the law has exceptions."""
    return locks.schedule1 in POLICY_DOCUMENT
