"""How tests come to an agreement in a state: by the steps that people take."""

from datetime import date, datetime, timedelta
from typing import Any

from consent.items import DataItem
from consent.purposes import Purpose
from governance.accounts.models import User
from governance.organisations.actions import create
from governance.organisations.models import Kind, Organisation
from sharing.agreements import deciding, signing, writing
from sharing.agreements.content import parties
from sharing.agreements.models import Agreement, AtEnd, Dpia, Frequency, Means, Party, Signature
from sharing.agreements.rules import Capacity, Controllers, Direction, Needed, People, Type
from sharing.ladder import Rung
from sharing.locks import Basis, Condition, Footing, Schedule1
from sharing.opt_out import Ground, OptOut
from tests.cast import NOON, Cast

HOUR = timedelta(hours=1)
# Everything that an agreement with a surgery says, apart from its parties and items.
SAID: dict[str, Any] = {
    "purposes": [Purpose.CARE.value],
    "purpose": "So that the surgery and we do not work against each other.",
    "benefits": "People get one plan instead of two.",
    "necessity": "Nobody else knows what they are prescribed.",
    "people": [People.TREATED.value],
    "people_words": "About forty adults a year.",
    "direction": Direction.BOTH.value,
    "frequency": Frequency.AS_NEEDED.value,
    "our_role": Controllers.SEPARATE.value,
    "basis": Basis.PUBLIC_TASK.value,
    "condition": Condition.CARE.value,
    "schedule1": Schedule1.CARE.value,
    "footing": Footing.EXPRESS_CONSENT.value,
    "legal_power": "The contract with the council names this care.",
    "privacy_information": "Our privacy notice lists the surgery.",
    "rights_handling": "Each answers for what it holds, and tells the other.",
    "complaints_handling": "Each looks into what it did.",
    "opt_out": OptOut.NOT_APPLICABLE.value,
    "opt_out_ground": Ground.OWN_CARE.value,
    "dpia": Dpia.NOT_NEEDED.value,
    "accuracy": "Each letter is read through before it goes.",
    "access_and_training": "The care team, trained every year.",
    "routes": ["secure_email"],
    "security": "Encrypted, and on our own machines only.",
    "incident_notice": "Within a day, by telephone.",
    "overseas": False,
    "retention": "Eight years.",
    "at_end": AtEnd.KEEP.value,
    "starts_on": date(2026, 11, 1),
    "ends_on": date(2028, 10, 31),
    "ending": "Three months’ notice in writing.",
}
PARTY: dict[str, Any] = {
    "role": Controllers.SEPARATE.value,
    "contact": "The practice manager",
    "dpo": "Dr Elm Oak",
    "signatory": "Ash Rowan",
    "signatory_post": "Senior partner",
    "signatory_email": "ash.rowan@surgery.example.org",
}
ITEM: dict[str, Any] = {
    "item": DataItem.CARE_PLAN.value,
    "necessity": "To work to one plan",
    "rung": Rung.IDENTIFIABLE.value,
    "why_not_lower": "They must know whose plan it is",
}


def surgery(cast: Cast, name: str = "Elm Surgery") -> Organisation:
    return create(by=cast.max, at=NOON, name=name, kind=Kind.HEALTH)


def written(
    cast: Cast, partner: Organisation, *, by: User | None = None, at: datetime = NOON, **said: Any
) -> Agreement:
    """A draft of Harbour's that is finished, written by Max unless said otherwise."""
    by = by or cast.max
    facts = {"type": Type.ISA, "title": "Care with Elm Surgery", "service": cast.harbour, **SAID, **said}
    made = writing.draft(by=by, at=at, **facts)
    writing.add_party(made, by=by, at=at, read_version=made.version, organisation=partner, **PARTY)
    made.refresh_from_db()
    writing.add_item(made, by=by, at=at, read_version=made.version, **ITEM)
    made.refresh_from_db()
    return made


def sent_in(cast: Cast, partner: Organisation, *, at: datetime = NOON, **said: Any) -> Agreement:
    """In review."""
    made = written(cast, partner, at=at, **said)
    writer = User.objects.get(pk=made.authors[0])
    return deciding.submit(made, by=writer, at=at, read_version=made.version)


def approved(cast: Cast, partner: Organisation, *, at: datetime = NOON, **said: Any) -> Agreement:
    """Waiting for signatures, approved by Priya."""
    made = sent_in(cast, partner, at=at, **said)
    return deciding.approve(
        made, by=cast.priya, at=at, read_version=made.version, content_hash=made.content_hash
    )


def signed_by_us(cast: Cast, agreement: Agreement, *, at: datetime) -> Agreement:
    """With our DPO's signature, and our SIRO's where it is needed."""
    ours = {Capacity.DPO: cast.priya, Capacity.SIRO: cast.sol}
    for needed in signing.missing(agreement):
        if user := ours.get(needed.capacity):
            agreement = signing.sign(
                agreement,
                by=user,
                at=at,
                read_version=agreement.version,
                content_hash=agreement.content_hash,
                name=user.name,
            )
    return agreement


def signed_by_partner(agreement: Agreement, party: Party, *, by: User, at: datetime) -> Agreement:
    """With a partner's signature, from the paper that `by` files."""
    paper = Signature(
        agreement=agreement,
        party=party,
        capacity=Capacity.PARTY,
        name=party.signatory,
        post=party.signatory_post,
        means=Means.PAPER,
        content_hash=agreement.content_hash,
        signed_at=at,
        filed_by=by,
        file="FIL-2026-000001",
    )
    return signing.put(paper, Needed(Capacity.PARTY, party.pk), by=by, at=at, read_version=agreement.version)


def active(cast: Cast, partner: Organisation, *, at: datetime = NOON, **said: Any) -> Agreement:
    """In force, with everybody's signature."""
    made = signed_by_us(cast, approved(cast, partner, at=at, **said), at=at)
    for party in parties(made):
        made = signed_by_partner(made, party, by=cast.igor, at=at)
    return made


def renewed(
    cast: Cast, agreement: Agreement, starts_on: date, ends_on: date, *, at: datetime = NOON, **said: Any
) -> Agreement:
    """Its renewal, signed by everybody."""
    new = writing.renew(agreement, by=cast.max, at=at)
    dates: dict[str, Any] = {"starts_on": starts_on, "ends_on": ends_on}
    new = writing.edit(new, by=cast.max, at=at, read_version=new.version, **dates, **said)
    new = deciding.submit(new, by=cast.max, at=at, read_version=new.version)
    new = deciding.approve(new, by=cast.priya, at=at, read_version=new.version, content_hash=new.content_hash)
    new = signed_by_us(cast, new, at=at)
    for party in parties(new):
        new = signed_by_partner(new, party, by=cast.igor, at=at)
    return new
