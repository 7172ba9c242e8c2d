"""Agreements of the demonstration: one in every state and with every flag, with the partners that consents name.

Each is written from a ready-made one, read by the IG team, approved and signed as staff and partners do it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from governance.accounts.models import Service, User
from governance.calendar import add_months, local_day
from governance.organisations import actions as organisations
from governance.organisations.models import AssuranceKind, Kind, Organisation
from governance.records.actor import SHAREWELL, acting_as
from sharing.agreements import deciding, ending, keeping, signing, writing
from sharing.agreements.content import parties
from sharing.agreements.models import Agreement, AtEnd, Dpia, Means, Notice, Signature
from sharing.agreements.ready_made import READY
from sharing.agreements.rules import Capacity, Controllers, Needed, Type

A_DAY = timedelta(days=1)
# Who signs for a partner, as what, and whom to ask there: all invented.
THERE = {
    "role": Controllers.SEPARATE.value,
    "contact": "The office there",
    "dpo": "Their data protection team",
    "signatory": "Rowan Ashworth",
    "signatory_post": "Director",
    "signatory_email": "director@partner.example.org",
}


@dataclass
class Desk:
    """Who takes part on our side, and the moment that the demonstration should look like."""

    manager: User
    ig: User
    dpo: User
    siro: User
    harbour: Service
    at: datetime

    def ago(self, days: int) -> datetime:
        return self.at - timedelta(days=days)

    def day(self, days: int) -> date:
        """The day so many days from now; negative ones are past."""
        return local_day(self.at) + timedelta(days=days)


def load(desk: Desk, partners: Sequence[Organisation]) -> None:
    """Make the agreements as they should look at the moment of the desk."""
    surgery, hospital, council, pharmacy, housing = partners
    probation = _partner(desk, "Humber Probation Service", Kind.JUSTICE)
    police = _partner(desk, "Northfield Police", Kind.JUSTICE)
    for partner, until in ((surgery, 200), (hospital, -40), (council, 20), (probation, 300), (police, 150)):
        _assure(desk, partner, until)

    before = _active(desk, "care", "Care with Castle Street Surgery", surgery, began=830)
    _review(desk, before, 470)
    _note(desk, _renewed(desk, before, began=100, signed=110), Notice.LISTED, "England, version 4")
    _asked_about(desk, council)
    approved = _approved(
        desk, _sent_in(desk, "safety", "Risk and safety with probation", probation, began=4), 3
    )
    _sign_for_us(desk, approved, desk.ago(2))
    _changed(desk, probation)
    _rejected(desk, housing)
    _discarded(desk, council)
    _expired(desk, hospital)
    # Nobody has looked at it again, and the time to catch up is over.
    _active(desk, "care", "Coming home from St Brannock's Hospital", hospital, began=480)
    late = _active(desk, "care", "Support in supported housing", housing, began=400)
    under: dict[str, Any] = {"type": Type.DSP, "parent": late}
    _active(desk, "care", "Moving in at Open Door Housing", housing, began=60, **under)
    _memorandum(desk, police, council)
    # It says nothing of sharing itself, and there is no protocol under it.
    alone = {"type": Type.MOU, "has_sharing_section": False}
    _active(desk, "care", "Working with Tayside Community Pharmacy", pharmacy, began=90, **alone)
    _ends_soon(desk, police)
    _ended(desk, pharmacy)
    _begun(desk, surgery)


def _asked_about(desk: Desk, council: Organisation) -> None:
    """In review, with one question answered and one open."""
    draft = _sent_in(desk, "figures", "Figures for Northfield Council", council, began=9)
    facts: dict[str, Any] = {"by": desk.ig, "at": desk.ago(5)}
    asked = deciding.comment(
        draft, read_version=draft.version, about="frequency", words="Is once a year enough?", **facts
    )
    draft.refresh_from_db()
    deciding.answer(
        asked,
        by=desk.manager,
        at=desk.ago(4),
        read_version=draft.version,
        words="No. The contract is looked at four times a year.",
    )
    draft.refresh_from_db()
    words = "How long does the council keep the figures? Please say it in months."
    deciding.comment(draft, read_version=draft.version, about="retention", words=words, **facts)


def _changed(desk: Desk, probation: Organisation) -> None:
    """A draft again: it was approved and signed by us, and then changed."""
    title = "Court reports with probation"
    approved = _approved(desk, _sent_in(desk, "safety", title, probation, began=30), 20)
    signed = _sign_for_us(desk, approved, desk.ago(18))
    facts: dict[str, Any] = {"by": desk.manager, "at": desk.ago(2), "read_version": signed.version}
    writing.edit(
        signed, retention="Each of us keeps it for six years, as the law on court reports asks.", **facts
    )


def _rejected(desk: Desk, housing: Organisation) -> None:
    reason = "Housing does not need a list of everybody we see. Ask each person who moves in instead."
    draft = _sent_in(desk, "care", "A list of people for Open Door Housing", housing, began=50)
    deciding.reject(draft, by=desk.ig, at=desk.ago(45), read_version=draft.version, reason=reason)


def _discarded(desk: Desk, council: Organisation) -> None:
    title, began = "Figures for Northfield Council, begun twice", desk.ago(12)
    draft = writing.draft(by=desk.manager, at=began, type=Type.ISA, title=title, service=desk.harbour)
    facts: dict[str, Any] = {"by": desk.manager, "at": desk.ago(11), "read_version": draft.version}
    deciding.discard(draft, reason="There is one already, which is with the IG team.", **facts)


def _ends_soon(desk: Desk, police: Organisation) -> None:
    """In its last days, with its renewal signed already."""
    ends_on = desk.day(25)
    ours = _active(desk, "safety", "Missing people in Northfield", police, began=700, ends_on=ends_on)
    _review(desk, ours, 340)
    _renewed(desk, ours, began=-26, signed=3)


def _expired(desk: Desk, hospital: Organisation) -> None:
    """Two years, reviewed once, and over for a month."""
    over = _active(
        desk, "care", "Letters to St Brannock's Hospital", hospital, began=760, ends_on=desk.day(-30)
    )
    _review(desk, over, 400)


def _memorandum(desk: Desk, police: Organisation, council: Organisation) -> None:
    """One that says nothing of sharing itself, of the whole charity, and the protocol under it."""
    above = {"type": Type.MOU, "has_sharing_section": False, "service": None, "by": desk.ig}
    memorandum = _active(desk, "safety", "Working together in Northfield", police, began=210, **above)
    _note(desk, memorandum, Notice.EXCUSED, "It shares nothing by itself: the protocol under it is listed")
    under = {"type": Type.DSP, "parent": memorandum, "service": None, "by": desk.ig}
    protocol = _active(desk, "safety", "Worries about safety in Northfield", council, began=180, **under)
    ending.give_notice(
        protocol,
        by=desk.ig,
        at=desk.ago(6),
        read_version=protocol.version,
        ended_at=desk.at + timedelta(days=50),
        reason="The council moves to a protocol of its own for the whole county.",
    )


def _ended(desk: Desk, pharmacy: Organisation) -> None:
    """Ended early, with something that is still to be deleted."""
    ours = _active(desk, "care", "Prescriptions at Tayside Community Pharmacy", pharmacy, began=300)
    wanted = ending.Wanted(
        "The list of who collects there", AtEnd.DELETE, desk.day(10), party=parties(ours)[0]
    )
    ending.terminate(
        ours,
        by=desk.ig,
        at=desk.ago(20),
        read_version=ours.version,
        ended_at=desk.ago(20),
        reason="The pharmacy does not hand out these medicines any more.",
        duties=[wanted],
    )


def _begun(desk: Desk, surgery: Organisation) -> None:
    """A draft that somebody goes on with tomorrow."""
    begun = writing.draft(
        by=desk.manager,
        at=desk.ago(1),
        type=Type.ISA,
        title="Test results with Castle Street Surgery",
        service=desk.harbour,
        purposes=READY["care"].facts["purposes"],
    )
    facts: dict[str, Any] = {"by": desk.manager, "at": desk.ago(1), "organisation": surgery}
    writing.add_party(begun, read_version=begun.version, **facts)


def _active(
    desk: Desk, kind: str, title: str, partner: Organisation, *, began: int, **said: Any
) -> Agreement:
    """Signed by everybody so many days ago."""
    return _signed(desk, _sent_in(desk, kind, title, partner, began=began, **said), began)


def _renewed(desk: Desk, ours: Agreement, *, began: int, signed: int) -> Agreement:
    """Its renewal, which begins so many days ago, and was signed by everybody so many."""
    at, starts_on = desk.ago(signed), desk.day(-began)
    new = writing.renew(ours, by=desk.manager, at=at)
    days: dict[str, Any] = {"starts_on": starts_on, "ends_on": add_months(starts_on, 24) - A_DAY}
    new = writing.edit(new, by=desk.manager, at=at, read_version=new.version, **days)
    return _signed(desk, deciding.submit(new, by=desk.manager, at=at, read_version=new.version), signed)


def _signed(desk: Desk, submitted: Agreement, days: int) -> Agreement:
    """Approved and signed by everybody so many days ago."""
    approved = _approved(desk, submitted, days)
    ours, (party,) = _sign_for_us(desk, approved, desk.ago(days)), parties(approved)
    signature = Signature(
        agreement=ours,
        party=party,
        capacity=Capacity.PARTY,
        name=party.signatory,
        post=party.signatory_post,
        means=Means.LINK,
        content_hash=ours.approved_hash,
        signed_at=desk.ago(days),
    )
    with acting_as(SHAREWELL):
        return signing.put(signature, Needed(Capacity.PARTY, party.pk), by=None, at=desk.ago(days))


def _review(desk: Desk, agreement: Agreement, days: int) -> None:
    facts: dict[str, Any] = {"by": desk.manager, "at": desk.ago(days), "done_on": desk.day(-days)}
    ending.review(agreement, read_version=agreement.version, words="Nothing has changed.", **facts)


def _sent_in(
    desk: Desk,
    kind: str,
    title: str,
    partner: Organisation,
    *,
    began: int,
    by: User | None = None,
    **said: Any,
) -> Agreement:
    """Written from a ready-made one and sent to the IG team so many days ago."""
    by, at, ready = by or desk.manager, desk.ago(began), READY[kind]
    facts: dict[str, Any] = {
        "type": Type.ISA,
        "service": desk.harbour,
        **ready.facts,
        "people_words": "About forty adults a year.",
        "dpia": Dpia.NOT_NEEDED.value,
        "starts_on": desk.day(-began),
        "ends_on": add_months(desk.day(-began), 24) - A_DAY,
        **said,
    }
    draft = writing.draft(by=by, at=at, title=title, items=ready.items, **facts)
    writing.add_party(draft, by=by, at=at, read_version=draft.version, organisation=partner, **THERE)
    draft.refresh_from_db()
    return deciding.submit(draft, by=by, at=at, read_version=draft.version)


def _approved(desk: Desk, agreement: Agreement, days: int) -> Agreement:
    facts: dict[str, Any] = {"by": desk.dpo, "at": desk.ago(days), "content_hash": agreement.content_hash}
    return deciding.approve(agreement, read_version=agreement.version, **facts)


def _sign_for_us(desk: Desk, agreement: Agreement, at: datetime) -> Agreement:
    ours = {Capacity.DPO: desk.dpo, Capacity.SIRO: desk.siro}
    for needed in signing.missing(agreement):
        if (user := ours.get(needed.capacity)) is not None:
            facts: dict[str, Any] = {"by": user, "name": user.name, "content_hash": agreement.content_hash}
            agreement = signing.sign(agreement, at=at, read_version=agreement.version, **facts)
    return agreement


def _note(desk: Desk, agreement: Agreement, notice: Notice, note: str) -> None:
    facts: dict[str, Any] = {"by": desk.ig, "at": desk.ago(1), "read_version": agreement.version}
    keeping.note_notice(agreement, notice=notice, notice_note=note, **facts)


def _partner(desk: Desk, name: str, kind: Kind) -> Organisation:
    return organisations.create(by=desk.manager, at=desk.ago(800), name=name, kind=kind.value)


def _assure(desk: Desk, partner: Organisation, until: int) -> None:
    """With a certificate of a year that holds so many days from now, or held until so many days ago."""
    partner.refresh_from_db()
    facts: dict[str, Any] = {"issued_on": desk.day(until - 364), "expires_on": desk.day(until)}
    organisations.add_assurance(
        partner,
        by=desk.ig,
        at=desk.ago(max(364 - until, 1)),
        read_version=partner.version,
        kind=AssuranceKind.CYBER_ESSENTIALS.value,
        **facts,
    )
