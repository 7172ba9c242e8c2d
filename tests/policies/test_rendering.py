"""Policies become safe HTML in the look of the site, and a contents list."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.policies.reading import Section, read
from governance.policies.rendering import contents, render

OWN = Path(__file__).resolve().parents[2] / "governance" / "policies" / "own"


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Hello", '<p class="govuk-body">Hello</p>\n'),
        ("- a\n- b", '<ul class="govuk-list govuk-list--bullet">\n<li>a</li>\n<li>b</li>\n</ul>\n'),
        ("1. a", '<ol class="govuk-list govuk-list--number">\n<li>a</li>\n</ol>\n'),
        ("# A", '<h2 class="govuk-heading-l">A</h2>\n'),
        ("## A", '<h3 class="govuk-heading-m">A</h3>\n'),
        ("###### A", '<h6 class="govuk-heading-s">A</h6>\n'),
        (
            "[a](https://example.org)",
            '<p class="govuk-body"><a href="https://example.org" class="govuk-link" rel="noopener">a</a></p>\n',
        ),
    ],
)
def test_markdown_wears_the_classes_of_the_site(markdown, html):
    assert render(markdown) == html


def test_a_table_says_what_its_columns_are_and_has_no_inline_style():
    html = render("| a | b |\n|:--|--:|\n| 1 | 2 |")
    assert '<th class="govuk-table__header" scope="col">a</th>' in html
    assert '<td class="govuk-table__cell">1</td>' in html
    assert "style" not in html


def test_headings_are_smaller_than_the_one_they_stand_under():
    assert render("> # A", under=3).count('<h4 class="govuk-heading-s">') == 1


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "![a](https://example.org/a.png)",
        "<style>p{}</style>",
        "<!-- → Resources: x -->",
        '<https://example.org/"onclick="alert(1)>',
    ],
)
def test_markup_is_shown_and_never_obeyed(markdown):
    html = render(markdown)
    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {"p", "a"}
    assert not re.search(r'<a [^>]*(href="(javascript|data):| on\w+=)', html)
    assert "<!--" not in html


@given(st.text())
def test_any_text_gives_only_the_tags_of_the_site(text):
    tags = set(re.findall(r"</?([a-z0-9]+)", render(text)))
    assert tags <= {
        *["p", "a", "ul", "ol", "li", "strong", "em", "code", "pre", "br", "hr", "blockquote"],
        *["h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"],
    }


def section(heading: str, level: int) -> Section:
    return Section(heading, level, "", "text", heading.lower(), 1)


def test_a_contents_list_is_nested_by_level():
    found = contents([section("A", 2), section("B", 3), section("C", 4), section("D", 3), section("E", 2)])
    assert [(entry.heading, entry.anchor, entry.level) for entry in found] == [("A", "a", 2), ("E", "e", 2)]
    assert [entry.heading for entry in found[0].children] == ["B", "D"]
    assert [entry.heading for entry in found[0].children[0].children] == ["C"]


def test_a_contents_list_names_only_what_it_is_given():
    sections = read((OWN / "information-rights.md").read_text(encoding="utf-8")).sections
    listed = repr(contents([part for part in sections if part.kind != "resources"]))
    assert "Further reading" in listed
    assert "Resources" not in listed
