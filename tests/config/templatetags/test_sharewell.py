"""Badges of due dates, and the way here."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.template import Context, Template

from governance.config.templatetags.sharewell import due, public_navigation, tag

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("due_on", "words", "colour"),
    [
        (date(2026, 3, 7), "Overdue by 3 days", "red"),
        (date(2026, 3, 9), "Overdue by 1 day", "red"),
        (date(2026, 3, 10), "Due today", "orange"),
        (date(2026, 3, 11), "Due tomorrow", "orange"),
        (date(2026, 3, 17), "Due in 7 days", "yellow"),
        (date(2026, 3, 18), "Due 18 March 2026", "grey"),
    ],
)
def test_a_due_date_is_the_last_good_day(due_on, words, colour):
    assert due(due_on, TODAY) == f'<strong class="govuk-tag govuk-tag--{colour}">{words}</strong>'


def test_a_tag_takes_words_and_colour_from_the_state_and_escapes_them():
    assert tag(SimpleNamespace(label="<Active>", colour="green")) == (
        '<strong class="govuk-tag govuk-tag--green">&lt;Active&gt;</strong>'
    )


def test_breadcrumbs_end_with_this_page_which_is_no_link():
    html = Template('{% breadcrumbs "Desk" "/desk/" "CON-1" %}').render(Context())
    assert 'href="/desk/">Desk</a>' in html
    assert 'aria-current="page">CON-1</li>' in html


def test_the_public_navigation_marks_one_page():
    assert [page["name"] for page in public_navigation("policies") if page["current"]] == ["Policies"]
