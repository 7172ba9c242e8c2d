"""What the operator hears of: once a day, that the list of bank holidays runs out."""

import logging
from datetime import timedelta

import pytest
from django.core.cache import cache

from governance.calendar import Nation, list_ends_on
from governance.deadlines import tasks
from tests.deadlines.conftest import noon

pytestmark = pytest.mark.django_db
ENDS = min(list_ends_on(nation) for nation in Nation)


@pytest.mark.parametrize(("days", "warnings"), [(91, 0), (90, 1), (-1, 1)])
def test_the_sweep_warns_once_a_day_in_the_last_90_days_of_the_list(
    days: int, warnings: int, caplog: pytest.LogCaptureFixture
) -> None:
    cache.clear()
    day = ENDS - timedelta(days=days)
    with caplog.at_level(logging.WARNING, logger=tasks.__name__):
        for _ in range(3):
            tasks.sweep(at=noon(day).isoformat())
        assert len(caplog.messages) == warnings
        tasks.sweep(at=noon(day + timedelta(days=1)).isoformat())
    assert len(caplog.messages) == (warnings + 1 if days != 91 else 1)
    assert all("bank holidays" in words for words in caplog.messages)
