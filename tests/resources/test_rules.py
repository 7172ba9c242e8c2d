"""What a resource of each kind holds, where it may lead, and until when it may stand (handbook section 1)."""

from datetime import date

import pytest

from governance.resources.blanks import add
from governance.resources.kinds import Kind
from governance.resources.rules import HOLDS, Content, may_hold, may_lead_to, may_wait_until
from tests.resources.adding import SHEET

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("content", Content)
def test_each_kind_is_made_of_what_goes_with_it(kind: Kind, content: Content) -> None:
    assert bool(may_hold(kind, content, staff_only=True)) is (content in HOLDS[kind])


def test_what_sharewell_makes_is_for_staff_only() -> None:
    assert may_hold(Kind.FORM, Content.BLANK, staff_only=True)
    assert not may_hold(Kind.FORM, Content.BLANK, staff_only=False)
    assert may_hold(Kind.FORM, Content.FILE, staff_only=False)


@pytest.mark.parametrize(
    ("day", "good"),
    [
        (date(2026, 11, 21), False),
        (TODAY, True),
        (date(2029, 11, 22), True),
        (date(2029, 11, 23), False),
    ],
)
def test_a_review_is_from_today_to_three_years_from_now(day: date, good: bool) -> None:
    assert bool(may_wait_until(day, TODAY)) is good


@pytest.mark.parametrize("address", ["https://ico.example.org/", "https://example.org/a?b=c#d"])
def test_a_resource_leads_to_a_page_of_the_web(address: str) -> None:
    assert may_lead_to(address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JAVASCRIPT://example.org/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "http://example.org/",
        "//example.org/",
        "/policies/",
        "https://",
        "https://bank.example.org@evil.example.org/",
        "https://[::1",
        "https://example.org/ <script>",
        "https://example.org/\n",
        "https://example.org/" + "a" * 500,
        "",
    ],
)
def test_and_to_nothing_else(address: str) -> None:
    assert not may_lead_to(address)


def test_two_blanks_of_one_key_are_a_mistake() -> None:
    with pytest.raises(ValueError, match=SHEET.key):
        add(SHEET)
