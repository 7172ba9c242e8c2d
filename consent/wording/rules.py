"""What a wording is called, and what its fingerprint is: pure functions."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import TextChoices

from consent.kinds import Kind
from governance.calendar import Nation
from governance.errors import YES, Code, Verdict, no


class Purpose(TextChoices):
    """What a text is for: a worker reads a script out, a person reads and signs a form."""

    SCRIPT = "SCRIPT", "Script to read out"
    FORM = "FORM", "Form to sign"


class Style(TextChoices):
    STANDARD = "STANDARD", "Standard"
    EASY_READ = "EASY_READ", "Easy read"


ENGLISH = "en"

# A label stands in one line of a record, so the kinds are short here.
_SHORT: Mapping[Kind, str] = {
    Kind.SHARE_CARE: "Sharing",
    Kind.SHARE_FAMILY: "Family",
    Kind.NATIONAL_RETURN: "Figures",
    Kind.RESEARCH: "Research",
    Kind.MEDIA: "Publicity",
    Kind.RECORDING_VIDEO: "Video",
    Kind.RECORDING_AUDIO: "Sound",
    Kind.GROUP_MESSAGING: "Group",
}


def label(
    kind: Kind, purpose: Purpose, style: Style, language: str, nation: Nation | None, number: int
) -> str:
    """A version in a few words: "Sharing script 3 (easy read)". English and both nations go without saying."""
    special = [
        "easy read" if style == Style.EASY_READ else "",
        Nation(nation).label if nation else "",
        language if language != ENGLISH else "",
    ]
    words = f"{_SHORT[Kind(kind)]} {Purpose(purpose).lower()} {number}"
    return f"{words} ({', '.join(filter(None, special))})" if any(special) else words


class Use(NamedTuple):
    """What words were used for: which kind of answer, to read out or to sign, in which nation, on which day.

    printed: on paper, which can have been handed out before the words were retired and signed after it.
    """

    kind: Kind
    purpose: Purpose
    nation: Nation
    on: date
    printed: bool = False


def fits(
    kind: Kind,
    purpose: Purpose,
    nation: Nation | None,
    approved_on: date | None,
    retired_on: date | None,
    *,
    use: Use,
) -> Verdict:
    """Whether a version of these words can have been used so (section 3.3), else E-VALIDITY.

    It was in use from the day it was approved to the day it was retired, both included, since one version
    takes the other's place on that day. `nation` None is both nations.
    """
    reason = ""
    if (kind, purpose) != (use.kind, use.purpose):
        reason = f"These words are for something else: {Kind(kind).label}, {Purpose(purpose).label.lower()}."
    elif nation not in (None, use.nation):
        reason = f"These words are not for {use.nation.label}."
    elif approved_on is None or use.on < approved_on:
        reason = f"These words were not in use yet on {use.on:%-d %B %Y}."
    elif retired_on is not None and retired_on < use.on and not use.printed:
        reason = f"These words were no longer in use on {use.on:%-d %B %Y}."
    if not reason:
        return YES
    return no(reason, code=Code.VALIDITY, next_step="Choose the words that were used.")


def fingerprint(title: str, body: str) -> str:
    """SHA-256, in hexadecimal, of a text as it is shown: title, an empty line, body, in UTF-8.

    Of the text alone, so that anyone can work it out again from what a person was given.
    """
    return hashlib.sha256(f"{title}\n\n{body}".encode()).hexdigest()
