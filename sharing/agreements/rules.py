"""The rules of agreements, as pure functions (handbook section 4): what one covers, and what follows without one.

Every function takes its day (`on`) or its moment (`at`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import TextChoices

from consent.items import CRIME, SPECIAL
from consent.purposes import Purpose
from governance import defaults
from governance.calendar import Nation, add_months, local_day
from governance.errors import YES, Code, Verdict, no
from sharing.agreements.states import State
from sharing.ladder import Rung
from sharing.locks import Footing
from sharing.opt_out import Ground


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


@dataclass(frozen=True, kw_only=True)
class Course:
    """From when to when an agreement counts. `began_at` is when it became ACTIVE.

    ended_at: when it was ended early, or replaced. review_on: the last good day for its review.
    """

    reference: str
    state: State
    began_at: datetime | None
    starts_on: date
    ends_on: date
    review_on: date
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Terms(Course):
    """What an agreement says, as far as it decides what is covered.

    items: each with the highest rung that it may go out on. sharing_section: an MOU says itself what is shared.
    above: of a protocol, every version of the ISA or MOU that it stands under. under: of an MOU, the protocols under
    any version of it. Whichever stands at the moment that is asked about counts.
    """

    type: Type
    parties: frozenset[int]
    purposes: frozenset[Purpose]
    items: Mapping[str, Rung]
    direction: Direction
    sharing_section: bool = True
    above: tuple[Course, ...] = ()
    under: tuple[Course, ...] = ()


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


def not_over(ends_on: date, on: date) -> Verdict:
    """Whether its last day is still to come, so that it can count at all."""
    if on <= ends_on:
        return YES
    return no(f"Its last day, {ends_on:%-d %B %Y}, has passed.", next_step="Give it a later last day first.")


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


def end_allowed(
    ended_at: datetime, began_at: datetime, starts_on: date, ends_on: date, at: datetime
) -> Verdict:
    """Whether it can have been ended early at this moment, or be given notice for it where it is still to come."""
    if local_day(ended_at) > ends_on:
        return no(f"It ends on {ends_on:%-d %B %Y} anyway.", next_step="Give a moment before that.")
    if at < ended_at and local_day(ended_at) < starts_on:
        return no(
            f"It starts on {starts_on:%-d %B %Y} only.",
            next_step="End it now, or on a day after it has started.",
        )
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


def state_at(
    stored: State,
    ends_on: date | None,
    superseded_at: datetime | None,
    at: datetime,
    ended_at: datetime | None = None,
) -> State:
    """The state as it reads at a moment: ACTIVE is SUPERSEDED once it is replaced, EXPIRED past its last day, and
    TERMINATED from the moment for which notice was given. What came first counts."""
    if stored == State.ACTIVE:
        moments = ((ended_at, State.TERMINATED), (superseded_at, State.SUPERSEDED))
        past = [(moment, state) for moment, state in moments if moment is not None and moment <= at]
        if past:
            return min(past, key=lambda each: each[0])[1]
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


# What is plainly beyond anybody's own care, whoever does it.
BEYOND_CARE = {Purpose.NATIONAL_RETURN, Purpose.COMMISSIONING, Purpose.QUALITY, Purpose.RESEARCH}


def against_ground(
    ground: Ground,
    *,
    nations: Collection[Nation],
    items: Mapping[str, Rung],
    people: Iterable[str],
    purposes: Iterable[str],
    footing: Footing | None,
) -> str:
    """What the rest of the agreement says against this reason about the national opt-out; nothing where it can hold.

    nations: of the services of ours that share under it (handbook section 7).
    """
    highest = max(items.values(), default=Rung.AGGREGATED)
    ours = {People.TREATED, People.CHILDREN} & set(people)
    beyond = [Purpose(each).label.lower() for each in purposes if each in BEYOND_CARE]
    if ground == Ground.SCOTLAND and Nation.ENG in nations:
        return "a service in England shares under this agreement too"
    if ground == Ground.ANONYMISED and highest.is_personal:
        return f"something goes as high as “{highest.label}”, which is still about people"
    if ground == Ground.NOT_CPI and highest == Rung.IDENTIFIABLE and ours:
        return "it shows whom we support, and that says something of their health"
    if ground == Ground.OWN_CARE and beyond:
        return f"more than their own care is named as what it is for: {', '.join(beyond)}"
    if ground == Ground.CONSENT and footing not in (None, Footing.EXPRESS_CONSENT):
        return f"the third lock says: {footing.label.lower()}"
    return ""


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

    An overdue review warns until its grace has ended, and then blocks: its own, and that of what it leans on.
    """
    found = usable(terms, at)
    if found and sharing.recipient not in terms.parties:
        return Cover(_not_covered("They are not a party to this agreement."), terms.reference)
    if found:
        asked = next((each for each in _within(terms, sharing) if not each), YES)
        found = found._replace(verdict=asked, warning=found.warning if asked else "", stands=True)
    return found


def usable(terms: Terms, at: datetime) -> Cover:
    """Whether anything can be shared under it at this moment, whatever it covers; else E-AGREEMENT with the reason."""
    found = counts(terms, at)
    for own in (stands(terms, at), found.verdict, _reviewed(terms, at)):
        if not own:
            return Cover(own, terms.reference)
    return Cover(YES, terms.reference, _overdue(terms, at) or found.warning)


