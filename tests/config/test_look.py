"""Pages in a real browser: read by everyone, on a small screen, with and without scripts."""

import mimetypes
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.test import Client
from playwright.sync_api import Browser, Page, Route

from governance.accounts.models import User
from governance.accounts.roles import Role
from tests.journeys.pages import violations
from tests.test_fields import Consent

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

HOME = "http://sharewell.test"
FORM = """
{% extends "staff/base.html" %}
{% block title %}Record a consent – Sharewell{% endblock %}
{% block before_content %}{% breadcrumbs "Desk" "/desk/" "Record a consent" %}{% endblock %}
{% block content %}
<h1 class="govuk-heading-l">Record a consent</h1>
<form method="post" novalidate>{{ form }}<button class="govuk-button">Save</button></form>
{% endblock %}
"""
RECORD = """
{% extends "staff/base.html" %}
{% block title %}Sharing card – Sharewell{% endblock %}
{% block content %}
<h1 class="govuk-heading-l">Sharing card {% tag state %} {% badge "Review" "yellow" %}</h1>
{% include "components/summary_list.html" with rows=rows %}
{% include "components/controlled.html" %}
{% include "components/warning.html" with text="Refused" %}
{% include "components/details.html" with summary="Why" text="Because." %}
{% include "components/pagination.html" with next_url="?after=1" %}
<div class="app-staff-box"><p class="app-staff-box__label">Staff only</p><p>A form.</p></div>
<section class="app-answer app-answer--no"><h2 class="app-answer__title">Do not share with</h2></section>
{% endblock %}
"""
SEEN = {
    "user": User(name="Fay Example-with-a-name-that-is-longer-than-the-screen", role=Role.FRONTLINE),
    "navigation": [{"name": name, "url": "#", "current": name == "Desk"} for name in ("Desk", "People")],
    "unread": 3,
    "messages": [Message(SUCCESS, "Saved")],
    "state": SimpleNamespace(label="Active", colour="green"),
    "rows": [{"key": "Given on", "value": "27 March 2026", "url": "#"}],
}
PAGES: dict[str, Callable[[Client], bytes]] = {
    "sign-in": lambda client: client.get("/accounts/login/").content,
    "sign-in-refused": lambda client: client.post("/accounts/login/", {"login": "no"}).content,
    "not-there": lambda client: Template('{% extends "404.html" %}').render(Context()).encode(),
    "fault": lambda client: Template('{% extends "500.html" %}').render(Context()).encode(),
    "form": lambda client: Template(FORM).render(Context({**SEEN, "form": Consent()})).encode(),
    "form-refused": lambda client: Template(FORM).render(Context({**SEEN, "form": Consent({})})).encode(),
    "record": lambda client: Template(RECORD).render(Context(SEEN)).encode(),
}


@pytest.fixture(params=[320, 1280])
def open_page(request: pytest.FixtureRequest, browser: Browser, client: Client):
    """Opens one of PAGES at this width, served as the application would; collects what the browser says."""
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    contexts = []

    def open_page(name: str, *, scripts: bool = True) -> tuple[Page, list[str]]:
        def serve(route: Route) -> None:
            path = route.request.url.removeprefix(HOME)
            if path.startswith(settings.STATIC_URL):
                file = Path(settings.STATICFILES_DIRS[0], path.removeprefix(settings.STATIC_URL))
                route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file)[0])
            else:
                body = PAGES[path.strip("/")](client)
                headers = {"Content-Security-Policy": policy, "Content-Type": "text/html; charset=utf-8"}
                route.fulfill(body=body, headers=headers)

        context = browser.new_context(
            viewport={"width": request.param, "height": 800}, java_script_enabled=scripts
        )
        contexts.append(context)
        page, said = context.new_page(), []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.route("**/*", serve)
        page.goto(f"{HOME}/{name}/")
        return page, said

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PAGES)
def test_everyone_can_read_it(open_page, name: str):
    page, said = open_page(name)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert said == []


@pytest.mark.parametrize("name", ["form", "form-refused"])
def test_without_scripts_nothing_is_hidden(open_page, name: str):
    page, _ = open_page(name, scripts=False)
    for field in ("given_on_day", "how", "what", "note", "service", "scan", "told"):
        assert page.locator(f"[name={field}]").first.is_visible()
    assert page.get_by_role("navigation", name="Main").get_by_role("link", name="People").is_visible()


def test_the_error_summary_takes_the_keyboard_and_leads_to_the_field(open_page):
    page, _ = open_page("form-refused")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.get_by_role("link", name="Choose an answer for “How?”").click()
    assert page.evaluate("document.activeElement.id") == "id_how_0"


def test_on_paper_there_is_a_warning_and_no_navigation(open_page):
    page, _ = open_page("record")
    warning = page.get_by_text("Uncontrolled when printed")
    navigation = page.get_by_role("navigation", name="Main")
    assert (warning.is_visible(), navigation.is_visible()) == (False, True)
    page.emulate_media(media="print")
    assert (warning.is_visible(), navigation.is_visible()) == (True, False)
