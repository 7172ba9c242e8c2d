"""The PDFs of an agreement: one to sign, made when it is approved, and the signed one, made once and archived.

Both are made from what was frozen at the approval, and so read as what was signed.
"""

import json
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from django.conf import settings

from governance.documents import door
from governance.documents.archive import Enclosed
from governance.documents.models import Document
from sharing.agreements.content import content, fingerprint
from sharing.agreements.models import Agreement
from sharing.agreements.reading import sections
from sharing.agreements.rules import Capacity, begins_on
from sharing.agreements.states import State

TO_SIGN, SIGNED = "agreement_to_sign", "agreement_signed"


def order(kind: str, agreement: Agreement, *, at: datetime) -> None:
    """Order a PDF of the agreement as it is approved or signed, in the same transaction."""
    door.want(kind, register="agreements", record_id=agreement.pk, version=agreement.version, at=at)


def take_back(agreement_id: int) -> None:
    """An agreement reads otherwise now: what was to be signed is not made any more, if it has not been."""
    door.cancel(TO_SIGN, agreement_id)


def kind_of(agreement: Agreement) -> str | None:
    """Which PDF there is of it as it stands: the signed one, the one to sign, or none."""
    if agreement.began_at is not None:
        # What was brought in from an older log was signed on paper, elsewhere.
        return None if agreement.brought_in else SIGNED
    return TO_SIGN if agreement.state == State.AWAITING_SIGNATURE else None


def find(agreement: Agreement) -> Document | None:
    """The PDF of the agreement as it stands, once it has been made."""
    kind = kind_of(agreement)
    return door.newest(kind, agreement.pk) if kind else None


def to_sign(agreement_id: int) -> door.Source:
    """What partners sign on paper, and read before they sign here; with empty lines for their signatures."""
    agreement = Agreement.objects.exclude(frozen=None).get(pk=agreement_id)
    return door.Source("agreements/pdf.html", _context(agreement))


def signed(agreement_id: int) -> door.Source:
    """What was signed and by whom, for the archive, with the same as data inside."""
    agreement = Agreement.objects.exclude(frozen=None).exclude(began_at=None).get(pk=agreement_id)
    inside = Enclosed(
        name=f"{agreement.reference}.json",
        media_type="application/json",
        content=json.dumps(agreement.frozen, ensure_ascii=False, sort_keys=True, indent=1).encode(),
        description="What was signed, as data: its SHA-256 in canonical form is the hash under the signatures",
        relationship="Source",
    )
    signatures = agreement.signatures.filter(voided_at=None, waiting=False).order_by("signed_at", "id")
    # Whatever began has both.
    began_at, starts_on = cast(datetime, agreement.began_at), cast(date, agreement.starts_on)
    context = _context(agreement) | {"signatures": signatures, "in_force_on": begins_on(began_at, starts_on)}
    return door.Source("agreements/pdf.html", context, archive=True, enclosed=[inside])


def _context(agreement: Agreement) -> dict[str, Any]:
    return {
        "agreement": agreement,
        "sections": sections(agreement.frozen or {}),
        "charity": settings.CHARITY_NAME,
        "address": settings.CHARITY_ADDRESS,
        "ours": [Capacity.DPO, *([Capacity.SIRO] if agreement.is_special else [])],
    }


class Checked(NamedTuple):
    """Whether a copy is our signed document to the last byte, and whether the record still says what was signed."""

    same_file: bool
    same_record: bool


def check(agreement: Agreement, copy: bytes) -> Checked:
    """Compare a copy that somebody holds, and the record itself, with what was signed."""
    found = door.check(copy)
    ours = found is not None and found.kind == SIGNED and found.record_id == agreement.pk
    return Checked(ours, still_as_signed(agreement))


def still_as_signed(agreement: Agreement) -> bool:
    """Whether the record, what was frozen of it and every signature carry the same hash still."""
    hashes = {agreement.approved_hash, fingerprint(content(agreement)), fingerprint(agreement.frozen or {})}
    hashes |= set(agreement.signatures.filter(voided_at=None).values_list("content_hash", flat=True))
    return hashes == {agreement.content_hash}


door.renders(TO_SIGN, to_sign)
door.renders(SIGNED, signed)
