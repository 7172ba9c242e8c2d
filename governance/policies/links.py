"""Links in a policy's text to what a register above keeps: `[words](resource:RES-2026-000001)`.

Policies know nothing of that register. It says itself where its records are, and who may follow a link to them.
"""

import html
import re
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple, Protocol

from governance.errors import YES, Verdict, no
from governance.policies.boxes import LINK
from governance.policies.rendering import RESOURCE, targets, words

# The kind of section that staff alone read.
BOX = "resources"
# What reads like the address of a link. However it is written, Markdown might make something of it.
LIKE_A_LINK = re.compile(rf"{RESOURCE.rstrip(':')}\s*:\s*[a-z]+-\d", re.IGNORECASE)


class Target(NamedTuple):
    """Where a link leads: staff, "" where nobody is to use it any more; everyone, "" where it is not for them."""

    url: str
    public_url: str


class Library(NamedTuple):
    """What links lead to. find: of references, those that there are, and where each leads.

    state: a query for two numbers, one of which changes whenever a link may lead elsewhere than before.
    """

    find: Callable[[Collection[str]], Mapping[str, Target]]
    state: str


class Written(Protocol):
    """A section, stored or just read."""

    @property
    def kind(self) -> str: ...

    @property
    def heading(self) -> str: ...

    @property
    def body(self) -> str: ...


# The one that there is, once its register is loaded.
_LIBRARY: list[Library] = []


def lead_to(library: Library) -> None:
    """Let links in policies lead there."""
    _LIBRARY[:] = [library]


def addresses(sections: Collection[Written]) -> Callable[[str, str], str]:
    """Where a link in a section of this kind with this reference leads, or "" where it leads nowhere."""
    found = _found(sections)

    def leads(kind: str, reference: str) -> str:
        target = found.get(reference, Target("", ""))
        return target.url if kind == BOX else target.public_url

    return leads


def may_stand(sections: Collection[Written]) -> Verdict:
    """Whether each link leads somewhere, and in what everyone reads to what everyone may read.

    One that is written in another way is refused: whoever shows a text as bare words would show the reference.
    """
    found = _found(sections)
    for section in sections:
        rest = "\n".join(LINK.sub(_without_ours, line) for line in section.body.splitlines())
        if LIKE_A_LINK.search(html.unescape(rest)) or LIKE_A_LINK.search(words(rest)):
            return no(
                f"“{section.heading}” links to a resource in a way that is not understood.",
                next_step="Write it on one line, with its words: [the form](resource:RES-2026-000001).",
            )
        for reference in targets(section.body):
            if reference not in found:
                return no(
                    f"“{section.heading}” links to {reference}, and there is no such resource.",
                    next_step="Check the reference.",
                )
            if section.kind != BOX and not found[reference].public_url:
                return no(
                    f"Everyone reads “{section.heading}”, and it links to {reference}, "
                    "which is for staff only or withdrawn.",
                    next_step="Take the link out, or put it into a box for staff.",
                )
    return YES


def _without_ours(link: re.Match[str]) -> str:
    return link[1] if link[2].startswith(RESOURCE) else link[0]


def states() -> list[str]:
    """Queries for what the pages of policies depend on besides the policies."""
    return [library.state for library in _LIBRARY]


def _found(sections: Collection[Written]) -> Mapping[str, Target]:
    wanted = {reference for section in sections for reference in targets(section.body)}
    return _LIBRARY[0].find(wanted) if wanted and _LIBRARY else {}
