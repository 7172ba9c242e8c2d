"""The rules of handbook section 13: lead times, who is told, and who besides when it is overdue.

A register adds its own row when it is loaded; the sweep serves them all.
"""

from dataclasses import dataclass
from enum import StrEnum

from governance.notifications.words import about


class Audience(StrEnum):
    # Who has left, must not know of the record or may not open it any more counts as none.
    WORKER = "worker"  # the one whose desk the task lands on; where there is none, MANAGER
    OWNER = (
        "owner"  # the one who answers for the record; where there is none, MANAGER, and IG without a service
    )
    MANAGER = "manager"  # the service's; where it has none, IG
    COMMS = "comms"  # everybody who does communications
    IG = "ig"
    DPO = "dpo"
    SIRO = "siro"
    GUARDIAN = "guardian"  # the Caldicott Guardian
    DATA = "data"  # everybody on the Data team


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
    hour_leads: tuple[int, ...] = ()

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
    about(rule.key, rule.words)
    return rule
