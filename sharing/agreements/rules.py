"""The rules of agreements, as pure functions (handbook section 4): what one covers, and what follows without one.

Every function takes its day (`on`) or its moment (`at`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import TextChoices

from consent.items import CRIME, SPECIAL
from governance import defaults
from governance.calendar import add_months, local_day
from governance.errors import YES, Code, Verdict, no
from sharing.agreements.states import State
from sharing.ladder import Rung
from sharing.purposes import Purpose


class Type(TextChoices):
    ISA = "ISA", "Information sharing agreement"
    MOU = "MOU", "Memorandum of understanding"
    DSP = "DSP", "Data sharing protocol"


class Controllers(TextChoices):
    """How a party and we decide about the data."""

    SEPARATE = "separate", "Separate: each of us decides for itself"
    JOINT = "joint", "Joint: we decide together"


class People(TextChoices):
    """Whose data it is."""

    TREATED = "treated", "People we support"
    CHILDREN = "children", "Children we support"
    FAMILY = "family", "Their families and friends"
    STAFF = "staff", "Staff"
    VOLUNTEERS = "volunteers", "Volunteers"
    PUBLIC = "public", "Others"


class Direction(TextChoices):
    OUT = "out", "From us to them"
    IN = "in", "From them to us"
    BOTH = "both", "Both ways"


# --- What is asked, and what an agreement says -----------------------------------------


@dataclass(frozen=True)
class Sharing:
    """One sharing that is asked about. `recipient` is the organisation; `items` are codes of data items."""

    recipient: int
    purpose: Purpose
    items: frozenset[str]
    rung: Rung
    direction: Direction = Direction.OUT


@dataclass(frozen=True)
class Terms:
    """What an agreement says, as far as it decides what is covered. `began_at` is when it became ACTIVE.

    items: each with the highest rung that it may go out on. ended_at: when it was ended early, or replaced.
    sharing_section: an MOU says itself what is shared. protocol_active: a protocol under it is ACTIVE and counts.
    parent_active: of a protocol, the ISA or MOU above it is ACTIVE at the moment that is asked about.
    """

    reference: str
    type: Type
    state: State
    began_at: datetime | None
    starts_on: date
    ends_on: date
    review_on: date
    parties: frozenset[int]
    purposes: frozenset[Purpose]
    items: Mapping[str, Rung]
    direction: Direction
    ended_at: datetime | None = None
    sharing_section: bool = True
    protocol_active: bool = False
    parent_active: bool = True


class Cover(NamedTuple):
    """Whether an agreement covers a sharing: the verdict; which agreement; a warning to show beside a yes.

    stands: it is in force with this recipient, so that a no is about what this sharing asks for.
    """

    verdict: Verdict
    reference: str = ""
    warning: str = ""
    stands: bool = False

    def __bool__(self) -> bool:
        return bool(self.verdict)

    @property
    def distance(self) -> tuple[bool, ...]:
        """How far it is from a plain yes: a yes without a warning comes first, then any yes, then a near miss."""
        return (not self, not self.stands, bool(self.warning), not self.reference)


# --- Dates ---------------------------------------------------------------------------


def latest_end(starts_on: date) -> date:
    """The last day on which an agreement that starts on this day may end: 36 months on."""
    return add_months(starts_on, defaults.AGREEMENT_LONGEST_MONTHS.value)


def dates_allowed(starts_on: date, ends_on: date) -> Verdict:
    """Whether an agreement can run so: a mistake in what was typed otherwise, so it carries no code."""
    if ends_on < starts_on:
        return no("It ends before it starts.", next_step="Check both dates.")
    latest = latest_end(starts_on)
    if ends_on > latest:
        return no(
            f"An agreement lasts 36 months at most: until {latest:%-d %B %Y}.",
            next_step="Choose an earlier end. It can be renewed.",
        )
    return YES


def review_due(from_on: date, ends_on: date) -> date:
    """The last good day for its review: 12 months after it began or was last reviewed, and not after its end."""
    return min(add_months(from_on, defaults.AGREEMENT_REVIEW_MONTHS.value), ends_on)


def grace_ends(review_on: date) -> date:
    """The last day on which an agreement whose review is overdue can still be used."""
    return add_months(review_on, defaults.AGREEMENT_GRACE_MONTHS.value)


def begins_on(began_at: datetime, starts_on: date) -> date:
    """The first day on which it counts: its first day, or that of the last signature where that came later."""
    return max(local_day(began_at), starts_on)


def review_allowed(done_on: date, since: date, on: date) -> Verdict:
    """Whether it can have been reviewed on this day; `since` is when it began or was last reviewed."""
    if since > on:
        return no(f"It begins on {since:%-d %B %Y}.", next_step="Review it after that.")
    if done_on > on:
        return no("This day has not come yet.", next_step="Give the day on which it was reviewed.")
    if done_on < since:
        return no(
            f"It began, or was last reviewed, on {since:%-d %B %Y}.",
            next_step="Give that day or a later one.",
        )
    return YES


def next_review_allowed(next_on: date, done_on: date, ends_on: date) -> Verdict:
    """Whether it can be reviewed next by this day: sooner than in 12 months if need be, and never later."""
    latest = review_due(done_on, ends_on)
    if done_on < next_on <= latest or next_on == latest:
        return YES
    return no(
        f"It is to be reviewed again after this review, and by {latest:%-d %B %Y} at the latest.",
        next_step="Give a day between the two, or leave it empty.",
    )


def end_allowed(ended_at: datetime, began_at: datetime, at: datetime) -> Verdict:
    """Whether it can have been ended early at this moment."""
    if ended_at > at:
        return no("This moment has not come yet.", next_step="Come back when it has ended.")
    if ended_at < began_at:
        return no(
            f"It began on {local_day(began_at):%-d %B %Y} only.",
            next_step="Give a moment after everybody signed.",
        )
    return YES


def duty_due_allowed(due_on: date, ended_on: date) -> Verdict:
    """Whether something can be due to be returned or deleted by this day."""
    if due_on >= ended_on:
        return YES
    return no(f"It ends on {ended_on:%-d %B %Y} only.", next_step="Give that day or a later one.")


def duty_done_allowed(done_on: date, began_on: date, on: date) -> Verdict:
    """Whether something can have been returned or deleted on this day."""
    if done_on > on:
        return no("This day has not come yet.", next_step="Come back when it is done.")
    if done_on < began_on:
        return no(f"The agreement began on {began_on:%-d %B %Y} only.", next_step="Give a later day.")
    return YES


def usable(state: State, starts_on: date, review_on: date, at: datetime) -> Verdict:
    """Whether anything can be shared under it at this moment, whatever it covers; else E-AGREEMENT with the reason.

    state: as it reads at the moment.
    """
    on = local_day(at)
    if state != State.ACTIVE:
        return _not_covered(f"It is {state.label.lower()}.")
    if on < starts_on:
        return _not_begun(starts_on)
    return _reviewed(review_on, on)


def state_at(stored: State, ends_on: date | None, superseded_at: datetime | None, at: datetime) -> State:
    """The state as it reads at a moment: ACTIVE is SUPERSEDED once it is replaced, and EXPIRED past its last day."""
    if stored == State.ACTIVE:
        if superseded_at is not None and at >= superseded_at:
            return State.SUPERSEDED
        if ends_on is not None and local_day(at) > ends_on:
            return State.EXPIRED
    return State(stored)


# --- What it holds, and who signs -----------------------------------------------------------


def is_special(items: Mapping[str, Rung], people: Iterable[str]) -> bool:
    """Whether it holds special category data that is still about people (handbook section 4).

    That somebody is supported by us shows something of their health, whatever else is said of them.
    """
    ours = {People.TREATED, People.CHILDREN} & set(people)
    return any(rung.is_personal and (item in SPECIAL or ours) for item, rung in items.items())


def has_crime(items: Mapping[str, Rung]) -> bool:
    """Whether it holds data about crimes that is still about people (Article 10)."""
    return any(rung.is_personal and item in CRIME for item, rung in items.items())


class Capacity(TextChoices):
    """As what somebody signs."""

    PARTY = "party", "For the partner"
    DPO = "dpo", "Data Protection Officer"
    SIRO = "siro", "Senior Information Risk Owner"


class Needed(NamedTuple):
    """One signature that is needed. `party` is its id, or None for one of ours."""

    capacity: Capacity
    party: int | None = None


def signatures_needed(parties: Iterable[int], *, special: bool) -> list[Needed]:
    """Every party's, our DPO's, and our SIRO's for special category data (section 4)."""
    ours = [Needed(Capacity.DPO), *([Needed(Capacity.SIRO)] if special else [])]
    return [*(Needed(Capacity.PARTY, party) for party in parties), *ours]


