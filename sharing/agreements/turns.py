"""Whose turn it is with an agreement, and where each signature stands at a moment."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import TextChoices

from governance.notifications.links import UNSPENT
from sharing.agreements.content import parties
from sharing.agreements.models import Agreement, Comment, Invitation, Party, Signature
from sharing.agreements.rules import Capacity, signatures_needed
from sharing.agreements.states import State


class Place(TextChoices):
    """Where one signature stands."""

    SIGNED = "signed", "Signed"
    CHECKED = "checked", "Copy being checked"
    SENT = "sent", "Link sent"
    RUN_OUT = "run_out", "Link ran out"
    ASKED = "asked", "Waiting"

    @property
    def colour(self) -> str:
        return {
            "signed": "green",
            "checked": "yellow",
            "sent": "blue",
            "run_out": "orange",
            "asked": "yellow",
        }[self.value]


class Turn(NamedTuple):
    """One signature that is needed: for whom, who gives it, where it stands, and what made it."""

    party: Party | None
    capacity: Capacity
    whom: str
    who: str
    place: Place
    signature: Signature | None = None
    link: Invitation | None = None


def turns(agreement: Agreement, at: datetime) -> list[Turn]:
    """Every signature that is needed, partners' first."""
    partners = {each.pk: each for each in parties(agreement)}
    made = {
        (each.capacity, each.party_id): each
        for each in agreement.signatures.filter(voided_at=None).select_related("user")
    }
    links = {each.party_id: each for each in agreement.invitations.filter(UNSPENT)}
    found = []
    for needed in signatures_needed(partners, special=agreement.is_special):
        party = partners.get(needed.party) if needed.party else None
        signature, link = (
            made.get((needed.capacity, needed.party)),
            links.get(needed.party) if needed.party else None,
        )
        place = _place(signature, link, at)
        whom = party.name if party else "Us"
        who = party.signatory if party else Capacity(needed.capacity).label
        found.append(
            Turn(
                party,
                Capacity(needed.capacity),
                whom,
                signature.name if signature else who,
                place,
                signature,
                link,
            )
        )
    return found


def _place(signature: Signature | None, link: Invitation | None, at: datetime) -> Place:
    if signature is not None:
        return Place.CHECKED if signature.waiting else Place.SIGNED
    if link is None:
        return Place.ASKED
    return Place.SENT if at <= link.expires_at else Place.RUN_OUT


def whose_turn(agreement: Agreement, places: Iterable[Turn], questions: Iterable[Comment]) -> str:
    """Who has to do what next, in one sentence; nothing where nobody has to."""
    state = agreement.state
    asked = list(questions)
    unanswered = sum(each.answered_at is None for each in asked)
    if state == State.DRAFT:
        if unanswered:
            return f"{agreement.owner} or whoever writes it: {_questions(unanswered)} to answer, then send it in."
        return f"{agreement.owner} or whoever writes it: finish it and send it in."
    if state == State.IG_REVIEW:
        if asked:
            return f"The IG team: {_questions(len(asked))} to settle, or send it back to be answered."
        return "The Data Protection Officer: read it, and approve it or not."
    if state == State.AWAITING_SIGNATURE:
        left = [each for each in places if each.place != Place.SIGNED]
        return f"Still to sign: {'; '.join(_name(each) for each in left)}."
    return ""


def _questions(number: int) -> str:
    return "1 question" if number == 1 else f"{number} questions"


def _name(turn: Turn) -> str:
    if turn.party is None:
        return f"our {turn.who}"
    if turn.place == Place.CHECKED:
        return f"{turn.whom}, whose copy is being checked"
    return f"{turn.who} for {turn.whom}"
