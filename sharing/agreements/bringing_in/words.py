"""Partners, kinds and states as people write them in a log. Pure."""

import re
import unicodedata
from enum import Enum

from governance.organisations.models import Kind
from sharing.agreements.rules import Type

# A stroke between words separates; in these it does not.
ONE_WORD = re.compile(r"\b(?:c/o|a/s|t/a|n/a|and/or|24/7)\b", re.IGNORECASE)
BETWEEN = re.compile(r"[;|\n\r•·]|\s*/\s*")
# What stands before a line of a list.
MARK = re.compile(r"^\s*(?:[-–—*•]+|\(?(?:\d{1,2}[.)]|[a-z]\))(?=\s))\s*", re.IGNORECASE)
NOBODY = re.compile(r"(?:n/?a|none|nil|tb[cad]|unknown|various|[-–—?.]*)", re.IGNORECASE)

KINDS: tuple[tuple[Kind, str], ...] = (
    (Kind.UNIVERSITY, r"universit|college|research"),
    (
        Kind.JUSTICE,
        r"police|probation|prison|\bhmp|court|custody|constabulary|crown prosecution|youth justice",
    ),
    (Kind.COUNCIL, r"council|borough|social work|local authority|county of|\bcity of\b"),
    (
        Kind.GOVERNMENT,
        r"department|ministry|\bhmrc\b|government|commissioner|ofsted|care quality|\bcqc\b|home office",
    ),
    (Kind.HEALTH, r"\bnhs|hospital|surgery|\bgps?\b|medical|pharmac|health|clinic|\bicb\b|\bccg\b|dental"),
    (Kind.CHARITY, r"charit|foundation|trust|housing association|women'?s aid|samaritans|community|society"),
    (Kind.COMPANY, r"\bltd\b|limited|\bplc\b|\bllp\b|\binc\b|\bcic\b"),
)


class Standing(Enum):
    """What the log says about how an agreement stands."""

    ACTIVE = "active"
    OVER = "over"
    EXPIRED = "expired"
    UNSIGNED = "unsigned"
    UNKNOWN = "unknown"


STANDINGS: tuple[tuple[Standing, str], ...] = (
    (
        Standing.UNSIGNED,
        r"draft|pending|negotiat|not (?:yet )?signed|unsigned|await|propos|in progress|in development",
    ),
    (Standing.EXPIRED, r"expire|lapsed|out of date|run out"),
    (
        Standing.OVER,
        r"terminat|\bended|cancel|closed|withdrawn|revoked|ceased|supersed|replaced|archiv|inactive|not active"
        r"|no longer",
    ),
    (
        Standing.ACTIVE,
        r"active|live|current|signed|in force|in place|on-?going|complete|extended|renewed|review|^yes|ok",
    ),
)


def normal(name: str) -> str:
    """A name as it is compared: its letters and numbers, in small."""
    plain = unicodedata.normalize("NFKC", name).casefold().replace("&", " and ")
    return " ".join(re.sub(r"[^\w]+", " ", plain.replace("'", "").replace("’", "")).split())


def split_partners(text: str, *, commas: bool = False) -> list[str]:
    """The names in a cell, each once. commas: a comma separates too, which it need not ("Elm Surgery, London")."""
    kept = ONE_WORD.sub(lambda found: found[0].replace("/", "\0"), text)
    parts = re.split(rf"{BETWEEN.pattern}|,", kept) if commas else BETWEEN.split(kept)
    names: dict[str, str] = {}
    for part in parts:
        name = " ".join(MARK.sub("", part.replace("\0", "/")).split()).strip(" ,")
        if normal(name) and not NOBODY.fullmatch(name):
            names.setdefault(normal(name), name)
    return list(names.values())


def read_type(text: str) -> Type | None:
    """The kind of agreement that words mean; None for another kind."""
    plain = re.sub(r"[^a-z ]", "", text.lower())
    if re.search(r"\bmous?\b|memorand", plain):
        return Type.MOU
    if re.search(r"\bdsps?\b|protocol", plain):
        return Type.DSP
    if re.search(
        r"\bprocess(?:ing|or)|\bdpas?\b|contract|confidentiality|\bnda\b|dpia|privacy notice", plain
    ):
        return None
    if re.search(r"\b(?:isas?|dsas?)\b|shar|\bagree?ment|\bagr\b", plain):
        return Type.ISA
    return None


def read_standing(text: str) -> Standing:
    """What the words in a column about the state mean."""
    plain = " ".join(text.lower().split())
    return next((each for each, words in STANDINGS if re.search(words, plain)), Standing.UNKNOWN)


def guess_kind(name: str) -> Kind:
    """What sort of organisation a name sounds like."""
    plain = name.lower()
    return next((kind for kind, words in KINDS if re.search(words, plain)), Kind.OTHER)
