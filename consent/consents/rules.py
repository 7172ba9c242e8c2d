"""The rules of consent, as pure functions: handbook sections 2 and 3.1–3.5.

Who is a child, who can decide, who may say yes for another, how, what a good consent needs, how long it
lasts and whether it held at any moment. Every function takes its day (`on`) or its moment (`at`).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from unicodedata import normalize

from django.db.models import TextChoices

from consent.ability import CAPACITY_FROM, FOUND_UNABLE, Finding, ability, assumed_age
from consent.kinds import KINDS, ORAL, Kind, Method
from governance import defaults
from governance.calendar import (
    DAY,
    Nation,
    add_months,
    add_working_days_without_fail,
    birthday,
    is_overdue,
    local_day,
)
from governance.errors import YES, Code, Verdict, no

# --- Words ----------------------------------------------------------------------


class Giver(TextChoices):
    """Who said yes or no (section 3.3).

    "Next of kin" is here so that a worker who reaches for it is told why it is refused; it is never saved.
    """

    SELF = "SELF", "The person"
    PARENT = "PARENT", "Someone with parental responsibility"
    ATTORNEY = "ATTORNEY", "Welfare attorney"
    DEPUTY = "DEPUTY", "Deputy (England)"
    GUARDIAN = "GUARDIAN", "Guardian (Scotland)"
    NEXT_OF_KIN = "NEXT_OF_KIN", "Next of kin"


class State(TextChoices):
    """A consent's states (section 3.3). EXPIRED is never stored: it is worked out when read."""

    DRAFT = "DRAFT", "Draft"
    ACTIVE = "ACTIVE", "Active"
    REFUSED = "REFUSED", "Refused"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"
    EXPIRED = "EXPIRED", "Expired"
    SUPERSEDED = "SUPERSEDED", "Replaced"
    INVALID = "INVALID", "Not valid"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return _COLOURS[self]


_COLOURS: Mapping[State, str] = {
    State.DRAFT: "yellow",
    State.ACTIVE: "green",
    State.REFUSED: "red",
    State.WITHDRAWN: "red",
    State.EXPIRED: "orange",
    State.SUPERSEDED: "grey",
    State.INVALID: "grey",
}


# Why a yes is kept as a draft: these can still be put right. Anything else makes it wrong altogether.
OPEN = frozenset({Code.VALIDITY, Code.COMPETENCE, Code.CAPACITY})


# --- Who decides (sections 2, 3.3–3.5) ---------------------------------------------


def may_give(
    giver: Giver,
    born: date | None,
    nation: Nation,
    on: date,
    *,
    finding: Finding | None = None,
    authority_seen: bool = False,
    possibly_young: bool = True,
) -> Verdict:
    """Whether this giver may say yes for this person (section 3.3).

    The person, when able. Anybody else only when the person was found unable to decide: under 16 someone
    with parental responsibility; from 16 a welfare attorney, a deputy (England) or a guardian (Scotland)
    whose authority was seen. Refuses with E-GIVER, or as `ability` does while nothing has been found yet.
    """
    if giver == Giver.NEXT_OF_KIN:
        return no(
            "Being next of kin does not let someone consent for another person.",
            code=Code.GIVER,
            next_step="Ask the person. If they cannot decide, find out who has legal authority.",
        )
    able = ability(born, nation, on, finding, possibly_young=possibly_young)
    if giver == Giver.SELF:
        return able
    if able:
        return no(
            "They can decide for themselves, so nobody else can say yes for them.",
            code=Code.GIVER,
            next_step="Ask the person. If they said no, their no stands.",
        )
    young = assumed_age(born, on, possibly_young) < CAPACITY_FROM
    if giver == Giver.PARENT and not young:
        return no(
            "From their 16th birthday, a parent cannot say yes for them.",
            code=Code.GIVER,
            next_step="Find out whether someone has legal authority for them.",
        )
    if giver != Giver.PARENT:
        refusal = _authority(giver, nation, young=young, seen=authority_seen)
        if not refusal:
            return refusal
    return YES if finding in FOUND_UNABLE else able


def _authority(giver: Giver, nation: Nation, *, young: bool, seen: bool) -> Verdict:
    if young:
        return no(
            "An attorney, a deputy or a guardian can act only for someone aged 16 or over.",
            code=Code.GIVER,
            next_step="Ask someone with parental responsibility.",
        )
    if giver == Giver.DEPUTY and nation != Nation.ENG:
        return no("Scotland has no deputies.", code=Code.GIVER, next_step="Ask to see a guardian's order.")
    if giver == Giver.GUARDIAN and nation != Nation.SCT:
        return no(
            "England has no guardians for this.", code=Code.GIVER, next_step="Ask to see a deputy's order."
        )
    if not seen:
        return no(
            "Nobody has seen the paper that gives them authority.",
            code=Code.GIVER,
            next_step="Ask to see it, then record that you did.",
        )
    return YES


