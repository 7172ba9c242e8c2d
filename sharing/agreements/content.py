"""What an agreement says, whole: what is approved and signed, hashed, frozen and rendered."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from sharing.agreements.models import Agreement, Item, Party
from sharing.agreements.steps import STEP_OF

# Every field that is signed; the rest is about the record and not part of what is agreed.
SIGNED = (
    *("type", "title", "has_sharing_section", "purposes", "purpose", "benefits", "necessity"),
    *("people", "people_words", "direction", "frequency", "our_role"),
    *("basis", "recognised", "balancing", "law", "condition", "schedule1", "crime_authority", "footing"),
    *("legal_power", "privacy_information", "rights_handling", "complaints_handling"),
    *("opt_out", "opt_out_ground", "dpia", "dpia_reference"),
    *("accuracy", "access_and_training", "routes", "security", "incident_notice"),
    *("overseas", "overseas_safeguards", "retention", "at_end", "starts_on", "ends_on", "ending"),
)
OF_A_PARTY = ("name", "role", "contact", "dpo", "signatory", "signatory_post", "signatory_email")
OF_AN_ITEM = ("item", "detail", "necessity", "rung", "why_not_lower")


def content(agreement: Agreement) -> dict[str, Any]:
    """Everything that it says, in plain values and always in the same order, as it stands in the database."""
    return saying(agreement, parties(agreement), items(agreement))


def saying(agreement: Agreement, parties: Iterable[Party], items: Iterable[Item]) -> dict[str, Any]:
    """As `content`, with parts that need not be in the database yet."""
    said = {name: _plain(getattr(agreement, name)) for name in SIGNED}
    above = agreement.parent
    said["parent"] = above.reference if above else ""
    said["parties"] = [_part(each, OF_A_PARTY) for each in parties]
    said["items"] = [_part(each, OF_AN_ITEM) for each in items]
    return said


def parties(agreement: Agreement) -> list[Party]:
    """The partners in the order in which they were added; none of one that is not saved yet."""
    return list(agreement.parties.order_by("id")) if agreement.pk else []


def items(agreement: Agreement) -> list[Item]:
    """The data items in the order in which they were added; none of one that is not saved yet."""
    return list(agreement.items.order_by("id")) if agreement.pk else []


def fingerprint(said: dict[str, Any]) -> str:
    """The SHA-256 of what an agreement says; the same words give the same, whoever asks and when."""
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def label(about: str) -> str:
    """What a field is called, or `parties`, `items` or the whole (nothing): for a comment on it."""
    if not about:
        return "The whole agreement"
    if about in ("parties", "items"):
        return STEP_OF[about].title
    name = str(getattr(Agreement._meta.get_field(about), "verbose_name", about))
    return name[:1].upper() + name[1:]


def _part(part: Party | Item, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(getattr(part, name)) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
