"""Small numbers in words that name nobody: what the public may read of a count. Pure.

A number under five could tell somebody who it was. Nor may the others and their total tell it: where they would, the
smallest of the others is not shown either, and at last not even the total.
"""

from collections.abc import Mapping
from typing import NamedTuple

from governance.defaults import LEAST_PUBLISHED

LEAST = LEAST_PUBLISHED.value
NOBODY, FEWER, AT_LEAST, NOT_SHOWN = "None", f"Fewer than {LEAST}", f"{LEAST} or more", "Not shown"


class Published(NamedTuple):
    """A total and what it consists of, in words."""

    total: str
    rows: dict[str, str]


def published(counts: Mapping[str, int]) -> Published:
    """Counts that add up to a total. Of a total under five nothing more is said."""
    total = sum(counts.values())
    if total < LEAST:
        return Published(FEWER if total else NOBODY, {})
    small = {name for name, count in counts.items() if count < LEAST}
    shown = sorted((name for name in counts if name not in small), key=lambda name: (counts[name], name))
    hidden: set[str] = set()
    while tells(counts, small, hidden) and shown:
        hidden.add(shown.pop(0))
    rows = {
        name: FEWER if name in small else NOT_SHOWN if name in hidden else f"{count:,}"
        for name, count in counts.items()
    }
    return Published(AT_LEAST if tells(counts, small, hidden) else f"{total:,}", rows)


def tells(counts: Mapping[str, int], small: set[str], hidden: set[str]) -> bool:
    """Whether the total, less what is shown, leaves one number alone that a small one can be, and not nothing."""
    if not small:
        return False
    rest = sum(counts[name] for name in small | hidden)
    most = min(LEAST - 1, rest - LEAST * len(hidden))
    least = 0 if hidden else max(0, rest - (LEAST - 1) * (len(small) - 1))
    return 0 < most == least


def share(done: int, of: int) -> str:
    """How many of them it was done for; neither those nor the others are told where they are fewer than five."""
    if done == of:
        return "Each time"
    if of < LEAST:
        return "Not each time"
    if not done:
        return "Never"
    if done < LEAST:
        return f"{FEWER} times"
    if of - done < LEAST:
        return f"All but {FEWER.lower()} times"
    return f"{done:,} times"
