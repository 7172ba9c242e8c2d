"""An older log comes in, in a real browser, and is found in the central log."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from sharing.agreements.models import Agreement
from tests.cast import NOON, Cast
from tests.journeys.pages import sign_in, wrong
from tests.organisations.partners import surgery
from tests.sharing.agreements.bringing_in.bring import worked
from tests.sharing.agreements.bringing_in.logs import spreadsheet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_file_to_the_central_log(browser: Browser, live_server: LiveServer, tmp_path: Path) -> None:
    cast = Cast()
    surgery(cast, name="NHS Harbour Trust")
    log = tmp_path / "our log.xlsx"
    log.write_bytes(spreadsheet())
    page = sign_in(browser, live_server.url, cast.igor.email.partition("@")[0])

    page.goto("/agreements/")
    page.get_by_role("link", name="Bring in an older log").click()
    assert wrong(page) == []
    page.get_by_role("button", name="Bring in an older log").click()
    assert wrong(page) == []
    page.get_by_label("The file with your log").set_input_files(log)
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("We are reading your file").wait_for()
    assert wrong(page) == []
    worked(at=NOON)
    page.get_by_role("button", name="See if it is read").click()

    page.get_by_role("link", name="Say what each column holds").click()
    assert page.get_by_label("Column D: Partner(s)").input_value() == "partners"
    page.get_by_label("Their care and treatment").check()
    page.get_by_label("Their care plan").check()
    page.get_by_label("How much of the person may show?").select_option(
        label="4 Identifiable: it shows who they are"
    )
    page.get_by_label("Which way does it go?").select_option(label="Both ways")
    assert wrong(page) == []
    page.get_by_role("button", name="Go on").click()

    page.get_by_label("NHS Harbour").select_option(label="It is NHS Harbour Trust")
    assert page.get_by_label("Police").input_value() == "justice"
    assert wrong(page) == []
    page.get_by_role("button", name="Keep and go on").click()

    page.get_by_role("heading", name="What becomes of each row").wait_for()
    assert page.get_by_text("Will be added").count() >= 2
    assert wrong(page) == []
    page.get_by_role("link", name="Row 5: Hospital discharge").click()
    assert wrong(page) == []
    page.get_by_label("What it is called").fill("Discharge from hospital")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Row 5: Discharge from hospital").wait_for()
    page.get_by_role("button", name="Go on").click()

    page.get_by_role("link", name="Bring in 2 agreements").click()
    page.get_by_label("I have looked at the report").check()
    assert wrong(page) == []
    page.get_by_role("button", name="Bring them in").click()
    page.get_by_text("still to come").wait_for()
    assert wrong(page) == []
    worked(at=NOON)
    page.get_by_role("button", name="See if it is done").click()
    page.get_by_text("2 agreements of this file are in the central log").wait_for()
    assert wrong(page) == []

    page.goto("/agreements/?q=NHS Harbour")
    page.get_by_role("link", name="Discharge from hospital").click()
    page.get_by_text("Its row in the older log").click()
    page.get_by_text("Row 5 of the sheet “Log”").wait_for()
    assert wrong(page) == []
    page.get_by_role("link", name="Keep the signed paper with it").click()
    assert wrong(page) == []
    page.context.close()
    assert Agreement.objects.filter(brought_in=True).count() == 2
