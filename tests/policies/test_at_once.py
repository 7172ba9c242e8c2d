"""Two people at once: neither imports nor publications double."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from governance.errors import Refused
from governance.ledger.models import Event
from governance.policies import actions
from governance.policies.models import Acknowledgement, Policy, PolicyVersion, Section
from governance.policies.reading_list import unread_by
from governance.records.actor import acting_as
from tests.cast import NOON, Cast
from tests.policies.samples import draft, text

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*what: Callable[[], object]) -> list[str]:
    """Do these in threads that start together; what each came to."""
    together = Barrier(len(what))

    def run(one: Callable[[], object]) -> str:
        together.wait()
        try:
            with acting_as(0):
                one()
        except Refused as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(what)) as threads:
        return list(threads.map(run, what))


def ready(cast: Cast, number: str) -> PolicyVersion:
    with acting_as(0):
        version = actions.submit(draft(cast, version=number), by=cast.igor, at=NOON)
        return actions.endorse(version, by=cast.priya, at=NOON)


def test_two_imports_of_one_file_make_one_draft(cast: Cast) -> None:
    ig = cast.igor
    came_to = at_once(*[lambda: actions.import_text(text(), by=ig, at=NOON)] * 4)
    assert came_to == ["done"] * 4
    assert Policy.objects.count() == PolicyVersion.objects.count() == 1
    assert Section.objects.count() == 6


def test_one_version_published_twice_at_once_is_published_once(cast: Cast) -> None:
    version, sponsor = ready(cast, "1.0"), cast.max
    came_to = at_once(*[lambda: actions.publish(version, by=sponsor, at=NOON)] * 2)
    assert sorted(came_to) == ["IllegalTransition", "done"]


def test_two_versions_published_at_once_leave_one_in_force(cast: Cast) -> None:
    first, second, sponsor = ready(cast, "1.0"), ready(cast, "1.1"), cast.max
    later = NOON + timedelta(minutes=1)
    came_to = at_once(
        lambda: actions.publish(first, by=sponsor, at=NOON),
        lambda: actions.publish(second, by=sponsor, at=later),
    )
    # The older is refused if the newer was quicker, and replaced if not.
    assert came_to in (["done", "done"], ["Denied", "done"])
    assert PolicyVersion.objects.published().get() == second


def test_two_workers_publish_a_version_whose_day_has_come_once(cast: Cast) -> None:
    due = with_a_day(cast)
    came_to: list[int] = []
    at_once(*[lambda: came_to.append(actions.publish_due(due))] * 3)
    assert sorted(came_to) == [0, 0, 1]
    assert Event.objects.filter(verb="publish").count() == 1


def test_a_day_that_comes_while_it_is_taken_back_is_either(cast: Cast) -> None:
    due = with_a_day(cast)
    version, sponsor = PolicyVersion.objects.get(), cast.max
    came_to = at_once(
        lambda: actions.publish_due(due), lambda: actions.unschedule(version, by=sponsor, at=NOON)
    )
    version.refresh_from_db()
    assert version.state == ("SPONSOR_APPROVAL" if came_to[1] == "done" else "PUBLISHED")
    assert version.publish_on is None


def test_whoever_reads_it_while_it_is_replaced_has_read_it_or_is_told(cast: Cast) -> None:
    first, reader, sponsor = ready(cast, "1.0"), cast.fay, cast.max
    with acting_as(0):
        actions.publish(first, by=sponsor, at=NOON)
    second = ready(cast, "1.1")
    came_to = at_once(
        lambda: actions.acknowledge(first, by=reader, at=NOON),
        lambda: actions.publish(second, by=sponsor, at=NOON),
    )
    assert came_to in (["done", "done"], ["Stale", "done"])
    assert Acknowledgement.objects.count() == came_to.count("done") - 1
    assert list(unread_by(reader)) == [second]


def with_a_day(cast: Cast) -> datetime:
    """A version that is to be published on a day; the moment at which that begins."""
    version = ready(cast, "1.0")
    with acting_as(0):
        actions.schedule(version, by=cast.max, at=NOON, publish_on=date(2026, 12, 1))
    return datetime(2026, 12, 1, tzinfo=UTC)
