"""A template of one's own to make a document of."""

from base64 import b64decode
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from governance.documents import door

# A red square of four pixels.
SQUARE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAA"
    "EElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg=="
)
PICTURE = b64decode(SQUARE.partition(",")[2])
Write = Callable[..., door.Source]


@pytest.fixture
def write(tmp_path: Path, settings: Any) -> Write:
    """A source whose body is this HTML."""
    (tmp_path / "templates").mkdir()
    (project,) = settings.TEMPLATES
    settings.TEMPLATES = [{**project, "DIRS": [tmp_path / "templates", *project["DIRS"]]}]

    # A template is read once and remembered by its name.
    names = (f"trial-{number}.html" for number in count())

    def source(body: str, head: str = "", **more: Any) -> door.Source:
        name = next(names)
        (tmp_path / "templates" / name).write_text(
            f'<!doctype html><html lang="en-GB"><head><title>{{{{ title }}}}</title>{head}</head>'
            f"<body><h1>{{{{ title }}}}</h1>{body}</body></html>"
        )
        return door.Source(name, {"title": "How we share"}, **more)

    return source