# What keeps somebody from saying yes to what it was found about.
AGAINST = FOUND_UNABLE | {Finding.DEFER}


def finding_answered(against: Collection[str], why_none: str, age: int) -> Verdict:
    """Whether a person's own yes, which rests on no finding, may pass beside findings against them (section 3.4).

    against: the decisions that they were found not able to make. why_none: why none of them was about this.
    Refuses with E-COMPETENCE under 16 and E-CAPACITY from 16, as the finding itself would.
    """
    if not against or why_none.strip():
        return YES
    return no(
        f"They were found not able to decide this: {'; '.join(against)}. "
        "Nobody has written down whether that was about this sharing.",
        code=Code.COMPETENCE if age < CAPACITY_FROM else Code.CAPACITY,
        next_step="Choose “Finish or correct”, and say which check was about this, or why none was.",
    )


def parents_last_day(born: date | None) -> date | None:
    """The last good day of a parent's consent: the day before the 16th birthday, where that is known."""
    return None if born is None else birthday(born, 16) - DAY


def moment_allowed(
    moment: datetime,
    born: date | None,
    at: datetime,
    *,
    since: datetime | None = None,
    what: str = "",
    who: str = "they",
    died: date | None = None,
) -> Verdict:
    """Whether something can have been said or done at this moment: not after `at`, not before the birth.

    Nor after the death, where the person said it; nor before `since`, when `who` did `what`. A mistake in
    what was typed, so it carries no code.
    """
    if moment > at:
        return no("This is in the future.", next_step="Check the date and time.")
    if born is not None and local_day(moment) < born:
        return no("This is before they were born.", next_step="Check the date.")
    if died is not None and local_day(moment) > died:
        return no("This is after they died.", next_step="Check the date.")
    if since is not None and moment < since:
        return no(f"This is before {who} {what}.", next_step="Check the date and time.")
    return YES


def same_name(one: str, other: str) -> bool:
    """Whether two names read the same, but for capitals, spaces, accents and marks such as hyphens."""
    return _letters(one) == _letters(other)


def _letters(name: str) -> str:
    return "".join(each for each in normalize("NFKD", name) if each.isalnum()).casefold()


# --- A good consent (sections 2, 3.2, 3.3) -------------------------------------------


class Check(NamedTuple):
    """One item of the checklist: the question, and what is still to do while its answer is not yes."""

    number: int
    key: str
    question: str
    to_do: str


CHECKLIST = (
    Check(1, "able", "Is the person who says yes able to decide this?", "check that they are able to decide"),
    Check(
        2,
        "free",
        "Is it a free choice, and will their support stay the same if they say no?",
        "make sure it is a free choice that changes nothing about their support",
    ),
    Check(
        3,
        "named",
        "Have you named who will get it, why, and what will be shared?",
        "name who will get it, why, and what will be shared",
    ),
    Check(
        4,
        "told",
        "Have you told them what is shared, why and with whom, and which privacy notice they got?",
        "tell them what is shared, why and with whom, and give them the privacy notice",
    ),
    Check(
        5,
        "clear_act",
        "Did they clearly say or do yes, with no box ticked for them?",
        "ask for a clear yes, with no box ticked for them",
    ),
    Check(
        6,
        "can_withdraw",
        "Have you told them how to change their mind?",
        "tell them how to change their mind",
    ),
    Check(
        7,
        "separate",
        "Did they choose for each purpose on its own?",
        "let them choose for each purpose on its own",
    ),
    Check(8, "evidence", "Do we keep proof: the form or the note?", "keep proof: the form or the note"),
    Check(
        9,
        "no_pressure",
        "Were they free from pressure, also from anyone with them?",
        "make sure that nobody puts pressure on them, also nobody with them",
    ),
    Check(
        10,
        "understandable",
        "Was it in words, a language and a format that they understand?",
        "explain it in words, a language and a format that they understand",
    ),
)

EXTRA_CARE = (
    ("explained", "How did you explain it?"),
    ("understood", "How did you check that they understood?"),
    ("supporter", "Who supports the child?"),
    ("safe_to_involve", "Is it safe to involve that person?"),
)


@dataclass(frozen=True)
class OralNote:
    """What must be written down when the answer was spoken; the worker is whoever records it."""

    said_at: datetime | None
    identity_check: str
    script_version: str
    answer: str


