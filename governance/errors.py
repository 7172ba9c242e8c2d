"""What a rule answers, and how a refusal travels.

A rule returns a `Verdict`. The same verdict draws the button, explains why it is missing and guards the
action; an action that is refused raises it, and one middleware turns that into a page and a ledger entry.
"""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """The codes that rules carry (handbook section 0). A mistake in what was typed carries none."""

    COMPETENCE = "E-COMPETENCE"
    CAPACITY = "E-CAPACITY"
    GIVER = "E-GIVER"
    METHOD = "E-METHOD"
    VALIDITY = "E-VALIDITY"
    CONSENT = "E-CONSENT"
    AGREEMENT = "E-AGREEMENT"
    SAME_PERSON = "E-SAME-PERSON"
    CHECK_LAPSED = "E-CHECK-LAPSED"
    REASON = "E-REASON"
    SCOPE = "E-SCOPE"
    NDO = "E-NDO"
    DPIA = "E-DPIA"
    DEVICE = "E-DEVICE"
    ROLE = "E-ROLE"


@dataclass(frozen=True)
class Verdict:
    """Yes, or no with a reason, a code where a rule carries one, and what to do next. True when allowed."""

    allowed: bool
    reason: str = ""
    code: Code | None = None
    next_step: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(allowed=True)


def yes() -> Verdict:
    """Allowed."""
    return YES


def no(reason: str, *, code: Code | None = None, next_step: str = "") -> Verdict:
    """Refused, with the reason in words that the reader can use."""
    return Verdict(allowed=False, reason=reason, code=code, next_step=next_step)


class Refused(Exception):
    """An action that did not happen, and the verdict that says why."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict)
        self.verdict = verdict

    def __str__(self) -> str:
        return self.verdict.reason


class Denied(Refused):
    """A rule or a role refuses."""


def demand(verdict: Verdict) -> None:
    """Raise Denied unless the verdict is a yes."""
    if not verdict:
        raise Denied(verdict)


class IllegalTransition(Refused):
    """The record is not in a state from which this can be done."""


class Stale(Refused):
    """Someone else changed the record first."""


class NotThere(Exception):
    """There is no such record, or none that this user may know of: both show the same 404.

    `blocked` is for the ledger alone: an access exclusion is the reason.
    """

    def __init__(self, register: str, reference: str, *, blocked: bool = False) -> None:
        super().__init__(register)
        self.register, self.reference, self.blocked = register, reference, blocked
