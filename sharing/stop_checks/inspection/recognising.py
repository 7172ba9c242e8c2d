"""Tells from a text alone what it may be: a person's number, a postcode, a date, a way to reach someone. Pure."""

import re
import unicodedata
from datetime import date, timedelta
from typing import NamedTuple

WEIGHTS = range(10, 1, -1)
# What most cells of most files do not have.
_WORTH_A_LOOK = re.compile(r"[0-9@]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_TEN_DIGITS = re.compile(
    r"(?<![0-9])(?<![0-9][.,])(?<!\+44 )"
    r"(?:[0-9]{10}|[0-9]{3}([ .-])[0-9]{3}\1[0-9]{4}|[0-9]{6}[ .-][0-9]{4})(?![0-9])"
)
_REFERENCE = re.compile(r"\bPER-[0-9]{4}-[0-9]{6,9}\b", re.IGNORECASE)
_POSTCODE = re.compile(
    r"\b(?:GIR( ?)0AA|[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9](?:[0-9]|[ABEHMNPRVWXY])?|[0-9][A-HJKPSTUW])( {0,2})"
    r"[0-9][ABD-HJLNP-UW-Z]{2})\b",
    re.IGNORECASE,
)
_TELEPHONE = re.compile(
    r"(?<![\w.])(?:(?:\+|00)44[ ]?(?:\(0\))?|\(?0)[ ()-]{0,2}[12378](?:[ ()-]{0,2}[0-9]){9}(?![0-9])"
)
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_BIRTH = re.compile(r"\b(?:born|birth|birthday|d\.?o\.?b)\b", re.IGNORECASE)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.]?)([0-9]{2})\2([0-9]{2})(?:[T ][0-9:.]{4,15}Z?)?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([-/. ])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?: [0-9:.]{4,15})?")
_MONTH_NAMED = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3})[a-z]{0,6},?[ -]([0-9]{4}|[0-9]{2})", re.IGNORECASE
)
_DATE_INSIDE = re.compile(
    r"\b(?:[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{1,2}(?:st|nd|rd|th)? [a-z]{3,9} [0-9]{2,4})\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[-+]?[£$€]?[0-9][0-9,]*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)? ?%?")


class Seen(NamedTuple):
    """What a text holds. numbers: NHS and CHI numbers and our own references, as they are compared.

    ten_digits: how many groups of ten digits there are, valid or not. spaced: a number is written in groups, or a
    postcode with its space, which codes of other kinds hardly ever are.
    """

    nhs: tuple[str, ...] = ()
    chi: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    ten_digits: int = 0
    postcode: bool = False
    spaced_number: bool = False
    spaced_postcode: bool = False
    email: bool = False
    telephone: bool = False
    birth: bool = False

    @property
    def identifies(self) -> bool:
        """Whether there is anything in it that points to a person."""
        return any(
            (
                self.nhs,
                self.chi,
                self.references,
                self.postcode,
                self.email,
                self.telephone,
                self.birth,
            )
        )


NOTHING = Seen()


def look(text: str) -> Seen:
    """Everything in a text, alone or among words, that a person could be found by."""
    if not _WORTH_A_LOOK.search(text) and (text.isascii() or not _WORTH_A_LOOK.search(plain(text))):
        return NOTHING
    text = plain(text)
    nhs: list[str] = []
    chi: list[str] = []
    candidates, spaced = 0, False
    length = len(text)
    for found in _TEN_DIGITS.finditer(text) if length >= 10 else ():
        candidates += 1
        digits = re.sub("[ .-]", "", found[0])
        if is_chi_number(digits):
            chi.append(digits)
        elif is_nhs_number(digits):
            nhs.append(digits)
        else:
            continue
        spaced = spaced or len(found[0]) > 10
    postcodes = list(_POSTCODE.finditer(text)) if length >= 5 else []
    return Seen(
        nhs=tuple(nhs),
        chi=tuple(chi),
        references=tuple(found[0].upper() for found in _REFERENCE.finditer(text)) if "-" in text else (),
        ten_digits=candidates,
        spaced_number=spaced,
        postcode=bool(postcodes),
        spaced_postcode=any(found[1] or found[2] for found in postcodes),
        email="@" in text and _has_email(text),
        telephone=length >= 11 and _TELEPHONE.search(text) is not None,
        birth=length >= 9 and _BIRTH.search(text) is not None and _DATE_INSIDE.search(text) is not None,
    )


def plain(text: str) -> str:
    """A text as it is compared: digits, spaces and strokes of every script as the usual ones, nothing unseen."""
    if text.isascii():
        return text
    return _DASHES.sub("-", _UNSEEN.sub("", unicodedata.normalize("NFKC", text)))


def is_nhs_number(digits: str) -> bool:
    """Ten digits whose last one proves the others (modulus 11). CHI numbers are among them."""
    if len(digits) != 10 or not digits.isascii() or not digits.isdigit() or digits == digits[0] * 10:
        return False
    proof = 11 - sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=False)) % 11
    return proof % 11 == int(digits[9])


def is_chi_number(digits: str) -> bool:
    """A number proved in the same way which begins with a day: of birth, in Scotland."""
    return is_nhs_number(digits) and (
        # A year of two digits is a leap year in one century of those that are meant, if in any.
        _day(2000 + int(digits[4:6]), int(digits[2:4]), int(digits[:2])) is not None
        or _day(1900 + int(digits[4:6]), int(digits[2:4]), int(digits[:2])) is not None
    )


def of_a_number(text: str) -> str:
    """A number of a spreadsheet in digits as it would be written, with the nought that ten digits lose in front."""
    if "." in text or "E" in text or "e" in text:
        try:
            value = float(text)
        except ValueError:
            return text
        if not value.is_integer() or abs(value) >= 1e15:
            return text
        text = str(int(value))
    return f"0{text}" if len(text) == 9 and is_chi_number(f"0{text}") else text


def date_in(text: str, on: date) -> date | None:
    """The day that a whole cell of text is, British order first; of a year in two digits, the last one before `on`."""
    if not 6 <= len(text) <= 34 or not text[0].isdigit():
        return None
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(int(found[1]), int(found[3]), int(found[4]))
    if found := _DAY_FIRST.fullmatch(text):
        year = _year(found[4], on)
        first, second = int(found[1]), int(found[3])
        return _day(year, second, first) or _day(year, first, second)
    if (found := _MONTH_NAMED.fullmatch(text)) and (month := _MONTHS.get(found[2].lower())):
        return _day(_year(found[3], on), month, int(found[1]))
    return None


def date_of_serial(text: str, *, from_1904: bool) -> date | None:
    """The day that a spreadsheet keeps as a number of days."""
    try:
        days = int(float(text)) + (1462 if from_1904 else 0)
        return date(1899, 12, 30) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None


def is_number(text: str) -> bool:
    """Whether a cell of text is a number, an amount or a share."""
    return _NUMBER.fullmatch(text) is not None


def _year(digits: str, on: date) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year <= on.year % 100 else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1850 <= year <= 2150 else None
    except ValueError:
        return None


def _has_email(text: str) -> bool:
    """From each @ on, so that a long text without an end takes no longer than it is."""
    place = text.find("@")
    while place >= 0:
        if (
            place
            and (text[place - 1].isalnum() or text[place - 1] in "._+-'")
            and _DOMAIN.match(text, place + 1)
        ):
            return True
        place = text.find("@", place + 1)
    return False