# --- Covers ----------------------------------------------------------------------------


def covers(terms: Terms, sharing: Sharing, at: datetime) -> Cover:
    """Whether this agreement covers this sharing at a moment, past or present; else E-AGREEMENT with the reason.

    An overdue review warns until its grace has ended, and then blocks.
    """
    on, party = local_day(at), sharing.recipient in terms.parties
    with_them = YES if party else _not_covered("They are not a party to this agreement.")
    for standing in (stands(terms, at), _counts(terms), with_them, _reviewed(terms.review_on, on)):
        if not standing:
            return Cover(standing, terms.reference)
    for asked in _within(terms, sharing):
        if not asked:
            return Cover(asked, terms.reference, stands=True)
    warning = ""
    if on > terms.review_on:
        warning = (
            f"Its review was due on {terms.review_on:%-d %B %Y}. "
            f"It can be used until {grace_ends(terms.review_on):%-d %B %Y}."
        )
    return Cover(YES, terms.reference, warning, stands=True)


def best(found: Iterable[Cover]) -> Cover:
    """Of what several agreements answer: a yes without a warning, then any yes, then the nearest miss."""
    none = _not_covered("We have no agreement with them.", "Ask the IG team for one before you share.")
    return min([*found, Cover(none)], key=lambda cover: cover.distance)


