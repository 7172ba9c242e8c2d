"""Whether an agreement covers a sharing, at any moment: the one question that the rest of the application asks.

The facts are fetched in a few queries, whatever the number of agreements; the answer is `rules.covers`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q, prefetch_related_objects

from consent.purposes import Purpose
from governance.calendar import local_day
from governance.errors import YES, Verdict
from governance.organisations.models import Organisation
from sharing.agreements.models import Agreement
from sharing.agreements.querysets import versions_of
from sharing.agreements.rules import (
    Course,
    Cover,
    Direction,
    Sharing,
    Terms,
    Type,
    above_allowed,
    best,
    counts,
    covers,
    usable,
)
from sharing.agreements.states import NEVER


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
    theirs = Agreement.objects.with_partner(recipient).exclude(state__in=NEVER).order_by("pk")
    found = [Answer(each, covers(terms, asked, at)) for each, terms in terms_of(theirs, at).items()]
    return sorted(found, key=lambda answer: answer.cover.distance)


def can_be_used(agreement: Agreement, at: datetime) -> Cover:
    """Whether anything can be shared under it at a moment, whatever it covers; with what to heed beside a yes."""
    return usable(_terms_now(agreement, at), at)


def what_they_lean_on(agreements: Iterable[Agreement], at: datetime) -> dict[Agreement, Cover]:
    """Of each, whether what it leans on lets it count: the agreement above a protocol, or what fills a memorandum."""
    leaning = terms_of((each for each in agreements if _leans(each)), at)
    return {each: counts(terms, at) for each, terms in leaning.items()}


def has_above(agreement: Agreement, at: datetime) -> Verdict:
    """Whether a protocol stands under an agreement that is active; whatever is no protocol needs none."""
    if agreement.type != Type.DSP:
        return YES
    return above_allowed(_terms_now(agreement, at).above, at)


def remaining(organisation_id: int) -> int:
    """The organisation itself, or the one that it was merged into."""
    merged = Organisation.objects.filter(pk=organisation_id).values_list("merged_into", flat=True).first()
    return merged or organisation_id


def terms_of(agreements: Iterable[Agreement], at: datetime) -> dict[Agreement, Terms]:
    """What each agreement says that decides what it covers at a moment.

    What stands above a protocol or under a memorandum is every version of it: whichever stands at the moment counts.
    """
    found = list(agreements)
    prefetch_related_objects(found, "items", "reviews", "parties__organisation")
    versions = versions_of(each.parent_id or each.pk for each in found if _leans(each))
    everyone = {pk for each in versions.values() for pk in each}
    above: dict[int, list[Course]] = {}
    under: dict[int, list[Course]] = {}
    if everyone:
        relatives = Agreement.objects.filter(Q(pk__in=everyone) | Q(parent__in=everyone))
        for each in relatives.order_by("pk").prefetch_related("reviews"):
            above[each.pk] = [_course(each, at)]
            under.setdefault(each.parent_id or 0, []).append(_course(each, at))

    def of(agreement: Agreement, courses: Mapping[int, list[Course]]) -> tuple[Course, ...]:
        chain = versions.get(agreement.parent_id or agreement.pk, ())
        return tuple(course for pk in chain for course in courses.get(pk, ()))

    return {
        each: replace(
            _terms(each, at),
            above=of(each, above) if each.parent_id else (),
            under=of(each, under) if each.type == Type.MOU else (),
        )
        for each in found
    }


def _leans(agreement: Agreement) -> bool:
    """Whether it counts only through another one."""
    return agreement.type == Type.DSP or (agreement.type == Type.MOU and not agreement.has_sharing_section)


def _terms_now(agreement: Agreement, at: datetime) -> Terms:
    """As it stands in the database, whatever was read of it before."""
    return terms_of(Agreement.objects.filter(pk=agreement.pk), at)[agreement]


def _terms(agreement: Agreement, at: datetime) -> Terms:
    """Without what stands above it or under it."""
    return Terms(
        **vars(_course(agreement, at)),
        type=Type(agreement.type),
        parties=frozenset(
            each.organisation.merged_into_id or each.organisation_id for each in agreement.parties.all()
        ),
        purposes=frozenset(Purpose(each) for each in agreement.purposes),
        items=agreement.rungs,
        direction=Direction(agreement.direction or Direction.BOTH),
        sharing_section=bool(agreement.has_sharing_section),
    )


def _course(agreement: Agreement, at: datetime) -> Course:
    # What is still written may have no dates yet; it has not begun, and that is said first.
    today = local_day(at)
    return Course(
        reference=agreement.log_number or agreement.reference,
        state=agreement.state_at(at),
        began_at=agreement.began_at,
        starts_on=agreement.starts_on or today,
        ends_on=agreement.ends_on or today,
        review_on=_review_on(agreement, at) or today,
        ended_at=min(filter(None, (agreement.ended_at, agreement.superseded_at)), default=None),
    )


def _review_on(agreement: Agreement, at: datetime) -> date | None:
    """The last good day for its review as it stood at a moment: reviews that were recorded later had not been."""
    known = [each for each in agreement.reviews.all() if each.recorded_at <= at]
    latest = max(known, key=lambda each: (each.recorded_at, each.pk), default=None)
    return latest.next_on if latest else agreement.first_review_on