def method_allowed(kind: Kind, method: Method) -> Verdict:
    """Whether this kind of consent may be given this way (section 3.2), else E-METHOD."""
    if method in KINDS[kind].methods:
        return YES
    return no(
        f"{Kind(kind).label}: a spoken yes is not enough.",
        code=Code.METHOD,
        next_step="Use a paper form or a form on screen.",
    )


def validity(
    kind: Kind,
    method: Method,
    answers: Mapping[str, bool | None],
    *,
    notice: str = "",
    note: OralNote | None = None,
    scan_held: bool = False,
    signed: bool = False,
) -> Verdict:
    """Whether a yes is good enough to be ACTIVE (section 3.3). A refusal needs none of this.

    All ten answers, by `CHECKLIST` key, must be True; no answer counts as no. `notice` is the version of
    the privacy notice they got. A spoken yes also needs its full note, paper its scan, and a form on screen
    the signature; each form needs the version of its words. Refuses with E-METHOD, or with E-VALIDITY
    naming all that is missing.
    """
    allowed = method_allowed(kind, method)
    if not allowed:
        return allowed
    to_do = still_to_do(method, answers, notice=notice, note=note, scan_held=scan_held, signed=signed)
    if not to_do:
        return YES
    return no(
        f"Something is missing. Still to do: {'; '.join(to_do)}.",
        code=Code.VALIDITY,
        next_step="Put this right with the person, then record it.",
    )


def still_to_do(
    method: Method,
    answers: Mapping[str, bool | None],
    *,
    notice: str = "",
    note: OralNote | None = None,
    scan_held: bool = False,
    signed: bool = False,
) -> list[str]:
    """What `validity` misses, one thing to do each, in the order of the checklist."""
    to_do = [check.to_do for check in CHECKLIST if answers.get(check.key) is not True]
    if not notice.strip():
        to_do.append("write down which privacy notice they got, with its version")
    if method in ORAL:
        to_do += _missing_from(note)
    elif note is None or not note.script_version.strip():
        to_do.append("choose which words they signed")
    if method == Method.PAPER and not scan_held:
        to_do.append("add a scan or a photograph of the signed form")
    if method == Method.E_FORM and not signed:
        to_do.append("let them sign on the screen")
    return to_do


def names_what_it_is_for(kind: Kind, named: str, channels: Iterable[str]) -> Verdict:
    """Whether the study, campaign, session or group is named, and where publicity may be shown (section 3.2)."""
    its = KINDS[kind].named
    if its is None:
        return YES
    if not named.strip():
        return no(
            f"A yes to this is for one {its.word}, and it does not say which.",
            code=Code.VALIDITY,
            next_step=f"Write what the {its.word} is called.",
        )
    if kind == Kind.MEDIA and not list(channels):
        return no(
            "It does not say where their photo or story may be shown.",
            code=Code.VALIDITY,
            next_step="Choose each place that they agree to.",
        )
    return YES


def not_ended(kind: Kind, ends_on: date | None, on: date) -> Verdict:
    """Whether what it is for still went on when they answered: a mistake in what was typed otherwise."""
    its = KINDS[kind].named
    if its is None or ends_on is None or ends_on >= on:
        return YES
    return no(f"The {its.word} ended before they answered.", next_step="Check the date on which it ends.")


def end_allowed(known: date | None, ends_on: date, said_on: date) -> Verdict:
    """Whether the end of what it is for can be this day: they did not agree to more than they were told."""
    if ends_on < said_on:
        return no("This is before they said yes.", next_step="Check the date.")
    if known is not None and ends_on > known:
        return no(
            f"They agreed until {known:%-d %B %Y}, and this is later.",
            code=Code.VALIDITY,
            next_step="Ask them anew, and record what they say as a new answer.",
        )
    return YES


def extra_care_missing(answers: Mapping[str, str]) -> list[str]:
    """The questions of the extra-care panel that are still open."""
    return [question for key, question in EXTRA_CARE if not answers.get(key, "").strip()]


def extra_care(answers: Mapping[str, str]) -> Verdict:
    """Whether the extra-care panel, by `EXTRA_CARE` key, is filled in; else E-VALIDITY (section 2).

    Ask it only where `needs_extra_care`.
    """
    missing = extra_care_missing(answers)
    if not missing:
        return YES
    return no(
        f"A child needs extra care. Still to answer: {' '.join(missing)}",
        code=Code.VALIDITY,
        next_step="Fill in the extra-care part.",
    )


