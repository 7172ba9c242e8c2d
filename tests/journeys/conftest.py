"""The system's own Chromium for every journey, speaking to nobody but us."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from tests.journeys.pages import sign_in

QUIET = [
    "--no-sandbox",  # the tests may run as root
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": shutil.which("chromium"), "args": QUIET}


@pytest.fixture
def start(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """A fresh browser, this large, with scripts or without, in which somebody (Fay unless told) has signed in."""
    opened: list[BrowserContext] = []

    def open_page(
        who: str = "fay", *, width: int = 1280, height: int = 800, scripts: bool = True, touch: bool = False
    ) -> Page:
        page = sign_in(
            browser,
            live_server.url,
            who,
            timezone_id="Europe/London",
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            has_touch=touch,
        )
        opened.append(page.context)
        return page

    yield open_page
    for context in opened:
        context.close()
