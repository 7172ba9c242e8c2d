"""Pages that must hold when other things do not."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.views.defaults import page_not_found, server_error

STRANGER = RequestFactory().get("/nowhere/")


def test_the_fault_page_needs_nothing_from_the_application():
    response = server_error(STRANGER)
    assert response.status_code == 500
    assert b"Something went wrong" in response.content


@pytest.mark.parametrize(
    "template", ["400.html", "403.html", "404.html", "403_csrf.html", "public/base.html"]
)
def test_pages_for_everyone_carry_nothing_of_one_person(template):
    class Someone:
        is_authenticated = True

        def __str__(self) -> str:
            return "Alex Morgan"

    html = render_to_string(template, {"user": Someone(), "csrf_token": "secret", "messages": ["For Alex"]})
    assert "Alex" not in html
    assert "secret" not in html


def test_a_page_that_is_not_there_says_what_to_do_next():
    response = page_not_found(STRANGER, Exception())
    assert response.status_code == 404
    assert b"Go to the home page" in response.content


@pytest.mark.parametrize("template", ["base.html", "404.html", "500.html", "refusal.html"])
def test_pages_keep_to_the_content_security_policy(template):
    html = render_to_string(template)
    assert not re.search(r"<style|\sstyle=|\son\w+=|https?://(?!www\.w3\.org)", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert '<html lang="en-GB"' in html


def test_a_refusal_gives_the_reason_the_next_step_and_the_code():
    html = render_to_string(
        "refusal.html", {"code": "E-VALIDITY", "reason": "Not all ten are yes.", "next_step": "Ask again."}
    )
    assert "E-VALIDITY" in html
    assert "Not all ten are yes." in html
    assert "Ask again." in html


def test_a_closed_step_gives_the_reason_and_the_next_step():
    html = render_to_string(
        "409.html", {"reason": "Someone changed this record.", "next_step": "Open the record again."}
    )
    assert "Someone changed this record." in html
    assert "Open the record again." in html
    assert "Look at the record as it is now" in render_to_string("409.html", {"reason": "It is done."})


@pytest.mark.parametrize("kind", ["txt", "html"])
def test_a_notice_by_mail_has_its_lines_and_its_link(kind):
    context = {"subject": "A review is due", "lines": ["One & two"], "url": "https://example.org/a/?b=1&c=2"}
    mail = render_to_string(f"mail/notification.{kind}", context)
    amp = "&" if kind == "txt" else "&amp;"
    assert f"One {amp} two" in mail
    assert f"https://example.org/a/?b=1{amp}c=2" in mail