def _missing_from(note: OralNote | None) -> list[str]:
    note = note or OralNote(None, "", "", "")
    parts = {
        "write down the date and time when they said it": note.said_at,
        "write down how you checked who they are": note.identity_check.strip(),
        "write down which version of the script you read": note.script_version.strip(),
        "write down their answer": note.answer.strip(),
    }
    return [to_do for to_do, written in parts.items() if not written]


# --- How long it lasts (sections 3.2, 3.3) -------------------------------------------


def review_on(kind: Kind, given_on: date, *, child: bool) -> date | None:
    """The last good day for its review, or None where the kind has none.

    `given_on` is the day it was given or last reconfirmed; `child` is `is_child` on that day.
    """
    rule = KINDS[kind]
    months = rule.child_review_months if child else rule.review_months
    return None if months is None else add_months(given_on, months)


def last_day_after_closure(kind: Kind, closed_on: date | None) -> date | None:
    """The last good day that the end of the case sets, or None where it sets none."""
    days = KINDS[kind].days_after_closure
    return None if days is None or closed_on is None else closed_on + timedelta(days=days)


def expires_on(
    kind: Kind,
    given_on: date,
    *,
    case_closed_on: date | None = None,
    ends_on: date | None = None,
    parent_until: date | None = None,
) -> date | None:
    """The last good day, the earliest of all that apply; None while nothing sets one.

    `given_on` is the day it was given or last reconfirmed. `ends_on` is when what it is for ends: the study,
    the campaign, the membership of a group, the recording's deletion. `parent_until` is `parents_last_day`
    where a parent gave it.
    """
    rule = KINDS[kind]
    limits = [ends_on, parent_until, last_day_after_closure(kind, case_closed_on)]
    if rule.expiry_months is not None:
        limits.append(add_months(given_on, rule.expiry_months))
    return min((limit for limit in limits if limit is not None), default=None)


def shortened(
    kind: Kind, expires_on: date | None, *, case_closed_on: date | None, given_on: date
) -> date | None:
    """The sooner last good day that the end of the case sets, or None where it changes nothing.

    A case may be closed with an earlier date, but a consent still held on the day it was given.
    """
    last = last_day_after_closure(kind, case_closed_on)
    if last is None:
        return None
    last = max(last, given_on)
    return last if expires_on is None or last < expires_on else None


def review_overdue(review_on: date | None, on: date) -> bool:
    """Whether the review's last good day is over: a warning only, the consent can still be used."""
    return review_on is not None and on > review_on


def state_on(stored: State, expires_on: date | None, on: date) -> State:
    """The state as it reads on a day: the stored one, save that ACTIVE past its last good day is EXPIRED."""
    if stored == State.ACTIVE and expires_on is not None and on > expires_on:
        return State.EXPIRED
    return State(stored)


_WHY_NOT = {
    State.DRAFT: "This consent is not finished.",
    State.REFUSED: "The person said no.",
    State.WITHDRAWN: "The person has taken back their consent.",
    State.EXPIRED: "This consent has run out.",
    State.SUPERSEDED: "A newer consent has replaced this one.",
    State.INVALID: "This consent was found not valid.",
}


def supports_sharing(state: State) -> Verdict:
    """Whether a consent that reads so (`state_on`) lets us share: ACTIVE alone does, else E-CONSENT."""
    if state == State.ACTIVE:
        return YES
    return no(
        _WHY_NOT[state],
        code=Code.CONSENT,
        next_step="Do not share. If someone may come to harm, ask your manager.",
    )


def in_force(
    given_at: datetime,
    expires_on: date | None,
    ended_at: datetime | None,
    recorded_at: datetime | None,
    at: datetime,
    *,
    as_known: bool,
) -> bool:
    """Whether a consent that became ACTIVE held at a moment, past or present (section 3.3).

    `ended_at` is when it ended: when the withdrawal was said, when it was replaced, when a child whose
    parent gave it was found COMPETENT. `recorded_at` is when that was written down. As it was true, it ends
    at the first; as it was known, no sooner than the second.
    """
    if at < given_at or (expires_on is not None and is_overdue(expires_on, at=at)):
        return False
    if ended_at is None:
        return True
    known_at = max(ended_at, recorded_at or ended_at)
    return at < (known_at if as_known else ended_at)


def tell_recipients_due(withdrawn_at: datetime, nation: Nation) -> date:
    """The last good day to tell recipients of a withdrawal, counted from when the person said it."""
    days = defaults.TELL_RECIPIENTS_WORKING_DAYS.value
    # Nothing may stop a withdrawal from being saved, so it ends at most too early beyond the list of holidays.
    return add_working_days_without_fail(local_day(withdrawn_at), days, nation)
