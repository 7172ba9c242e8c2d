"""What may be written down of help with a choice, and what a statement must say (handbook section 7). Pure."""

import re
from datetime import date, timedelta

from django.db.models import TextChoices

from governance.calendar import add_months
from governance.defaults import OPT_OUT_FIRST_STATEMENT_DAYS, OPT_OUT_STATEMENT_MONTHS
from governance.errors import YES, Verdict, no


class About(TextChoices):
    """What a question was about."""

    NATIONAL = "national", "The national opt-out (England)"
    SPIRE = "spire", "SPIRE (Scotland)"
    NOT_SHARE = "not_share", "Asking us not to share"
    TAKE_BACK = "take_back", "Taking back a yes"
    OTHER = "other", "Something else"


class Leaflet(TextChoices):
    """What they took home."""

    NONE = "none", "No leaflet"
    NHS = "nhs", "The NHS leaflet about the national opt-out"
    SPIRE = "spire", "The SPIRE leaflet, with the form for their GP practice"
    ENGLAND = "england", "Our own leaflet for England"
    SCOTLAND = "scotland", "Our own leaflet for Scotland"
    MENTAL_HEALTH = "mental_health", "Our own leaflet for mental health"


# “Opted out” and “opted in”, said of anybody: so that PostgreSQL reads it as Python does, it has no shorthands.
CHOICE = "(^|[^a-z])opted[ -]*(out|in)([^a-z]|$)"

# What else says it, as far as words can be known; the database holds the line above alone.
CHOSE = r"\b(chose|chosen|decided)\b.{0,30}\bopt|\bopt.{0,10}\b(out|in)\b.{0,30}\b(chosen|decided|yes|done)\b"

# What a statement says unless the DPO writes something else.
POSITION = (
    "We use confidential patient information only for each person’s own care, and always with their consent. So we"
    " make no use of it that the national data opt-out is about, and there is nobody whom we would have to leave out."
)
IN_SHORT = (
    "We use what we know about your health only to look after you, and we ask you first. So the opt-out changes"
    " nothing in what we do. You can still use it."
)


def day_allowed(day: date, on: date) -> Verdict:
    """Help is written down once it was given; `on` is today."""
    if day <= on:
        return YES
    return no("This day is still to come.", next_step="Give the day on which you helped.")


def question_allowed(about: About, question: str) -> Verdict:
    """Whether the words may be kept: they never say what somebody chose, and say what else it was about."""
    if re.search(f"{CHOICE}|{CHOSE}", question, re.IGNORECASE):
        return no(
            "This seems to say what they chose. We never keep that.",
            next_step="Write only what they asked, for example “how to set it”.",
        )
    if about is About.OTHER and not question.strip():
        return no("You have not said what it was about.", next_step="Write what they asked, in a few words.")
    return YES


def despite_allowed(applies: int, despite: str) -> Verdict:
    """Whether a statement can be made while the opt-out applies to so many agreements."""
    if not applies or despite.strip():
        return YES
    return no(
        "There are agreements that the opt-out applies to.",
        next_step="Say how the statement is true all the same, or change what it says.",
    )


def first_due(on: date) -> date:
    """By when the first statement is to be made, where there never was one."""
    return on + timedelta(days=OPT_OUT_FIRST_STATEMENT_DAYS.value)


def next_due(confirmed_on: date) -> date:
    """By when the next statement is to be made."""
    return add_months(confirmed_on, OPT_OUT_STATEMENT_MONTHS.value)
