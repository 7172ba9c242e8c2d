"""The list of incidents as a file: since when we know of each."""

from datetime import datetime, timedelta

import pytest

from governance.exports.lists import find
from incidents.incidents import actions
from incidents.incidents.clock_rows import known_by
from incidents.incidents.models import Incident
from incidents.incidents.sorts import Certainty
from tests.cast import NOON, Cast
from tests.incidents.incidents import walk

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
# What `walk.reported` says: known, or suspected, two hours before noon.
KNOWN = NOON - 2 * HOUR


def known_since(cast: Cast, found: Incident, at: datetime) -> datetime | None:
    """What stands in the column."""
    incidents = find("incidents")
    (column,) = [each for each in incidents.columns(cast.igor, at) if each.title == "Known since"]
    rows = incidents.rows(cast.igor, {}, at).annotate(known=column.value)  # type: ignore[union-attr]
    since: datetime | None = rows.values_list("known", flat=True).get(pk=found.pk)
    assert since == known_by(found, at)
    return since


def test_what_is_known_says_since_when(cast: Cast) -> None:
    assert known_since(cast, walk.reported(cast), NOON) == KNOWN


@pytest.mark.parametrize(("at", "since"), [(24 * HOUR - SECOND, None), (24 * HOUR, 24 * HOUR)])
def test_a_suspicion_counts_when_its_hours_are_over(
    cast: Cast, at: timedelta, since: timedelta | None
) -> None:
    assert known_since(cast, walk.suspected(cast), KNOWN + at) == (since and KNOWN + since)
    assert known_since(cast, walk.drafted(cast), NOON + at) == (since and NOON + since)


def test_what_only_nearly_happened_or_was_found_to_be_none_never_does(cast: Cast) -> None:
    later = NOON + 100 * HOUR
    assert known_since(cast, walk.reported(cast, certainty=Certainty.NEAR_MISS), later) is None
    draft = actions.dismiss(walk.drafted(cast), by=cast.igor, at=NOON, reason="They had miscounted.")
    assert known_since(cast, draft, later) is None
