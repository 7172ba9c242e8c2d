"""Whether a text that everybody will read names somebody whom one of the incidents is about, or who worked on it."""

import re
import unicodedata
from collections.abc import Iterable

from django.db.models import Q

from governance.accounts.models import User
from governance.people.models import Person
from incidents.incidents.models import Candour, CandourDone, Contact
from incidents.incidents.querysets import IncidentQuerySet

TITLES = {"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "sir"}
# One part of a name is looked for alone from this length on: a shorter one is too often a word.
SHORTEST = 3
REFERENCE = re.compile(r"\b[A-Z]{3}-[0-9]{4}-[0-9]{4,6}\b")


def names(incidents: IncidentQuerySet) -> set[str]:
    """Everybody on these incidents: whom they are about, who reported them, worked on them, or gave an opinion."""
    ids = incidents.order_by().values("pk")
    of_incident = {"incident__in": ids}
    ours = (
        Q(named_in_incidents__incident__in=ids)
        | Q(lessons__incident__in=ids)
        | Q(pk__in=incidents.order_by().values("reported_by"))
        | Q(pk__in=incidents.order_by().values("subject"))
    )
    typed = (
        CandourDone.objects.filter(**of_incident).values_list("who", flat=True),
        Contact.objects.filter(**of_incident).values_list("who", flat=True),
        Candour.objects.filter(**of_incident).values_list("opinion_by", flat=True),
    )
    found = {*Person.objects.filter(affected_by__incident__in=ids).values_list("name", flat=True)}
    found.update(User.objects.filter(ours).values_list("name", flat=True))
    # Their registration follows after a comma.
    found.update(each.partition(",")[0] for rows in typed for each in rows)
    return {name for name in found if name.strip()}


def named(text: str, known: Iterable[str]) -> list[str]:
    """The words of a text that name one of these, or a record of ours, as they stand there, each once.

    A whole name however it is written; a part of one where it begins with a capital, as names do and words seldom.
    """
    plain = _plain(text)
    found = REFERENCE.findall(plain)
    for name in sorted(known):
        parts: list[str] = [part for part in re.findall(r"\w+", _plain(name)) if part.lower() not in TITLES]
        if len(parts) > 1:
            whole = r"\W+".join(parts)
            found += re.findall(rf"\b{whole}\b", plain, re.IGNORECASE)
        for part in parts:
            if len(part) >= SHORTEST:
                alone = re.findall(rf"\b{part}\b", plain, re.IGNORECASE)
                found += [word for word in alone if word[0].isupper()]
    return list(dict.fromkeys(found))


def _plain(text: str) -> str:
    """Without accents, and without signs that nobody sees."""
    taken_apart = unicodedata.normalize("NFKD", text)
    return "".join(
        sign for sign in taken_apart if not unicodedata.combining(sign) and unicodedata.category(sign) != "Cf"
    )
