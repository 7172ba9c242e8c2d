"""The charity's own first texts: a script and a form for each kind of consent, in standard and easy read.

They are the files in `own/`, named kind, purpose and style; the first line of each is its title.
"""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from consent.kinds import Kind
from consent.wording import actions
from consent.wording.models import WordingVersion
from consent.wording.rules import ENGLISH, Purpose, Style
from governance.accounts.models import User
from governance.records.actor import acting_as

FOLDER = Path(__file__).resolve().parent / "own"


class OwnText(NamedTuple):
    """One file, read. English, for both nations."""

    kind: Kind
    purpose: Purpose
    style: Style
    title: str
    body: str


def texts() -> list[OwnText]:
    """Every file in the order of kinds, scripts before forms."""
    found = [_read(path) for path in FOLDER.glob("*.md")]
    places = [(kind, purpose, style) for kind in Kind for purpose in Purpose for style in Style]
    return sorted(found, key=lambda text: places.index((text.kind, text.purpose, text.style)))


def bring_in(*, by: User, at: datetime) -> list[WordingVersion]:
    """Submit, in the name of `by`, each text that has no version yet; somebody else in IG approves them.

    Nobody gets a message for each: whoever brings them in tells the approver.
    """
    submitted = []
    with acting_as(by.pk):
        for text in texts():
            same = WordingVersion.objects.filter(
                wording__kind=text.kind,
                wording__purpose=text.purpose,
                wording__style=text.style,
                wording__language=ENGLISH,
                wording__nation=None,
            )
            if not same.exists():
                version = actions.draft(by=by, at=at, **text._asdict())
                submitted.append(actions.submit(version, by=by, at=at, tell=False))
    return submitted


def load(*, by: User, approver: User, at: datetime) -> list[WordingVersion]:
    """Bring in our texts and approve them: what a demonstration starts from."""
    submitted = bring_in(by=by, at=at)
    with acting_as(approver.pk):
        return [
            actions.approve(version, by=approver, at=at, content_hash=version.content_hash)
            for version in submitted
        ]


def _read(path: Path) -> OwnText:
    kind, purpose, style = path.stem.upper().split("-")
    title, _, body = path.read_text(encoding="utf-8").partition("\n")
    return OwnText(Kind(kind), Purpose(purpose), Style(style), title.removeprefix("# "), body.strip())
