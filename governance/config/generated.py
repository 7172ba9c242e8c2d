"""Pages of `docs/` that are made from code, and fail the checks when they are stale."""

from collections.abc import Mapping
from pathlib import Path

from django.core.management.base import CommandError

from governance.config.env import PROJECT

DOCS = PROJECT / "docs"


def bring_up_to_date(pages: Mapping[Path, str], *, check: bool, command: str) -> list[str]:
    """Write the pages that differ; with `check`, write nothing and raise CommandError if one does."""
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text() != text]
    names = [str(path.relative_to(PROJECT)) for path in stale]
    if check and stale:
        raise CommandError(f"Stale: {', '.join(names)}. Run manage.py {command}.")
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages[path])
    return names
