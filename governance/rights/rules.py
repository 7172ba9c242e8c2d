"""The clock of a rights request, and when it may be paused, made longer, answered or refused (handbook section 11).

Pure: nothing here reads the clock or the database.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from django.db.models import TextChoices

from governance.calendar import DAY, Nation, add_months, add_working_days_without_fail
from governance.errors import YES, Verdict, no

# What the law gives, in months from the start (Article 12(3)).
MONTHS, MONTHS_EXTENDED = 1, 3

# A clarification: the day on which we asked, and that of the reply, or None while there is none.
Pause = tuple[date, date | None]


class Right(TextChoices):
    """What somebody asks for, in words for anyone."""

    ACCESS = "access", "See what you hold about me"
    RECTIFICATION = "rectification", "Put right what is wrong"
    ERASURE = "erasure", "Delete what you hold about me"
    RESTRICTION = "restriction", "Keep it, but do not use it for now"
    OBJECTION = "objection", "Stop using it for something"
    PORTABILITY = "portability", "Take it elsewhere as a file"

    @property
    def named(self) -> str:
        """The name of the right, as staff say it."""
        return self.value.capitalize()


class Longer(TextChoices):
    """Why an answer may take two months more (Article 12(3)); there is no third reason."""

    COMPLEX = "complex", "It is complex"
    NUMBER = "number", "They asked for many things"


class Outcome(TextChoices):
    """What became of a request that was answered."""

    GRANTED = "granted", "We did all that they asked"
    PARTLY = "partly", "We did a part of it"
    NOTHING = "nothing", "We hold nothing about them"
    DROPPED = "dropped", "They do not want it any more"


class Ground(TextChoices):
    """Why we refuse. Which of them fits is a matter of the right that is asked for."""

    IDENTITY = "identity", "We could not make sure who asks"
    UNFOUNDED = "unfounded", "It is plainly not meant as a request about their information"
    EXCESSIVE = "excessive", "It asks for the same again and again, or for far too much"
    NOT_OURS = "not_ours", "Somebody else decides about this information"
    OTHERS = "others", "Everything in it is about somebody else"
    CORRECT = "correct", "What we hold is right"
    MUST_KEEP = "must_keep", "The law or our care for them needs it kept"
    NOT_THIS_BASIS = "not_this_basis", "The law gives this right only for other uses"
    STRONGER = "stronger", "There are stronger reasons to go on"


ALWAYS = (Ground.IDENTITY, Ground.UNFOUNDED, Ground.EXCESSIVE, Ground.NOT_OURS)
GROUNDS: Mapping[Right, tuple[Ground, ...]] = {
    Right.ACCESS: (*ALWAYS, Ground.OTHERS),
    Right.RECTIFICATION: (*ALWAYS, Ground.CORRECT),
    Right.ERASURE: (*ALWAYS, Ground.MUST_KEEP),
    Right.RESTRICTION: (*ALWAYS, Ground.NOT_THIS_BASIS),
    Right.OBJECTION: (*ALWAYS, Ground.NOT_THIS_BASIS, Ground.STRONGER),
    Right.PORTABILITY: (*ALWAYS, Ground.NOT_THIS_BASIS),
}
# What they say shows on the person's page while we look into it, and as long as we keep to it.
MARKS = (Right.OBJECTION, Right.RESTRICTION)
# Answered only when every place was searched; a copy is given besides.
SEARCHED = (Right.ACCESS, Right.PORTABILITY, Right.ERASURE)
COPIED = (Right.ACCESS, Right.PORTABILITY)


# --- The clock ------------------------------------------------------------------------------


def starts_on(received_on: date, *, identity_asked: bool, identified_on: date | None) -> date | None:
    """The day from which the months count; None while the person still has to show who they are.

    Where we did not have to ask who they are, it is the day on which the request came.
    """
    return identified_on if identity_asked else received_on


def days_paused(pauses: Iterable[Pause], on: date) -> int:
    """How many days do not count: from each asking to its reply, both of them too, and no day twice.

    An asking without a reply reaches to `on`.
    """
    days: set[date] = set()
    for asked_on, replied_on in pauses:
        last = on if replied_on is None else replied_on
        days.update(asked_on + timedelta(days=n) for n in range((last - asked_on).days + 1))
    return len(days)


def due_on(
    started_on: date, nation: Nation | None, on: date, *, pauses: Iterable[Pause] = (), extended: bool = False
) -> date:
    """The last good day for the answer, as the clock stands on the day `on` (T2, T6).

    nation: of the service, which decides what a working day is; without one, England's. Beyond the published bank
    holidays every Monday to Friday counts, since no request may be turned away for that.
    """
    months = MONTHS_EXTENDED if extended else MONTHS
    due = add_months(started_on, months) + timedelta(days=days_paused(pauses, on))
    return add_working_days_without_fail(due - DAY, 1, nation)


def notice_by(first_due_on: date) -> date:
    """The last good day to tell them that it takes longer: it must be before the first due date."""
    return first_due_on - DAY


# --- What may be done ---------------------------------------------------------------------------


def may_pause(right: Right, due: date, on: date) -> Verdict:
    """To ask what exactly they mean stops the clock of a request for access alone."""
    if right is not Right.ACCESS:
        return no(
            "Only a request to see what we hold is paused by a question.",
            next_step="Ask them all the same. The clock goes on.",
        )
    if on > due:
        return no("It is overdue, so the clock is not stopped any more.", next_step="Answer it.")
    return YES


def may_ask_identity(due: date, on: date) -> Verdict:
    """To ask who they are puts off the start of the month, so it is asked before that is over."""
    if on > due:
        return no(
            "It is overdue, so the clock is not put off any more.",
            next_step="If you cannot be sure who asks, write to them, and answer or refuse it.",
        )
    return YES


def may_extend(first_due_on: date, on: date, *, extended: bool) -> Verdict:
    """Two months more, once, as long as they are told before the first due date."""
    if extended:
        return no(
            "It was made longer already, and that is done once.", next_step="Answer it by the new date."
        )
    if on > notice_by(first_due_on):
        return no(
            f"They had to be told before {first_due_on:%-d %B %Y}, so it cannot be made longer any more.",
            next_step="Answer it as soon as you can, and say why it is late.",
        )
    return YES


def may_answer(
    right: Right,
    outcome: Outcome,
    *,
    to_search: int,
    released: bool,
    known: bool = True,
    identified: bool = True,
) -> Verdict:
    """Nothing is called done before every place was searched, and nothing is given that nobody has read.

    to_search: how many places are still open. released: what we hold was read through and let go. known: we know whose
    it is and who asks; else what they object to would stand on nobody's page. identified: we know who asks.
    """
    if right in MARKS and outcome in (Outcome.GRANTED, Outcome.PARTLY) and not known:
        return no(
            "We do not know whose request it is, so nobody would heed it.",
            next_step="Say whose it is and how we know who they are. Then answer.",
        )
    if outcome in (Outcome.GRANTED, Outcome.PARTLY) and not identified:
        return no("We do not know for sure who asks.", next_step="Say how we know who they are. Then answer.")
    if outcome is Outcome.DROPPED or right not in SEARCHED:
        return YES
    if to_search:
        places = "1 place is" if to_search == 1 else f"{to_search} places are"
        return no(
            f"{places} not searched yet.", next_step="Tick each of them, and say what you found. Then answer."
        )
    if right in COPIED and outcome in (Outcome.GRANTED, Outcome.PARTLY) and not released:
        return no(
            "The copy of what we hold is not released yet.",
            next_step="Gather it, read each part, and release it. Then answer.",
        )
    return YES


def may_refuse(right: Right, ground: Ground) -> Verdict:
    """Whether this is a ground on which this right can be refused."""
    if ground in GROUNDS[right]:
        return YES
    return no(
        "This is no reason to refuse this right.", next_step="Choose another reason, or answer the request."
    )


def day_fits(day: date, *, first: date, on: date) -> Verdict:
    """Whether something can have happened on this day: not before `first`, and not after today."""
    if day > on:
        return no("This day is still to come.", next_step="Give the day on which it happened.")
    if day < first:
        return no(f"This is before {first:%-d %B %Y}.", next_step="Look at the date again.")
    return YES


def lines_left(others: Collection[int], taken_out: Collection[int], because: str) -> Verdict:
    """Whether what is about somebody else may stay in: only with the reason for it."""
    if set(others) <= set(taken_out) or because.strip():
        return YES
    return no(
        "A line that is about somebody else stays in.",
        next_step="Take it out, or say why the person may have it: the other one agreed, say.",
    )


RELEASED = no("This copy is released already.", next_step="Gather anew, if more has come since.")


GATHER_ANEW = no(
    "Something that was gathered may not be given any more.", next_step="Gather it anew, and read each part."
)


def may_release(
    *, identified: bool, gathered: bool, to_review: int, released: bool, all_held: bool
) -> Verdict:
    """Nothing leaves that nobody has read, nor before we know who asks.

    all_held: each part would still be gathered now.
    """
    if released:
        return RELEASED
    if not all_held:
        return GATHER_ANEW
    if not identified:
        return no("We do not know for sure who asks.", next_step="Make sure of that first.")
    if not gathered:
        return no("What we hold is not gathered yet.", next_step="Gather it, and read each part.")
    if to_review:
        parts = "1 part is" if to_review == 1 else f"{to_review} parts are"
        return no(f"{parts} not read yet.", next_step="Read each of them. Nothing leaves unread.")
    return YES
