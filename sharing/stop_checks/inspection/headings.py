"""What the name of a column says is in it, and whether a row is the names of the columns at all. Pure."""

import re
from collections.abc import Sequence
from enum import StrEnum

from sharing.stop_checks.inspection.recognising import is_number, look, plain

LONGEST, MOST_WORDS = 60, 8
# Words that the names of columns are made of, and that hardly anything in a cell is made of alone.
_WORDS = """
    id ids no number nr num ref reference references code identifier name names forename forenames surname first
    last middle given family full title initials known preferred gender sex ethnicity age dob date birth born day
    month year week quarter period time start end opened closed created updated referral referred referrer
    address street road town city county postcode post district region area nhs chi client clients patient patients
    person people service services user users participant member resident child children carer kin next of the and in
    at by to for per or is was a email e mail phone telephone tel mobile contact home work status state type kind
    category group band reason outcome notes note comment comments description details text free remarks summary
    total totals count counts sum all number cases case referrals sessions hours days amount cost value rate percent
    percentage mean median average score male female other unknown team worker key staff gp practice surgery ward
    provider organisation organization partner local authority nation country language diagnosis condition
    medication risk flag priority appointment attended attendance source location site mrn crn urn hospital unique
    consent active record row line order level support need needs admission discharge death died
"""
KNOWN = frozenset(_WORDS.split())
# Of these alone, a cell may as well be data.
_ALSO_DATA = """
    male female other unknown home work active attended support child children carer staff gp hospital mobile client
    patient person member resident participant user partner phone email telephone ward street road yes
    no all total admission discharge death died referral consent medication
    """
ALSO_DATA = frozenset(_ALSO_DATA.split())
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


class Meaning(StrEnum):
    """What a column says that it holds."""

    NHS = "nhs"
    CHI = "chi"
    # A number that the charity or a hospital gave a person.
    PERSON = "person"
    # A number of whatever the rows are about.
    NUMBER = "number"
    NAME = "name"
    ADDRESS = "address"
    POSTCODE = "postcode"
    BIRTH = "birth"
    EMAIL = "email"
    TELEPHONE = "telephone"


_WHO = (
    r"(?:client|patient|person|people|service user|participant|member|resident|young person|child|user|customer"
    r"|individual|hospital|unit|local|national|carer|parent|mother|father|beneficiary|case ?load)"
)
_WHICH = r"(?:id|ids|no|nr|num|number|ref|reference|code|identifier)"
_NOT_OF_A_PERSON = (
    r"service|team|organi[sz]ation|provider|practice|surgery|hospital|ward|site|file|project|programme|group"
    r"|department|location|company|school|local authority|council|course|event|product|medication|drug"
    r"|condition|activity|agency|partner|region|area|country|sheet|form|document|role|job"
)
# In this order: the first that fits.
_MEANINGS: tuple[tuple[Meaning, re.Pattern[str]], ...] = tuple(
    (meaning, re.compile(rf"\b(?:{pattern})\b"))
    for meaning, pattern in (
        (Meaning.EMAIL, r"e ?mails?(?: address(?:es)?)?"),
        (Meaning.NHS, rf"nhs {_WHICH}|nhs|new nhs {_WHICH}"),
        (Meaning.CHI, rf"chi {_WHICH}|chi"),
        (Meaning.BIRTH, r"d ?o ?b|date of birth|birth ?da(?:te|y)|born(?: on)?|birth"),
        (Meaning.POSTCODE, r"post ?codes?|zip(?: code)?"),
        (Meaning.ADDRESS, r"address(?:es)?|street|house (?:no|number|name)"),
        (Meaning.TELEPHONE, r"(?:tele)?phones?|tel|mobiles?|landline|contact (?:no|number)"),
        (
            Meaning.NAME,
            r"forenames?|surnames?|first ?names?|last ?names?|middle ?names?|given names?|family names?|full ?names?"
            r"|known as|maiden name|initials|next of kin",
        ),
        (
            Meaning.PERSON,
            rf"{_WHO}s? {_WHICH}|mrn|crn|urn|upn|person|hospital number|ni number|national insurance",
        ),
        (Meaning.NAME, r"names?"),
        (
            Meaning.NUMBER,
            r"id|ref|reference|identifier|unique (?:id|identifier|number)|case (?:id|no|number|ref)",
        ),
    )
)
_NOT_A_NAME = re.compile(
    rf"\b(?:{_NOT_OF_A_PERSON})s?\b.*\bnames?\b|\bnames? of (?:the )?(?:{_NOT_OF_A_PERSON})\b"
)
# "NHS trust" is an organisation.
_NOT_A_NUMBER = re.compile(
    r"\bnhs (?:trust|board|service|region|england|scotland|provider|funded|referrals?)\b"
)
# Small numbers that count nobody; the second only where no digit says that it is one group of several, as in
# “Age 0 to 4”.
NEVER_COUNTS = re.compile(
    r"\b(?:rank|score|rating|mean|median|average|rate|ratio|percent|percentage|share|decile|quintile)\b"
)
LABELS = re.compile(
    r"\b(?:year|month|week|quarter|day|date|period|time|hour|age|id|no|ref|reference|code|band|level|order|row|line"
    r"|rung|grade|phase|stage|index|tier|version)\b"
)
_TOTAL = re.compile(r"(?:(?:grand|sub|over) ?)?(?:total|totals|all|sum)(?: .{0,40})?|.{0,40} total")


