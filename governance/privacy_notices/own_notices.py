"""The charity's own first texts: three leaflets in standard and easy read, and the notices of the demonstration.

They are the files in `own/`. The first line of each is its title. Of a service's notice, what goes to the national
figures follows a line of its own, and then what is shared as a matter of course: who, what for, what.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.text import slugify

from governance.accounts.models import Service, User
from governance.calendar import add_months, local_day
from governance.defaults import NOTICE_REVIEW_MONTHS
from governance.privacy_notices import actions
from governance.privacy_notices.models import NoticeVersion
from governance.privacy_notices.rules import Kind, Routine, Style
from governance.records.actor import acting_as

FOLDER = Path(__file__).resolve().parent / "own"
PARTS = re.compile(r"\n--- (?:national|shared) ---\n")


class OwnText(NamedTuple):
    """One file, read. Of a leaflet, its kind and style; of a service, the service's name as in an address."""

    kind: Kind
    style: Style
    service: str
    title: str
    body: str
    national: str
    routine: list[Routine]


def texts() -> list[OwnText]:
    """Every file: leaflets before services."""
    return [_read(path) for path in sorted(FOLDER.glob("*.md"))]


def bring_in(*, by: User, at: datetime) -> list[NoticeVersion]:
    """Submit, in the name of `by`, each leaflet, and each notice of a service that we have, with no version yet.

    Nobody gets a message for each: whoever brings them in tells who publishes them.
    """
    services = {slugify(each.name): each for each in Service.objects.all()}
    with acting_as(by.pk):
        return [
            actions.submit(_draft(text, services.get(text.service), by=by, at=at), by=by, at=at, tell=False)
            for text in texts()
            if (text.kind is not Kind.SERVICE or text.service in services)
            and not _is_there(text, services.get(text.service))
        ]


def publish(submitted: Iterable[NoticeVersion], *, by: User, at: datetime) -> list[NoticeVersion]:
    """Publish them: what a demonstration starts from."""
    with acting_as(by.pk):
        return [actions.publish(each, by=by, at=at, content_hash=each.content_hash) for each in submitted]


def _draft(text: OwnText, service: Service | None, *, by: User, at: datetime) -> NoticeVersion:
    facts: dict[str, Any] = text._asdict() | {"service": service}
    review_on = add_months(local_day(at), NOTICE_REVIEW_MONTHS.value)
    return actions.draft(by=by, at=at, review_on=review_on, **facts)


def _is_there(text: OwnText, service: Service | None) -> bool:
    same = NoticeVersion.objects.filter(
        notice__kind=text.kind, notice__style=text.style, notice__service=service
    )
    return same.exists()


def _read(path: Path) -> OwnText:
    what, _, which = path.stem.partition("-")
    title, _, rest = path.read_text(encoding="utf-8").partition("\n")
    body, *more = PARTS.split(rest)
    national, shared = (more[0].strip(), more[1].strip()) if more else ("", "")
    kind, style, service = Kind.SERVICE, Style.STANDARD, which
    if what == "leaflet":
        named, _, styled = which.upper().partition("-")
        kind, style, service = Kind(named), Style(styled), ""
    return OwnText(
        kind, style, service, title, body.strip(), national, [_row(line) for line in shared.splitlines()]
    )


def _row(line: str) -> Routine:
    recipient, purpose, what = (part.strip() for part in line.split("|"))
    return Routine(recipient, purpose, what)
