"""A text to play with: written by Igor, approved by Priya."""

from datetime import datetime
from typing import Any

from consent.kinds import Kind
from consent.wording import actions
from consent.wording.models import WordingVersion
from consent.wording.rules import Purpose, Style
from tests.cast import NOON, Cast


def draft(cast: Cast, *, at: datetime = NOON, **facts: Any) -> WordingVersion:
    words = {
        "kind": Kind.SHARE_CARE,
        "purpose": Purpose.SCRIPT,
        "style": Style.STANDARD,
        "title": "May we share?",
        "body": "You choose.\n\n- Say yes\n- Say no",
    }
    return actions.draft(**{"by": cast.igor, "at": at, **words, **facts})


def submitted(cast: Cast, *, at: datetime = NOON, **facts: Any) -> WordingVersion:
    return actions.submit(draft(cast, at=at, **facts), by=cast.igor, at=at)


def approved(cast: Cast, *, at: datetime = NOON, **facts: Any) -> WordingVersion:
    version = submitted(cast, at=at, **facts)
    return actions.approve(version, by=cast.priya, at=at, content_hash=version.content_hash)
