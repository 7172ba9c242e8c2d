"""Handbook section 12 as one table: which role may do what, and to whose records.

`docs/roles.md` is made from it. Access exclusions and two-person rules override every cell.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices


class Role(TextChoices):
    FRONTLINE = "frontline", "Frontline"
    MANAGER = "manager", "Manager"
    DATA = "data", "Data team"
    IG = "ig", "IG team"
    COMMS = "comms", "Communications"
    GUARDIAN = "guardian", "Caldicott Guardian or SIRO"
    AUDITOR = "auditor", "Auditor"


class May(StrEnum):
    VIEW = "V"
    CREATE = "C"
    EDIT = "E"
    DECIDE = "A"
    EXPORT = "X"


class Reach(StrEnum):
    """Whose records a role reaches."""

    NONE = "-"
    OWN = "o"  # own caseload or own entries
    SERVICE = "s"  # own service
    ALL = "a"
    MASKED = "m"  # all, with names masked


@dataclass(frozen=True)
class Cell:
    """One cell of the table: what, whose, and the small print."""

    may: frozenset[May]
    reach: Reach
    note: str = ""

    def __contains__(self, what: May) -> bool:
        return what in self.may


NOTHING = Cell(frozenset(), Reach.NONE)


def cell(text: str, note: str = "") -> Cell:
    """Read a cell as the handbook writes it: `VCEo` is view, create and edit one's own."""
    if text == "-":
        return Cell(frozenset(), Reach.NONE, note)
    return Cell(frozenset(May(letter) for letter in text[:-1]), Reach(text[-1]), note)


def _row(*cells: str | tuple[str, str]) -> dict[Role, Cell]:
    return {
        role: cell(*((each,) if isinstance(each, str) else each))
        for role, each in zip(Role, cells, strict=True)
    }


APPROVED, ACTIVE, STATUS = "approved only", "active only", "status only"

# Register → role → cell, in the handbook's order: Frontline, Manager, Data, IG/DPO, Comms, Guardian/SIRO, Auditor.
TABLE: dict[str, dict[Role, Cell]] = {
    "policies": _row("Va", "Va", "Va", "VCEAXa", "Va", "Va", "Va"),
    "resources": _row("Va", "Va", "Va", "VCEAXa", "Va", "Va", "Va"),
    "people": _row("VCEo", "VCEs", "Va", "Va", ("-", "those in its media"), "Va", "Vm"),
    "exclusions": _row("Co", "VCEs", "Ca", "VCEa", "Ca", "Va", "Vm"),
    "capacity": _row("VCEo", "VCEAs", "-", "Va", "-", "Va", "Vm"),
    "consents": _row("VCEo", "VCEs", ("Va", STATUS), "VEXa", "-", "Va", "Vm"),
    "media_consents": _row("Co", "Vs", "-", "Va", "VCEa", "Va", "Vm"),
    "organisations": _row("Va", "VCEa", "Va", "VCEAXa", "Va", "Va", "Va"),
    "privacy_notices": _row("Va", "VCEs", "Va", "VCEAXa", "Va", "Va", "Va"),
    "consent_wording": _row(
        ("Va", APPROVED), ("Va", APPROVED), ("Va", APPROVED), "VCEAa", ("Va", APPROVED), "Va", "Va"
    ),
    "agreements": _row(
        ("Va", ACTIVE), "VCEs", "Va", ("VCEAXa", "sign: DPO"), ("Va", ACTIVE), ("Va", "co-sign: SIRO"), "Va"
    ),
    "stop_checks": _row(
        "VCEo", "VCEs", ("VCEAa", "not own"), ("VAa", "decides as fallback"), "-", "Va", "Vm"
    ),
    "disclosures": _row("VCo", "VCEs", "-", "VXa", "-", "Va", "Vm"),
    "disclosures_without_consent": _row(
        ("VCAo", "decides where the table says any staff, or the doctor"),
        "VCAs",
        "-",
        "VCAXa",
        "-",
        "VAa",
        "Vm",
    ),
    "opt_outs": _row("VCo", "Vs", "-", ("VCEAa", "yearly: DPO"), "-", "Va", "Vm"),
    "dpias": _row("-", "VCEs", "VCEo", ("VEa", "advise: DPO"), "VCEo", "VAa", "Va"),
    "recordings": _row("VCEo", "VCEAs", "-", "VEAa", "-", "Va", ("Vm", "metadata")),
    "media": _row("-", "Vs", "-", "Va", "VCEAa", "Va", "Va"),
    "incidents": _row("VCo", "VCEs", "VCo", "VCEAXa", "VCo", "VAa", "Vm"),
    "concerns": _row("Co", "Vs", "-", "VCEAXa", "Co", "Va", "Vm"),
    "rights": _row("Co", "Vs", "-", "VCEAXa", "Co", "Va", "Vm"),
    # The law asks for it, and the handbook's table has no row for it: it names nobody whom we support.
    "processing": _row("-", "Va", "-", "VCEAXa", "-", "Va", "Va"),
    "ledger": _row("-", ("Vs", "who looked"), "-", "Va", "-", "Va", "VXa"),
}

# What anyone may do without signing in.
PUBLIC: dict[str, str] = {
    "policies": "reads what is published",
    "resources": "reads what is not for staff only",
    "privacy_notices": "reads what is published",
    "media": "sees what is live",
    "concerns": "raises one, and follows it",
    "rights": "asks, and follows it",
}


def may(role: str, what: May, register: str) -> Cell | None:
    """The cell that allows `what` in `register` to `role`, or None."""
    found = TABLE[register].get(Role(role), NOTHING)
    return found if what in found else None
