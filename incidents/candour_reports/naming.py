"""Whether a text that everybody will read names somebody who works here, or whom one of the incidents is about."""

import re
import unicodedata
from collections.abc import Set

from governance.accounts.models import User
from governance.people.models import Person
from incidents.incidents.models import Candour, CandourDone, Contact
from incidents.incidents.querysets import IncidentQuerySet

# A name, or a part of one, as it is looked for: its words, in small letters and without accents.
Words = tuple[str, ...]

TITLES = {"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "sir"}
# One word is looked for alone from this length on: a shorter one is too often no name.
SHORTEST = 3
REFERENCE = re.compile(r"\b[A-Z]{3}-[0-9]{4}-[0-9]{4,6}\b")


def of_accounts() -> set[Words]:
    """The whole name of everybody who works here or did: who was on an incident cannot be told from that."""
    return {_words(name) for name in User.objects.values_list("name", flat=True)}


def of_incidents(incidents: IncidentQuerySet) -> set[Words]:
    """The people and the staff whom these incidents are about, whole and each part; and whoever was typed by name,
    whole and the last word."""
    ids = incidents.order_by().values("pk")
    of_incident = {"incident__in": ids}
    people = Person.objects.filter(affected_by__incident__in=ids).values_list("name", flat=True)
    subjects = User.objects.filter(pk__in=incidents.order_by().values("subject")).values_list(
        "name", flat=True
    )
    typed = (
        CandourDone.objects.filter(**of_incident).values_list("who", flat=True),
        Contact.objects.filter(**of_incident).values_list("who", flat=True),
        Candour.objects.filter(**of_incident).values_list("opinion_by", flat=True),
    )
    found: set[Words] = set()
    for about in (_words(name) for rows in (people, subjects) for name in rows):
        found.update((about, *((word,) for word in about)))
    # Their registration follows after a comma.
    for who in (_words(each.partition(",")[0]) for rows in typed for each in rows):
        found.update((who, who[-1:]))
    return found


def named(text: str, names: Set[Words]) -> list[str]:
    """The words of a text that are one of these names, or a record of ours, as they stand there, each once.

    Several words however they are written; one alone where it begins with a capital, as names do and words seldom.
    """
    plain = _plain(text)
    words: list[str] = re.findall(r"\w+", plain)
    small = [word.casefold() for word in words]
    found = REFERENCE.findall(plain)
    for length in sorted({len(name) for name in names if name}, reverse=True):
        for start in range(len(words) - length + 1):
            if tuple(small[start : start + length]) in names and (
                length > 1 or (len(words[start]) >= SHORTEST and words[start][0].isupper())
            ):
                found.append(" ".join(words[start : start + length]))
    return list(dict.fromkeys(found))


def _words(name: str) -> Words:
    words = (word.casefold() for word in re.findall(r"\w+", _plain(name)))
    return tuple(word for word in words if word not in TITLES)


def _plain(text: str) -> str:
    """Without accents, and without signs that nobody sees."""
    taken_apart = unicodedata.normalize("NFKD", text)
    return "".join(
        sign for sign in taken_apart if not unicodedata.combining(sign) and unicodedata.category(sign) != "Cf"
    )
