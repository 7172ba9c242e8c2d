"""The pages around a file, looked at in a real browser by everyone, on a small screen too."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.attachments import kept, papers
from tests.cast import Cast
from tests.journeys.pages import sign_in, wrong

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.attachments.trial"),
]
LONG = "The signed paper copy of the agreement with Example Surgery, as it came in the post"


def test_every_page_is_accessible_and_fits(browser: Browser, live_server: LiveServer) -> None:
    cast = Cast()
    sam = cast.person()
    kept.checked(kept.of_person(sam, cast.fay, papers.photograph(), label=LONG))
    waiting = kept.of_person(sam, cast.fay, papers.pdf(), label=LONG)
    refused = kept.checked(kept.of_person(sam, cast.fay, papers.locked_pdf(), label=LONG))
    page = sign_in(browser, live_server.url, cast.igor.email.partition("@")[0])
    for where in (
        f"/trial/{sam.reference}/",
        "/trial/",
        f"/attachments/{waiting.reference}/",
        f"/attachments/{refused.reference}/",
        f"/attachments/{refused.reference}/original/",
    ):
        page.goto(where)
        assert wrong(page) == []
    page.context.close()
