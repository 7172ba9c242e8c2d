"""What every search shares."""

from typing import Any, Protocol, Self, TypeVar

from django.http import QueryDict

# One or two letters find nearly everything, and the index of parts of names holds nothing shorter.
SHORTEST_SEARCH = 3
LONGEST_SEARCH = 120


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