def counts(terms: Terms, at: datetime) -> Cover:
    """Whether its type counts as an agreement to share at all, with what it leans on as that stands at a moment.

    A protocol leans on the ISA or MOU above it, an MOU that does not say itself what is shared on a protocol under it.
    What cannot be used carries nothing; a review that is overdue there warns here (section 4).
    """
    if terms.type == Type.DSP:
        return _leaning(terms.above, "above this protocol", _nothing_above(terms.above, at), at)
    if terms.type == Type.MOU and not terms.sharing_section:
        nothing = _not_covered(
            "A memorandum of understanding is not enough by itself.",
            "Ask the IG team for a section on sharing, or for a protocol under it.",
        )
        return _leaning(terms.under, "under this memorandum", nothing, at)
    return Cover(YES)


def _leaning(on: Iterable[Course], where: str, nothing: Verdict, at: datetime) -> Cover:
    standing = [each for each in on if stands(each, at)]
    good = [Cover(YES, each.reference, _overdue(each, at)) for each in standing if _reviewed(each, at)]
    if good:
        nearest = min(good, key=lambda each: each.distance)
        return nearest._replace(
            warning=nearest.warning and f"{nearest.reference}, {where}: {nearest.warning}"
        )
    for each in standing:
        reason = f"{each.reference}, {where}, cannot be used. {_reviewed(each, at).reason}"
        return Cover(_not_covered(reason, f"Ask the IG team to review {each.reference}."))
    return Cover(nothing)


def _nothing_above(above: Collection[Course], at: datetime) -> Verdict:
    if not above:
        return _not_covered(
            "We do not know the agreement above this protocol.",
            "Ask the IG team to renew the protocol, and to choose the agreement above it.",
        )
    newest = max(above, key=lambda each: (each.began_at is not None, each.starts_on))
    return _not_covered(
        f"The agreement above this protocol is not active. {newest.reference}: {stands(newest, at).reason}",
        "Ask the IG team to renew the agreement above it.",
    )


def above_allowed(above: Iterable[Course], at: datetime) -> Verdict:
    """Whether a protocol can be sent in, approved and signed under this: one version above it is ACTIVE, though its
    first day may be still to come; else E-AGREEMENT."""
    if any(signed(each, at) for each in above):
        return YES
    return no(
        "The agreement above this protocol is not active.",
        code=Code.AGREEMENT,
        next_step="Wait until everyone has signed that one, or choose another one above this.",
    )


def best(found: Iterable[Cover]) -> Cover:
    """Of what several agreements answer: a yes without a warning, then any yes, then the nearest miss."""
    none = _not_covered("We have no agreement with them.", "Ask the IG team for one before you share.")
    return min([*found, Cover(none)], key=lambda cover: cover.distance)


def _within(terms: Terms, sharing: Sharing) -> Iterator[Verdict]:
    """What this sharing asks for beyond the agreement."""
    if sharing.purpose not in terms.purposes:
        yield _beyond(f"It is not for this purpose: {Purpose(sharing.purpose).label.lower()}.")
    if not sharing.items:
        yield _not_covered("It is not said what is to be shared.", "Choose each kind of information.")
    if beyond := sharing.items - terms.items.keys():
        yield _beyond(f"It does not list {len(beyond)} of the things to be shared.")
    if terms.direction not in (Direction.BOTH, sharing.direction):
        yield _beyond(f"It is only for sharing {Direction(terms.direction).label.lower()}.")
    limit = min((terms.items[item] for item in sharing.items if item in terms.items), default=sharing.rung)
    if sharing.rung > limit:
        yield _beyond(f"For what is asked it goes no higher than: {Rung(limit).label}.")


def stands(course: Course, at: datetime) -> Verdict:
    """Whether it is ACTIVE at the moment, on a day from its start to its end; else E-AGREEMENT with the reason."""
    if (found := signed(course, at)) and local_day(at) < course.starts_on:
        return _not_covered(f"It starts on {course.starts_on:%-d %B %Y}.", "Wait until it starts.")
    return found


def signed(course: Course, at: datetime) -> Verdict:
    """Whether it is ACTIVE at the moment, though its first day may be still to come; else E-AGREEMENT."""
    if course.began_at is None or at < course.began_at:
        return _not_covered("It is not signed by everyone.", "Wait until everyone has signed.")
    if course.ended_at is not None and at >= course.ended_at:
        how = "was ended" if course.state == State.TERMINATED else "was replaced"
        return _not_covered(f"It {how} on {local_day(course.ended_at):%-d %B %Y}.")
    if local_day(at) > course.ends_on:
        return _not_covered(f"It ended on {course.ends_on:%-d %B %Y}.", "Ask the IG team to renew it.")
    return YES


def _reviewed(course: Course, at: datetime) -> Verdict:
    due, last = course.review_on, grace_ends(course.review_on)
    if local_day(at) <= last:
        return YES
    return _not_covered(
        f"Its review was due on {due:%-d %B %Y}, and the time to catch up ended on {last:%-d %B %Y}.",
        "Ask the IG team to review it.",
    )


def _overdue(course: Course, at: datetime) -> str:
    """What to heed while the review is overdue and its grace lasts; nothing otherwise."""
    due = course.review_on
    if local_day(at) <= due:
        return ""
    return f"Its review was due on {due:%-d %B %Y}. It can be used until {grace_ends(due):%-d %B %Y}."


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
