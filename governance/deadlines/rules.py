"""The rules of handbook section 13: lead times, who is told, and who besides when it is overdue.

A register adds its own row when it is loaded; the sweep serves them all.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from governance.accounts.roles import May
from governance.notifications.words import about


class Audience(StrEnum):
    # Who has left, must not know of the record or may not open it any more counts as none.
    WORKER = "worker"  # the one whose desk the task lands on; where there is none, MANAGER
    OWNER = (
        "owner"  # the one who answers for the record; where there is none, MANAGER, and IG without a service
    )
    MANAGER = "manager"  # the service's; where it has none, or there is no service, IG
    COMMS = "comms"  # everybody who does communications
    IG = "ig"
    DPO = "dpo"
    SIRO = "siro"
    GUARDIAN = "guardian"  # the Caldicott Guardian
    DATA = "data"  # everybody on the Data team


class Weight(IntEnum):
    """What the law minds most comes first on a desk."""

    CLOCK = 1  # the law counts hours or very few days: an incident, a suspicion, a disease
    LAW = 2  # the law has a day for it, or wants no delay
    PEOPLE = 3  # what people said about sharing rests on it
    UPKEEP = 4  # we promised ourselves to look at it in time


# By the row of handbook section 13; every other row is UPKEEP.
ROWS: dict[Weight, frozenset[int]] = {
    Weight.CLOCK: frozenset({1, 2, 13}),
    # Withdrawals that others must hear of, sharing without consent, pictures that must go, rights, complaints, candour,
    # and recordings that must go.
    Weight.LAW: frozenset({7, 12, 15, 17, 18, 19, 25}),
    # Reviews and ends of consents, birthdays, capacity, recordings, and who has not been asked.
    Weight.PEOPLE: frozenset({3, 4, 5, 6, 14, 23}),
}


@dataclass(frozen=True)
class Press:
    """The one step that settles what falls due, a verb of its register: a desk leads straight to it.

    cell: for a verb whose verdict asks the database, what the table of roles must let the user do in the record's
    service; a desk has many lines, and asks nothing for each. The step itself asks the verdict in any case.
    """

    verb: str
    cell: May | None = None


@dataclass(frozen=True)
class Rule:
    """One row: `leads` in days before the due date; or `hour_leads` in hours before the moment, for an hour clock.

    A rule has one or the other. What falls due under an hour clock says its moment.
    """

    key: str
    number: int
    words: str
    leads: tuple[int, ...]
    told: tuple[Audience, ...]
    overdue_adds: tuple[Audience, ...] = ()
    # A birthday is told and never late.
    can_be_overdue: bool = True
    # It is somebody's turn: it stands on their desk from its day on, is never late, and the sweep tells nobody of it.
    waits: bool = False
    # It tells one person of what others may not know of: it is in no number that they read.
    secret: bool = False
    hour_leads: tuple[int, ...] = ()
    # None where the record must be read first: to decide, to sign, to check.
    press: Press | None = None

    @property
    def weight(self) -> Weight:
        return next((weight for weight, rows in ROWS.items() if self.number in rows), Weight.UPKEEP)

    @property
    def furthest(self) -> int:
        """How many days before the due date the first lead can be told."""
        return max([0, *self.leads, *(days(hours) for hours in self.hour_leads)])


def days(hours: int) -> int:
    """The most calendar days that so many hours reach over."""
    return -(-hours // 24) + 1


RULES: dict[str, Rule] = {}


def add(rule: Rule) -> Rule:
    """Make the sweep serve `rule`."""
    RULES[rule.key] = rule
    about(rule.key, rule.words, urgent=bool(rule.hour_leads))
    return rule
