"""What every search shares."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, Self, TypeVar

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, TrigramWordSimilarity
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest, Upper
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


def alike(found: QuerySet[Any], text: str, *fields: str) -> QuerySet[Any]:
    """Those with a word in one of these fields that is nearly `text`, the nearest first. In a transaction.

    The same indexes serve as for parts of names; they take their measure from the session.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(NEARLY)])
    capitals = {f"{field}_in_capitals": Upper(field) for field in fields}
    near = Q(*((f"{name}__trigram_word_similar", text.upper()) for name in capitals), _connector=Q.OR)
    likeness = [TrigramWordSimilarity(text.upper(), name) for name in capitals]
    nearest: QuerySet[Any] = (
        found.annotate(**capitals)
        .filter(near)
        .annotate(nearness=Greatest(*likeness) if len(likeness) > 1 else likeness[0])
        .order_by("-nearness", "pk")
    )
    return nearest


# --- Texts ------------------------------------------------------------------------------

# The words of a search in each of their forms; common words count for nothing.
LANGUAGE = "english"
# So many that fit are put in order of how well they do.
COMPARED = 500
SHOWN = 10
# About as many words as stand on two lines.
AN_EXCERPT = "MaxFragments=1, MaxWords=34, MinWords=18, ShortWord=2, StartSel=\ue000, StopSel=\ue001"
MARKED = re.compile("\ue000([^\ue001]*)\ue001")
UNMARKED = dict.fromkeys(map(ord, "\ue000\ue001"))


class Passage(NamedTuple):
    """A text that was found: what it is called, where it is, and its words."""

    title: str
    url: str
    words: str


class Excerpt(NamedTuple):
    """A part of what a passage says: words that were looked for, or others around them, by turns; others first."""

    title: str
    url: str
    pieces: list[str]


@dataclass(frozen=True)
class Texts:
    """What was found in texts of one kind, the best first. nearly: nothing says it, and these say what is like it."""

    name: str
    excerpts: list[Excerpt]
    more: bool
    nearly: bool


def vector(*fields: str) -> SearchVector:
    """The words of these fields, as the index of a table has them."""
    return SearchVector(*fields, config=LANGUAGE)


def problem_with(text: str) -> str:
    """What is wrong with what was typed, in words; nothing where it can be looked for."""
    if len(text) > LONGEST_SEARCH:
        return f"Use {LONGEST_SEARCH} letters or fewer. You typed {len(text):,}"
    # The index of parts of names holds nothing shorter, and no signs.
    if sum(letter.isalnum() for letter in text) < SHORTEST_SEARCH:
        return f"Type at least {SHORTEST_SEARCH} letters or numbers"
    return ""


def texts(
    name: str, found: QuerySet[Any], text: str, fields: Sequence[str], passage: Callable[[Any], Passage]
) -> Texts:
    """The first of `found` that say `text` in one of these fields, or what is like it. In a transaction.

    A table of any size has an index of `vector(*fields)` and one of the parts of each field. The first field counts
    most.
    """
    rows = list(_saying(found, text, fields)[: SHOWN + 1])
    nearly = not rows
    rows = rows or list(alike(found, text, *fields)[: SHOWN + 1])
    return Texts(name, _excerpts([passage(row) for row in rows[:SHOWN]], text), len(rows) > SHOWN, nearly)


def best(*every: Texts) -> list[Texts]:
    """Those that say it; where none does, those that say nearly so."""
    there = [each for each in every if each.excerpts]
    return [each for each in there if not each.nearly] or there


def _saying(found: QuerySet[Any], text: str, fields: Sequence[str]) -> QuerySet[Any]:
    query = SearchQuery(text, config=LANGUAGE, search_type="websearch")
    said = found.annotate(said=vector(*fields)).filter(said=query).order_by().values("pk")[:COMPARED]
    weighed: Combinable = SearchVector(fields[0], config=LANGUAGE, weight="A")
    for field in fields[1:]:
        weighed = weighed + SearchVector(field, config=LANGUAGE, weight="C")
    best: QuerySet[Any] = found.filter(pk__in=said).annotate(nearness=SearchRank(weighed, query))
    return best.order_by("-nearness", "pk")


def _excerpts(passages: Sequence[Passage], text: str) -> list[Excerpt]:
    """Of each passage the words around what was looked for, or its first ones where it does not say just that."""
    if not passages:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ts_headline(%s, words, websearch_to_tsquery(%s, %s), %s)"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS passage (words, place) ORDER BY place",
            [LANGUAGE, LANGUAGE, text, AN_EXCERPT, [each.words.translate(UNMARKED) for each in passages]],
        )
        headlines = [row[0] for row in cursor.fetchall()]
    return [
        Excerpt(each.title, each.url, MARKED.split(headline))
        for each, headline in zip(passages, headlines, strict=True)
    ]
