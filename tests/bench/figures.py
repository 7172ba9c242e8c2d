"""What a figure is, and how it is measured: beside its yardstick, by turns, and as a median.

A figure alone says more about the machine than about the code. So each has another way of doing the same beside
it, run in the same minute on the same rows: whatever else the machine does falls on both alike.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

ROUNDS = 25
WARM_UP = 3

Work = Callable[[], Any]


class Figure(NamedTuple):
    """One cell of the table.

    milliseconds: the median, None for a count. shown: what is compared with the reach, in words. reached: None
    where the figure is for information only.
    """

    operation: str
    yardstick: str
    reach: str
    shown: str
    reached: bool | None
    milliseconds: float | None = None
    yardstick_milliseconds: float | None = None
    # What it may cost at the largest size, as a multiple of the smallest.
    growth: float | None = None


def compare(
    operation: str,
    work: Work,
    yardstick: str,
    beside: Work,
    *,
    at_most: float | None = None,
    at_least_faster: float | None = None,
    growth: float | None = None,
    judged: bool = True,
    rounds: int = ROUNDS,
) -> Figure:
    """How many times as long `work` takes as `beside`, or how many times faster it is.

    growth: what it may cost at the largest size, as a multiple of the smallest. judged: whether the reach holds
    for this size.
    """
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(min(WARM_UP, rounds) + rounds):
        both = list(zip(times, (work, beside), strict=True))
        # Each goes first as often as the other.
        for kept, each in both if turn % 2 else reversed(both):
            taken = milliseconds(each)
            if turn >= min(WARM_UP, rounds):
                kept.append(taken)
    ours, theirs = (statistics.median(kept) for kept in times)
    if at_least_faster is not None:
        faster = theirs / ours
        shown, reach = f"{faster:.0f}× faster", f"≥ {at_least_faster:g}× faster"
        reached: bool | None = faster >= at_least_faster
    else:
        shown, reach = f"{ours / theirs:.2f}×", f"≤ {at_most:g}×" if at_most else ""
        reached = ours / theirs <= at_most if at_most else None
    return Figure(operation, yardstick, reach, shown, reached if judged else None, ours, theirs, growth)


def milliseconds(work: Work) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000
