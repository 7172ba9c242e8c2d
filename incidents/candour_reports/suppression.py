"""Numbers in words that name nobody: what the public may read of a count. Pure.

A number under five could tell somebody who it was. It is not shown, and nor are the smallest of the others, until what
is not shown is several numbers that differ and ten or more together. Then nobody can say which of them is which, not
even whoever knows how they were chosen: to exchange two of them changes nothing of what is published.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from governance.defaults import LEAST_PUBLISHED

LEAST = LEAST_PUBLISHED.value
NOBODY, FEWER, NOT_SHOWN = "None", f"Fewer than {LEAST}", "Not shown"


class Published(NamedTuple):
    """A total and what it consists of, in words."""

    total: str
    rows: dict[str, str]


def published(counts: Mapping[str, int]) -> Published:
    """Counts that add up to a total. Where none of them but nought could be shown, and of a total under five, nothing
    more is said."""
    total = sum(counts.values())
    if total < LEAST:
        return Published(FEWER if total else NOBODY, {})
    most = _most_not_shown(counts.values())
    if most >= max(counts.values()):
        return Published(f"{total:,}", {})
    rows = {name: NOT_SHOWN if 0 < count <= most else f"{count:,}" for name, count in counts.items()}
    return Published(f"{total:,}", rows)


def _most_not_shown(counts: Collection[int]) -> int:
    """The largest number that is not shown, with all that are as small but nought, which is nobody. Nought for none."""
    if not any(0 < count < LEAST for count in counts):
        return 0
    for most in sorted({LEAST - 1, *(count for count in counts if count >= LEAST)}):
        hidden = [count for count in counts if 0 < count <= most]
        if sum(hidden) >= 2 * LEAST and len(set(hidden)) > 1:
            return most
    return max(counts)


def share(done: int, of: int) -> str:
    """How many of them it was done for, without a number: a part of this part is told beside it, and the difference of
    two numbers would be told by both."""
    if done == of:
        return "Each time"
    if of < 2 * LEAST:
        return "Not each time"
    if not done:
        return "Never"
    return "Most times" if 2 * done > of else "Not each time"
