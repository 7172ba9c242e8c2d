"""The rules of thinking privacy through before something starts, as pure functions (handbook section 8)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import IntegerChoices, TextChoices

from governance import defaults
from governance.calendar import add_months, local_day
from governance.errors import YES, Code, Verdict, no

# --- Screening -----------------------------------------------------------------------------

ALWAYS = tuple(f"A{number}" for number in range(1, 14))
CONSIDER = tuple(f"C{number}" for number in range(1, 10))
# Not asked: whoever says that it is about cameras has said so.
CCTV = "A13"


class Need(TextChoices):
    """What screening comes to."""

    REQUIRED = "required", "An assessment is needed"
    DPO_DECIDES = "dpo_decides", "The Data Protection Officer decides"
    NOT_REQUIRED = "not_required", "No assessment is needed"


@dataclass(frozen=True)
class Screening:
    """What it comes to, and the questions whose answer made it so."""

    need: Need
    because: tuple[str, ...]


def screened(said_yes: Collection[str], *, is_cctv: bool) -> Screening:
    """Whether an assessment is needed: for any A, or two C; one C is for the DPO to decide; any CCTV is an A.

    said_yes: the codes of the questions that were answered with yes. A code that is none is a ValueError.
    """
    unknown = set(said_yes) - set(ALWAYS) - set(CONSIDER)
    if unknown:
        raise ValueError(f"No question of the screening: {', '.join(sorted(unknown))}")
    yes = set(said_yes) | ({CCTV} if is_cctv else set())
    always = tuple(code for code in ALWAYS if code in yes)
    consider = tuple(code for code in CONSIDER if code in yes)
    if always or len(consider) >= 2:
        return Screening(Need.REQUIRED, always + consider)
    return Screening(Need.DPO_DECIDES if consider else Need.NOT_REQUIRED, consider)


# --- Risks ---------------------------------------------------------------------------------


class Severity(IntegerChoices):
    MINIMAL = 1, "Minimal"
    SIGNIFICANT = 2, "Significant"
    SEVERE = 3, "Severe"


class Likelihood(IntegerChoices):
    REMOTE = 1, "Remote"
    POSSIBLE = 2, "Possible"
    PROBABLE = 3, "Probable"


class Level(TextChoices):
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return {"low": "green", "medium": "yellow", "high": "red"}[self.value]


class Effect(TextChoices):
    """What the measures do to a risk."""

    ELIMINATED = "eliminated", "The risk is gone"
    REDUCED = "reduced", "The risk is smaller"
    ACCEPTED = "accepted", "We live with the risk"


MATRIX: Mapping[Severity, tuple[Level, Level, Level]] = {
    Severity.SEVERE: (Level.LOW, Level.HIGH, Level.HIGH),
    Severity.SIGNIFICANT: (Level.LOW, Level.MEDIUM, Level.HIGH),
    Severity.MINIMAL: (Level.LOW, Level.LOW, Level.LOW),
}


def level(severity: int, likelihood: int) -> Level:
    """How high a risk is. Another number than those of the matrix is a ValueError."""
    return MATRIX[Severity(severity)][Likelihood(likelihood) - 1]


# --- Advice, sign-off and outcome ------------------------------------------------------------


def may_advise(adviser: int, *, sender: int | None) -> Verdict:
    """The one who sent it in never advises on it: else E-SAME-PERSON."""
    if adviser == sender:
        return no(
            "You sent this in, and the one who sent it in never advises on it.",
            code=Code.SAME_PERSON,
            next_step="Let its owner send it in.",
        )
    return YES


def may_decide(decider: int, *, adviser: int | None) -> Verdict:
    """Advice and approval are different people: else E-SAME-PERSON. Without advice nobody decides (E-DPIA)."""
    if adviser is None:
        return no(
            "The Data Protection Officer has not advised on it yet.",
            code=Code.DPIA,
            next_step="Wait for the advice: nobody decides without it.",
        )
    if decider == adviser:
        return no(
            "You advised on this, and the one who advised never decides.",
            code=Code.SAME_PERSON,
            next_step="Leave it to the Senior Information Risk Owner.",
        )
    return YES


def advice_answered(followed: bool | None, because: str) -> Verdict:
    """Whether the answer to the advice is whole: overruling it needs reasons."""
    if followed is None:
        return no("Nobody has said yet whether the advice is followed.", next_step="Its owner answers first.")
    if not followed and not because.strip():
        return no("The advice is not followed, and no reason is given.", next_step="Write why not.")
    return YES


def views_answered(asked: bool | None, followed: bool | None, because: str) -> Verdict:
    """Whether departing from what people said has its reasons; nobody departs from what nobody was asked."""
    if asked and followed is False and not because.strip():
        return no(
            "It departs from what people said, and no reason is given.", next_step="Write why in step 3."
        )
    return YES


def may_approve(residual: Iterable[Level], *, ico_answered: bool) -> Verdict:
    """Any risk that stays high goes to the ICO first: else E-DPIA. ico_answered: it answered to exactly this."""
    if Level.HIGH in set(residual) and not ico_answered:
        return no(
            "A risk stays high, so it must not start.",
            code=Code.DPIA,
            next_step="Ask the ICO first, or send it back for stronger measures.",
        )
    return YES


# --- The clocks of the ICO -------------------------------------------------------------------

ACCEPTS_WITHIN = timedelta(days=10)
ADVISES_WITHIN = timedelta(weeks=8)
EXTENDED_BY = timedelta(weeks=6)
# A pause that has no end yet: its second day is None.
Pause = tuple[date, date | None]


def accepts_by(sent_on: date) -> date:
    """Until when it says whether it takes the case: 10 days."""
    return sent_on + ACCEPTS_WITHIN


def extends_by(sent_on: date) -> date:
    """The last day on which it may say that it takes longer: one month."""
    return add_months(sent_on, 1)


def advises_by(sent_on: date, *, extended: bool, pauses: Iterable[Pause] = ()) -> date | None:
    """Until when its written advice comes: 8 weeks, 6 more if extended; each day of a pause is added.

    None while it is paused, since nobody knows.
    """
    due = sent_on + ADVISES_WITHIN + (EXTENDED_BY if extended else timedelta(0))
    for began_on, ended_on in pauses:
        if ended_on is None:
            return None
        due += ended_on - began_on
    return due


def may_extend(sent_on: date, told_on: date) -> Verdict:
    """Whether it said in time that it takes longer."""
    last = extends_by(sent_on)
    if told_on <= last:
        return YES
    return no(
        f"The ICO can take longer only if it says so by {last:%-d %B %Y}.",
        next_step="Write the day on which it told us. If that was later, ask it what holds.",
    )


# --- Over time -----------------------------------------------------------------------------


def happened(on: date, at: datetime) -> Verdict:
    """Whether a day that is written down has come."""
    if on > local_day(at):
        return no("That day is still to come.", next_step="Write it down when it has happened.")
    return YES


def review_due(looked_on: date) -> date:
    """The last good day to look at it again: a year on."""
    return add_months(looked_on, defaults.DPIA_REVIEW_MONTHS.value)


def need_test_due(tested_on: date) -> date:
    """The last good day to ask again whether the cameras are needed: a year on."""
    return add_months(tested_on, defaults.CCTV_NEED_TEST_MONTHS.value)


class Passed(TextChoices):
    """How far it has come, as far as starting goes."""

    NOT_SCREENED = "not_screened"
    NOT_NEEDED = "not_needed"
    UNDER_WAY = "under_way"
    AWAITING_ICO = "awaiting_ico"
    REJECTED = "rejected"
    REPLACED = "replaced"
    APPROVED = "approved"


@dataclass(frozen=True)
class Before:
    """What counts before something starts.

    open_actions: those that must be done first. signs: photographs of signs at the entrances that were checked, where
    there are cameras. decided_on: None while nothing is decided.
    """

    passed: Passed
    out_of_date: bool = False
    open_actions: int = 0
    is_cctv: bool = False
    signs: int = 0
    decided_on: date | None = None
    stopped: bool = False


_NOT_YET: Mapping[Passed, tuple[str, str]] = {
    Passed.NOT_SCREENED: (
        "Nobody has screened this yet, so it must not start.",
        "Answer the screening questions first.",
    ),
    Passed.UNDER_WAY: (
        "The assessment is needed and not approved yet, so it must not start.",
        "Finish it, and wait for the decision.",
    ),
    Passed.AWAITING_ICO: (
        "A risk stays high and the ICO has not answered yet, so it must not start.",
        "Wait for its answer.",
    ),
    Passed.REJECTED: ("It was rejected, so it must not start.", "Think of another way, and assess that."),
    Passed.REPLACED: ("A newer version has taken its place.", "Open the newer version."),
}


def may_go_live(before: Before, live_on: date | None = None) -> Verdict:
    """Whether it may start, on a day where one is given; else E-DPIA, with what to do."""
    if before.passed in _NOT_YET:
        reason, then = _NOT_YET[before.passed]
        return no(reason, code=Code.DPIA, next_step=then)
    if before.stopped:
        return no(
            "It has ended, so it does not start again.",
            code=Code.DPIA,
            next_step="Make a new version, and have that decided.",
        )
    if live_on is not None and before.decided_on is not None and live_on < before.decided_on:
        return no(
            f"It was decided on {before.decided_on:%-d %B %Y}, so it must not start before that day.",
            code=Code.DPIA,
            next_step="Look at the day again. If it did start before, tell the Data Protection Officer.",
        )
    if before.out_of_date:
        return no(
            "Something changed since it was decided, so it is out of date.",
            code=Code.DPIA,
            next_step="Review it, or make a new version.",
        )
    if before.open_actions:
        return no(
            "What must be done first is not done yet.",
            code=Code.DPIA,
            next_step="Do it, and write down how you know.",
        )
    if before.is_cctv and not before.signs:
        return no(
            "No sign is photographed by then, with a photograph that was checked, so the cameras must not be "
            "switched on.",
            code=Code.DPIA,
            next_step="Put signs up before the entrances, and keep a photograph of each. Checking one takes a minute.",
        )
    return YES


# --- Cameras -------------------------------------------------------------------------------


class Place(TextChoices):
    """Where a camera looks. The last three are asked so that whoever means one is told why not."""

    ENTRANCE = "entrance", "An entrance"
    RECEPTION = "reception", "Reception or waiting room"
    CORRIDOR = "corridor", "Corridor or stairs"
    OUTSIDE = "outside", "Outside, on our own ground"
    MEDICINES = "medicines", "Where medicines or money are kept"
    OFFICE = "office", "An office"
    OTHER = "other", "Somewhere else"
    TOILET = "toilet", "Toilet or washroom"
    CHANGING = "changing", "Changing room"
    THERAPY = "therapy", "Room for therapy or talks"


NEVER = frozenset({Place.TOILET, Place.CHANGING, Place.THERAPY})


def may_look_at(place: Place) -> Verdict:
    """No camera in a toilet, a changing room or a room for therapy: else E-DPIA."""
    if place in NEVER:
        return no(
            f"No camera may look here: {place.label.lower()}.",
            code=Code.DPIA,
            next_step="Choose another place, or do without it.",
        )
    return YES
