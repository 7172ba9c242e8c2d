"""Whether an agreement covers a sharing, at any moment: the one question that the rest of the application asks.

The facts are fetched in a few queries, whatever the number of agreements; the answer is `rules.covers`.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from governance.calendar import local_day
from governance.organisations.models import Organisation
from sharing.agreements.models import Agreement
from sharing.agreements.rules import Cover, Direction, Sharing, Terms, Type, best, covers, stands
from sharing.agreements.states import State
from sharing.purposes import Purpose


class Answer(NamedTuple):
    """What one agreement says to a sharing."""

    agreement: Agreement
    cover: Cover


def cover(sharing: Sharing, *, at: datetime) -> Cover:
    """Whether any agreement covers this sharing at a moment, past or present; the nearest miss where none does.

    E-AGREEMENT with the reason otherwise (handbook section 4). For the moment as it was: an agreement that ended
    since covered it, one that was signed, renewed or reviewed since did not.
    """
    return best(answer.cover for answer in answers(sharing, at=at))


def answers(sharing: Sharing, *, at: datetime) -> list[Answer]:
    """What each agreement with the recipient says to it; the one that answers best first."""
    recipient = remaining(sharing.recipient)
    asked = replace(sharing, recipient=recipient)
    theirs = Agreement.objects.with_partner(recipient).exclude(state=State.REJECTED).with_terms()
    found = [Answer(each, covers(terms_of(each, at), asked, at)) for each in theirs]
    return sorted(found, key=lambda answer: answer.cover.distance)


def remaining(organisation_id: int) -> int:
    """The organisation itself, or the one that it was merged into."""
    merged = Organisation.objects.filter(pk=organisation_id).values_list("merged_into", flat=True).first()
    return merged or organisation_id


def terms_of(agreement: Agreement, at: datetime) -> Terms:
    """What an agreement says that decides what it covers at a moment; read it `with_terms`."""
    parent = agreement.parent
    return replace(
        _own_terms(agreement, at),
        protocol_active=any(stands(_own_terms(each, at), at) for each in agreement.protocols.all()),
        parent_active=parent is not None and bool(stands(_own_terms(parent, at), at)),
    )


def _own_terms(agreement: Agreement, at: datetime) -> Terms:
    """Without what stands above it or under it."""
    # What is still written may have no dates yet; it has not begun, and that is said first.
    today = local_day(at)
    return Terms(
        reference=agreement.log_number or agreement.reference,
        type=Type(agreement.type),
        state=State(agreement.state),
        began_at=agreement.began_at,
        starts_on=agreement.starts_on or today,
        ends_on=agreement.ends_on or today,
        review_on=_review_on(agreement, at) or today,
        parties=frozenset(
            each.organisation.merged_into_id or each.organisation_id for each in agreement.parties.all()
        ),
        purposes=frozenset(Purpose(each) for each in agreement.purposes),
        items=agreement.rungs,
        direction=Direction(agreement.direction or Direction.BOTH),
        ended_at=min(filter(None, (agreement.ended_at, agreement.superseded_at)), default=None),
        sharing_section=bool(agreement.has_sharing_section),
    )


def _review_on(agreement: Agreement, at: datetime) -> date | None:
    """The last good day for its review as it stood at a moment: reviews that were recorded later had not been."""
    known = [each for each in agreement.reviews.all() if each.recorded_at <= at]
    latest = max(known, key=lambda each: (each.recorded_at, each.pk), default=None)
    return latest.next_on if latest else agreement.first_review_on
