"""What a wording is called, and what its fingerprint is: pure functions."""

import hashlib
from collections.abc import Mapping

from django.db.models import TextChoices

from consent.kinds import Kind
from governance.calendar import Nation


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


def fingerprint(title: str, body: str) -> str:
    """SHA-256, in hexadecimal, of a text as it is shown: title, an empty line, body, in UTF-8.

    Of the text alone, so that anyone can work it out again from what a person was given.
    """
    return hashlib.sha256(f"{title}\n\n{body}".encode()).hexdigest()
