"""Turns the Markdown of a policy into safe HTML or plain words, and its sections into a contents list."""

import html
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

LAST_LEVEL = 6
CLASSES = {
    "p": "govuk-body",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "a": "govuk-link",
    "h2": "govuk-heading-l",
    "h3": "govuk-heading-m",
    "h4": "govuk-heading-s",
    "h5": "govuk-heading-s",
    "h6": "govuk-heading-s",
    "blockquote": "govuk-inset-text",
    "hr": "govuk-section-break govuk-section-break--m govuk-section-break--visible",
    "table": "govuk-table",
    "thead": "govuk-table__head",
    "tbody": "govuk-table__body",
    "tr": "govuk-table__row",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
}
ATTRIBUTES = {tag: {"class"} for tag in CLASSES} | {
    "a": {"class", "href"},
    "th": {"class", "scope"},
    "ol": {"class", "start"},
}
TAGS = set(CLASSES) | {"strong", "em", "li", "br", "code", "pre"}
SCHEMES = {"http", "https", "mailto", "tel"}
# What comes before a reference in a link to one of our own resources.
RESOURCE = "resource:"

# Pictures are left out: a policy must read the same for everyone, and none may call another site.
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


class HasHeading(Protocol):
    """What a contents list needs to know of a section."""

    @property
    def heading(self) -> str: ...

    @property
    def level(self) -> int: ...

    @property
    def anchor(self) -> str: ...


@dataclass(frozen=True)
class Entry:
    """One line of a contents list, with the smaller headings under it."""

    heading: str
    level: int
    anchor: str
    children: list["Entry"] = field(default_factory=list)


def render(markdown: str, *, under: int = 1, leads: Callable[[str], str] = lambda reference: "") -> str:
    """Markdown in, safe HTML with GOV.UK classes out.

    HTML in the text is shown as it was typed, never obeyed. `under` is the level of the heading that the
    text stands under: a `#` in the text becomes one level smaller than that. `leads` gives the address of a
    resource of ours; of a link to one without an address, the words alone are shown.
    """
    tokens = MARKDOWN.parse(markdown)
    for token in tokens:
        _lead(token.children or (), leads)
        _dress(token, under)
        for child in token.children or ():
            _dress(child, under)
    return nh3.clean(
        MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener",
    )


def words(markdown: str) -> str:
    """What there is to read in a text, without its marks."""
    return html.unescape(nh3.clean(render(markdown), tags=set())).strip()


def targets(markdown: str) -> list[str]:
    """The references of the resources of ours that a text links to, each as often as it does."""
    inside = (child for token in MARKDOWN.parse(markdown) for child in token.children or ())
    return [reference for child in inside if (reference := _reference(child)) is not None]


def contents(sections: Iterable[HasHeading]) -> Sequence[Entry]:
    """The contents list of the sections given, nested by level.

    It names every section it is given: leave out the staff-only ones before calling it for the public.
    """
    top: list[Entry] = []
    above: list[Entry] = []
    for section in sections:
        entry = Entry(section.heading, section.level, section.anchor)
        while above and above[-1].level >= entry.level:
            above.pop()
        (above[-1].children if above else top).append(entry)
        above.append(entry)
    return top


def _reference(token: Token) -> str | None:
    """Of the beginning of a link to one of our resources, the resource's reference."""
    address = str(token.attrGet("href") or "") if token.type == "link_open" else ""
    return address.removeprefix(RESOURCE) if address.startswith(RESOURCE) else None


def _lead(tokens: Iterable[Token], leads: Callable[[str], str]) -> None:
    """Give links to our resources their addresses; what is left of one without is its words. No link is in another."""
    leads_nowhere = False
    for token in tokens:
        if (reference := _reference(token)) is not None:
            token.attrSet("href", leads(reference))
            leads_nowhere = not token.attrGet("href")
        if leads_nowhere and token.type in {"link_open", "link_close"}:
            # The sanitiser leaves this out and keeps what is in it.
            token.tag = "span"
            leads_nowhere = token.type == "link_open"


def _dress(token: Token, under: int) -> None:
    if token.type.startswith("heading_"):
        token.tag = f"h{min(int(token.tag[1]) + under, LAST_LEVEL)}"
    # Closing tags and the paragraphs of a tight list print nothing to dress.
    if token.nesting >= 0 and not token.hidden and token.tag in CLASSES:
        token.attrSet("class", CLASSES[token.tag])
    if token.type == "th_open":
        token.attrSet("scope", "col")