def _within(terms: Terms, sharing: Sharing) -> Iterator[Verdict]:
    """What this sharing asks for beyond the agreement."""
    if sharing.purpose not in terms.purposes:
        yield _beyond(f"It is not for this purpose: {Purpose(sharing.purpose).label.lower()}.")
    if beyond := sharing.items - terms.items.keys():
        yield _beyond(f"It does not list {len(beyond)} of the things to be shared.")
    if terms.direction not in (Direction.BOTH, sharing.direction):
        yield _beyond(f"It is only for sharing {Direction(terms.direction).label.lower()}.")
    limit = min((terms.items[item] for item in sharing.items if item in terms.items), default=sharing.rung)
    if sharing.rung > limit:
        yield _beyond(f"For what is asked it goes no higher than: {Rung(limit).label}.")


def stands(terms: Terms, at: datetime) -> Verdict:
    """Whether it is ACTIVE at the moment, on a day from its start to its end; else E-AGREEMENT with the reason."""
    on = local_day(at)
    if terms.began_at is None or at < terms.began_at:
        return _not_covered("It is not signed by everyone.", "Wait until everyone has signed.")
    if terms.ended_at is not None and at >= terms.ended_at:
        how = "was ended" if terms.state == State.TERMINATED else "was replaced"
        return _not_covered(f"It {how} on {local_day(terms.ended_at):%-d %B %Y}.")
    if on < terms.starts_on:
        return _not_begun(terms.starts_on)
    if on > terms.ends_on:
        return _not_covered(f"It ended on {terms.ends_on:%-d %B %Y}.", "Ask the IG team to renew it.")
    return YES


def _counts(terms: Terms) -> Verdict:
    """Whether its type counts as an agreement to share at all."""
    if terms.type == Type.MOU and not (terms.sharing_section or terms.protocol_active):
        return _not_covered(
            "A memorandum of understanding is not enough by itself.",
            "Ask the IG team for a section on sharing, or for a protocol under it.",
        )
    if terms.type == Type.DSP and not terms.parent_active:
        return _not_covered("The agreement above this protocol is not active.")
    return YES


def _not_begun(starts_on: date) -> Verdict:
    return _not_covered(f"It starts on {starts_on:%-d %B %Y}.", "Wait until it starts.")


def _reviewed(review_on: date, on: date) -> Verdict:
    last = grace_ends(review_on)
    if on <= last:
        return YES
    return _not_covered(
        f"Its review was due on {review_on:%-d %B %Y}, and the time to catch up ended on {last:%-d %B %Y}.",
        "Ask the IG team to review it.",
    )


def _not_covered(reason: str, next_step: str = "Ask the IG team.") -> Verdict:
    return no(reason, code=Code.AGREEMENT, next_step=next_step)


def _beyond(reason: str) -> Verdict:
    return _not_covered(reason, "Share less, or ask the IG team to change the agreement.")


# --- Without cover -----------------------------------------------------------------------


@dataclass(frozen=True)
class Occasion:
    """How a sharing without cover comes about.

    routine: marked recurring, or the second to one recipient for one purpose within 90 days (`is_repeated`).
    stop_check: it needs a Stop and Check. compels: a court order, legal duty, notifiable disease or regulator.
    single_with_footing: about one person, with an ACTIVE consent or a reason of section 6.
    """

    routine: bool
    stop_check: bool
    compels: bool
    single_with_footing: bool


class Uncovered(NamedTuple):
    """What follows without cover: may it go ahead; is it flagged as a gap, which IG is told of that day."""

    verdict: Verdict
    agreement_gap: bool = False


def is_repeated(earlier: Iterable[date], on: date) -> bool:
    """Whether one earlier sharing with this recipient for this purpose was within 90 days."""
    longest = defaults.REPEATED_WITHIN_DAYS.value
    return any(0 <= (on - day).days <= longest for day in earlier)


def without_cover(occasion: Occasion) -> Uncovered:
    """Whether a sharing that no agreement covers may go ahead (section 4, "No cover"), else E-AGREEMENT."""
    if occasion.compels:
        return Uncovered(YES)
    if occasion.routine or occasion.stop_check:
        why = "is done again and again" if occasion.routine else "needs a Stop and Check"
        return Uncovered(
            no(
                f"Sharing that {why} needs an agreement, whoever has consented.",
                code=Code.AGREEMENT,
                next_step="Ask the IG team for an agreement before you share.",
            )
        )
    if occasion.single_with_footing:
        return Uncovered(YES, agreement_gap=True)
    return Uncovered(
        no(
            "No agreement covers this, and nobody has consented.",
            code=Code.AGREEMENT,
            next_step="Ask the person, or ask the IG team for an agreement.",
        )
    )
