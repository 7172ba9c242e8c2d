"""The first promise kept from end to end: recorded in a browser, flagged by the real worker, seen in the inbox."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from consent.consents.models import Consent
from governance.calendar import LONDON
from governance.config.celery import app
from governance.deadlines.models import Flag
from tests.cast import Cast
from tests.consent.wording.samples import approved
from tests.journeys.pages import choose, fill_in
from tests.processes import Start, eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_consent_recorded_in_the_browser_is_flagged_as_its_review_nears(
    start: Callable[..., Page], process: Start
) -> None:
    cast, now = Cast(), timezone.now()
    approved(cast, at=now)
    page = start()
    page.goto(f"/consents/new/?person={cast.person(at=now).reference}")
    choose(page, "Share with a professional or service", "Spoken, face to face")
    fill_in(page)
    page.get_by_role("button", name="Record this answer").click()
    expect(page.get_by_text("Their yes is recorded.")).to_be_visible()
    consent = Consent.objects.get()

    def sweep_on(days_before: int) -> None:
        noon = datetime.combine(consent.review_on - timedelta(days=days_before), time(12), LONDON)
        app.send_task("governance.deadlines.tasks.sweep", kwargs={"at": noon.isoformat()})

    process("worker")
    process("beat")
    for days_before in (29, 28, 28, 27):
        sweep_on(days_before)
    eventually(Flag.objects.filter(deadline__rule="consent_review").exists)
    flag = Flag.objects.get(deadline__rule="consent_review")
    assert (flag.occasion, flag.due_on) == ("lead:28", consent.review_on)

    page.goto("/desk/inbox/")
    expect(page.get_by_text(f"Consent review: {consent.reference}").first).to_be_visible()
