"""How a version reads: its text in blocks, each of easy read with its picture."""

import re
from base64 import b64encode
from collections.abc import Iterator
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from governance.policies.rendering import render

# A line that puts a picture beside what follows it: (picture: lock).
PICTURE = re.compile(r"^\(picture: *([a-z_-]+)\)[ \t]*$", re.MULTILINE)
# Each a drawing of our own in `templates/privacy_notices/pictures/`.
PICTURES = (
    "ask",
    "camera",
    "computer",
    "danger",
    "doctor",
    "law",
    "letter",
    "lock",
    "no",
    "numbers",
    "people",
    "person",
    "phone",
    "share",
    "time",
    "yes",
)


class Block(NamedTuple):
    """Some text as safe HTML, with the picture that stands beside it, or none."""

    picture: str
    html: SafeString

    @property
    def drawing(self) -> SafeString:
        """The picture as an address of its own, for a PDF, where it is decoration and no figure."""
        drawn = render_to_string(f"privacy_notices/pictures/{self.picture}.html").encode()
        return mark_safe(f"data:image/svg+xml;base64,{b64encode(drawn).decode()}")  # noqa: S308


def blocks(body: str, *, under: int = 1) -> Iterator[Block]:
    """A text from one picture to the next; its headings stand under one of the level `under`."""
    first, *rest = PICTURE.split(body)
    for picture, text in zip(["", *rest[::2]], [first, *rest[1::2]], strict=True):
        if picture or text.strip():
            yield Block(picture, safe(text, under=under))


def safe(text: str, *, under: int = 1) -> SafeString:
    """Markdown as safe HTML."""
    return mark_safe(render(text, under=under))  # noqa: S308  (`render` has cleaned it)


def unknown_pictures(body: str) -> list[str]:
    """The names of pictures in a text that we do not have."""
    return sorted(set(PICTURE.findall(body)) - set(PICTURES))
