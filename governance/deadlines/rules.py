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


@dataclass(frozen=True)
class Rule:
    """One row: `leads` in days before the due date."""

    key: str
    number: int
    words: str
    leads: tuple[int, ...]
    told: tuple[Audience, ...]
    overdue_adds: tuple[Audience, ...] = ()
    # A birthday is told and never late.
    can_be_overdue: bool = True


RULES: dict[str, Rule] = {}


def add(rule: Rule) -> Rule:
    """Make the sweep serve `rule`."""
    RULES[rule.key] = rule
    about(rule.key, rule.words)
    return rule