def normal(heading: str) -> str:
    """A heading as it is compared: its words, in small."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", plain(heading))
    return " ".join(re.sub(r"[^\w%]+|_", " ", parted).casefold().replace("%", " percent ").split())


def meaning(heading: str) -> Meaning | None:
    """What a column of this name says that it holds, of what could identify somebody."""
    words = normal(heading)
    found = next((each for each, pattern in _MEANINGS if pattern.search(words)), None)
    if found is Meaning.NAME and _NOT_A_NAME.search(words):
        return None
    if found is Meaning.NHS and _NOT_A_NUMBER.search(words):
        return None
    return found


def counts_nobody(heading: str) -> bool:
    """Whether small numbers in a column of this name are labels, shares or scores."""
    words = normal(heading)
    if NEVER_COUNTS.search(words):
        return True
    return LABELS.search(words) is not None and not any(map(str.isdigit, words))


def is_total(text: str) -> bool:
    """Whether it names a sum of the others."""
    return _TOTAL.fullmatch(normal(text)) is not None


def could_be(text: str) -> bool:
    """Whether a cell of text could be the name of a column: short words, and nothing that is of a person."""
    text = text.strip()
    if not text or len(text) > LONGEST or len(text.split()) > MOST_WORDS:
        return False
    if is_number(text):
        return _YEAR.fullmatch(text) is not None
    return not re.search(r"[0-9]{5}", text) and not look(text).identifies


def are_headings(cells: Sequence[str], below: Sequence[Sequence[tuple[str, bool]]]) -> bool:
    """Whether the texts of a row are the names of its columns, for which there must be proof.

    A row of data that passed for names would be shown. So one cell is made of words that columns are called by, and
    does not come again below; or numbers stand below words. below: for each column, the text of some cells and
    whether they are a number or a date.
    """
    filled = [(cell.strip(), column) for cell, column in zip(cells, below, strict=True) if cell.strip()]
    if not filled or not all(could_be(cell) for cell, _ in filled):
        return False
    for cell, column in filled:
        words = normal(cell).split()
        known = all(word in KNOWN for word in words) and not all(word in ALSO_DATA for word in words)
        if words and known and all(text != cell for text, _ in column):
            return True
        if not is_number(cell) and len(column) >= 2 and all(counts for _, counts in column):
            return True
    return False
