"""What every search shares."""

from typing import Any, Protocol, Self, TypeVar

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Upper
from django.http import QueryDict

# One or two letters find nearly everything, and the index of parts of names holds nothing shorter.
SHORTEST_SEARCH = 3
LONGEST_SEARCH = 120
# How much of a word must be as it was typed: a letter may be wrong or missing, or two in the wrong order.
NEARLY = 0.4


def typed(sent: QueryDict) -> str:
    """What somebody typed to be looked for, without what PostgreSQL cannot take."""
    return sent.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]


class Named(Protocol):
    """What is looked for by a part of its name."""

    def named_like(self, text: str) -> Self: ...

    def none(self) -> Self: ...


N = TypeVar("N", bound=Named)


def searched(found: N, sent: QueryDict) -> tuple[N, dict[str, Any]]:
    """Those that are named like what was typed, all where nothing was; and what `components/find.html` takes."""
    text = typed(sent)
    too_short = 0 < len(text) < SHORTEST_SEARCH
    if text:
        found = found.none() if too_short else found.named_like(text)
    return found, {"wanted": text, "too_short": too_short}


def alike(found: QuerySet[Any], text: str, field: str) -> QuerySet[Any]:
    """Those with a word in this field that is nearly `text`, the nearest first. In a transaction.

    The same index serves as for parts of names; it takes its measure from the session.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(NEARLY)])
    capitals = found.annotate(capitals=Upper(field)).filter(capitals__trigram_word_similar=text.upper())
    nearness = TrigramWordSimilarity(text.upper(), "capitals")
    nearest: QuerySet[Any] = capitals.annotate(nearness=nearness).order_by("-nearness", "pk")
    return nearest
