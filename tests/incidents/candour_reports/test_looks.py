"""The pages of learning and of the yearly report in a real browser: accessible, and no wider than the screen."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from governance.calendar import local_day
from governance.records.actor import SHAREWELL, acting_as
from incidents.learning import actions as learning
from tests.cast import Cast
from tests.incidents.candour_reports import walk
from tests.incidents.incidents import walk as incidents
from tests.journeys.pages import sign_in, wrong

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_page_is_accessible_and_fits(browser: Browser, live_server: LiveServer) -> None:
    cast, now = Cast(), timezone.now()
    incidents.told(cast, incidents.with_sam(cast, at=now), at=now)
    summary = learning.make(by=cast.igor, at=now, year=local_day(now).year)
    report = walk.published(cast, at=now)
    with acting_as(SHAREWELL):
        asked = walk.asked(now + timedelta(days=366))
    found: list[str] = []
    for who, addresses in {
        "igor": (
            "/incidents/learning/",
            "/incidents/?state=counted&year=last",
            "/incident-summaries/",
            "/incident-summaries/new/",
            f"/incident-summaries/{summary.reference}/",
            "/candour-reports/",
            *(f"/candour-reports/{asked.reference}/{step}" for step in ("", "write/", "submit/")),
            f"/candour-reports/{report.reference}/correct/",
        ),
        "": ("/candour/", f"/candour/{report.year}/"),
    }.items():
        page = sign_in(browser, live_server.url, who) if who else browser.new_page(base_url=live_server.url)
        for address in addresses:
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            found += wrong(page)
        page.context.close()
    assert not found, "\n".join(found)
