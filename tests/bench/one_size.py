"""One database of one size: made, measured, described, on the servers that `__main__` starts for it alone."""

import json
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
from django.utils import timezone

from governance.deadlines.sweep import sweep
from governance.records.actor import SHAREWELL, acting_as
from tests.bench import (
    copying,
    deciding,
    exporting,
    inspecting,
    lighthouse,
    over_http,
    pages,
    plans,
    searching,
    sharing_card,
    sizes,
    stories,
    sweeping,
    transitions,
    verifying,
)
from tests.bench.figures import Figure
from tests.bench.stories import Charity

# In fewer, the work itself is less than what a sweep or a verification takes at all,
MUCH_TO_DO = 100_000
# and looking at every name takes no time that an index could save a hundredth of.
MANY_NAMES = 1_000_000
EARLIER = timedelta(days=60)


def main(people: int, result: str) -> None:
    """Make it, measure it, and write what was found to the file `result`."""
    with acting_as(SHAREWELL), psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        begun = time.monotonic()
        charity = load(people, owner)
        loaded = time.monotonic() - begun
        say(f"  loaded in {loaded:.0f} s")
        kept = {
            "people": people,
            "loaded_seconds": loaded,
            "sizes": sizes.measure(owner),
            "plans": [plan._asdict() for plan in plans.explain(charity)],
            "figures": [],
        }
        for figure in figures(charity, people, owner):
            say(f"  {figure.operation}: {figure.shown}")
            kept["figures"].append(figure._asdict())
        Path(result).write_text(json.dumps(kept))


def load(people: int, owner: psycopg.Connection) -> Charity:
    """A charity that has seen so many people; says now and then how many there are."""
    at = timezone.now()
    charity = stories.open_doors(at)
    last_over = stories.tell(charity, at=at)
    said = 0
    for there in copying.copy(charity, people, last_over, owner):
        if there - said >= people / 10:
            said = there
            say(f"  {there:,} people")
    # So that there are flags and messages of earlier days, as there always are.
    sweep(at=at - EARLIER)
    owner.execute("ANALYZE deadlines_flag, notifications_notification")
    return charity


def figures(charity: Charity, people: int, owner: psycopg.Connection) -> Iterator[Figure]:
    """Every row of the table. What changes the data comes last."""
    policy = pages.publish(charity)
    yield from pages.figures(charity, policy)
    yield from sharing_card.figures(charity, owner)
    yield from deciding.figures(charity, owner)
    yield from searching.figures(charity, judged=people >= MANY_NAMES)
    yield from exporting.figures(charity)
    yield from inspecting.figures()
    yield from sweeping.figures(judged=people >= MUCH_TO_DO)
    yield from verifying.figures(judged=people >= MUCH_TO_DO)
    yield from over_http.figures(charity, policy)
    yield from lighthouse.figures(policy)
    yield from transitions.figures(charity, owner)


def say(words: str) -> None:
    print(words, flush=True)
