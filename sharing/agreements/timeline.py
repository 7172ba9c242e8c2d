"""What happened to an agreement, in words: also what a partner did, who has no account, and who filed it for them."""

from governance.ledger.models import Event
from governance.ledger.timeline import Happening, timeline
from sharing.agreements.content import label
from sharing.agreements.models import Agreement, Notice
from sharing.agreements.register import AGREEMENTS, HAPPENED
from sharing.agreements.rules import Capacity


def happened(agreement: Agreement) -> list[Happening]:
    """The timeline of an agreement, newest first. The ledger names nobody, so partners are looked up in the record."""
    links = {
        each.effect_key: f"{each.name} for {each.party.name}"
        for each in agreement.invitations.select_related("party")
    }
    papers = {
        each.file: f"{each.name} for {each.party.name if each.party else 'a partner'}, filed by {each.filed_by}"
        for each in agreement.signatures.exclude(file="").select_related("party", "filed_by")
    }

    def who(event: Event) -> str:
        return links.get(event.detail.get("invitation", ""), "") if event.verb == "sign" else ""

    def text(event: Event) -> str:
        parts = [_text(event)]
        if event.verb == "sign" and event.detail.get("capacity") in (Capacity.DPO, Capacity.SIRO):
            parts.append(f"As our {Capacity(event.detail['capacity']).label}.")
        if link := links.get(event.detail.get("invitation", "")):
            parts.append("Through their link." if event.verb == "sign" else f"{link}.")
        if paper := papers.get(event.detail.get("file", "")):
            parts.append(f"{paper}.")
        return " ".join(part for part in parts if part)

    return timeline(AGREEMENTS.name, agreement.reference, HAPPENED, text=text, who=who)


def _text(event: Event) -> str:
    """What an event says besides what happened: about what, and what it undid."""
    detail, parts = event.detail, []
    if about := detail.get("about"):
        parts.append(f"{label(about)}.")
    if fields := detail.get("fields"):
        parts.append(f"{'; '.join(label(name) for name in fields)}.")
    if detail.get("voided"):
        parts.append("What was approved or signed does not hold any more.")
    if notice := detail.get("notice"):
        parts.append(f"{Notice(notice).label}.")
    if renewal := detail.get("renewal"):
        parts.append(f"The renewal is {renewal}.")
    return " ".join([*parts, event.reason]).strip()
