"""What the page of a version shows: its text in parts, its contents list, and what it is linked to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from django.utils.safestring import SafeString, mark_safe

from governance.policies.links import addresses
from governance.policies.models import PolicyVersion, Section
from governance.policies.reading import PolicyText
from governance.policies.rendering import Entry, HasHeading, contents, render
from governance.policies.states import State


class Written(HasHeading, Protocol):
    """A section, stored or just read."""

    @property
    def kind(self) -> str: ...

    @property
    def body(self) -> str: ...


@dataclass(frozen=True)
class Shown:
    """A section with its text as safe HTML."""

    heading: str
    level: int
    anchor: str
    html: SafeString


@dataclass(frozen=True)
class Part:
    """A section of the text, or a box with all that stands in it."""

    kind: str
    sections: list[Shown]


@dataclass(frozen=True)
class Page:
    """All that a version's page needs. `replaced_by` is the number of the version in force, or empty.

    has_others: whether there is another version that everyone may read, to compare it with.
    """

    version: PolicyVersion
    parts: list[Part]
    contents: Sequence[Entry]
    related: list[dict[str, str]]
    issues: list[dict[str, Any]]
    replaced_by: str
    has_others: bool


@dataclass(frozen=True)
class Preview:
    """How a text that is not stored yet will look to staff and to the public, and what the reader decided."""

    title: str
    staff: list[Part]
    public: list[Part]
    remarks: Sequence[str]


def preview(text: PolicyText) -> Preview:
    """What `text` will look like."""
    public = [section for section in text.sections if section.kind != Section.Kind.RESOURCES]
    return Preview(text.title, parts(text.sections), parts(public), text.remarks)


def public_page(version: PolicyVersion) -> Page:
    """The version as anyone may read it: boxes for staff are not even fetched."""
    return _page(version, version.sections.for_public())


def staff_page(version: PolicyVersion) -> Page:
    """The version with the boxes for staff in their places."""
    return _page(version, version.sections.all())


def _page(version: PolicyVersion, sections: Iterable[Section]) -> Page:
    sections = list(sections)
    states = dict(version.policy.versions.readable().values_list("number", "state"))
    current = next((number for number, state in states.items() if state == State.PUBLISHED), "")
    return Page(
        version=version,
        parts=parts(sections),
        contents=contents(section for section in sections if section.kind == Section.Kind.TEXT),
        related=_related(version),
        issues=[issue | {"url": _url(version, issue["issue"], states)} for issue in version.issues],
        replaced_by=current if version.state == State.SUPERSEDED else "",
        has_others=bool(states.keys() - {version.number}),
    )


def parts(sections: Sequence[Written]) -> list[Part]:
    """Sections in, parts out: smaller headings in a box stay in that box."""
    found: list[Part] = []
    box_level = 0
    leads = addresses(sections)
    for section in sections:
        html = render(section.body, under=section.level, leads=partial(leads, section.kind))
        # What `render` gives back has been through the sanitiser.
        html = mark_safe(html)  # noqa: S308
        shown = Shown(section.heading, section.level, section.anchor, html)
        is_box = section.kind != Section.Kind.TEXT
        if is_box and found and found[-1].kind == section.kind and section.level > box_level:
            found[-1].sections.append(shown)
            continue
        box_level = section.level
        found.append(Part(section.kind, [shown]))
    return found


def _related(version: PolicyVersion) -> list[dict[str, str]]:
    """The titles as written, with an address where we publish a policy of that title."""
    slugs = dict(
        PolicyVersion.objects.published()
        .filter(title__in=version.related)
        .values_list("title", "policy__slug")
    )
    return [
        {"title": title, "url": f"/policies/{slugs[title]}/" if title in slugs else ""}
        for title in version.related
    ]


def _url(version: PolicyVersion, number: str, states: dict[str, str]) -> str:
    return f"/policies/{version.policy.slug}/versions/{number}/" if number in states else ""
