"""Privacy notices as tests write them: Max writes the one of Harbour, Igor reads it, both by their own actions."""

from datetime import date, datetime
from typing import Any

from governance.accounts.models import Service, User
from governance.privacy_notices import actions
from governance.privacy_notices.models import NoticeVersion
from governance.privacy_notices.rules import Kind, Routine
from governance.records.actor import acting_as
from tests.cast import NOON, Cast

REVIEW = date(2027, 11, 22)
WORDS: dict[str, Any] = {
    "title": "Your information at Harbour",
    "body": "# What we hold\n\nYour name.",
    "national": "If you agree, some figures go to the NDTMS.",
    "review_on": REVIEW,
}
SURGERY = Routine("Castle Street Surgery", "care", "What we prescribe")


def draft(
    cast: Cast, *, by: User | None = None, at: datetime = NOON, service: Service | None = None, **facts: Any
) -> NoticeVersion:
    """A draft of the notice of Harbour."""
    by, service = by or cast.max, service or cast.harbour
    with acting_as(by.pk):
        facts = {**WORDS, "routine": [SURGERY], "kind": Kind.SERVICE, "service": service} | facts
        return actions.draft(by=by, at=at, **facts)


def submitted(cast: Cast, *, by: User | None = None, at: datetime = NOON, **facts: Any) -> NoticeVersion:
    version = draft(cast, by=by, at=at, **facts)
    by = by or cast.max
    with acting_as(by.pk):
        return actions.submit(version, by=by, at=at)


def published(cast: Cast, *, at: datetime = NOON, **facts: Any) -> NoticeVersion:
    version = submitted(cast, at=at, **facts)
    with acting_as(cast.igor.pk):
        return actions.publish(version, by=cast.igor, at=at, content_hash=version.content_hash)


def leaflet(cast: Cast, *, kind: Kind = Kind.ENGLAND, at: datetime = NOON, **facts: Any) -> NoticeVersion:
    """A leaflet that Priya wrote and Igor published."""
    with acting_as(cast.priya.pk):
        words = {**WORDS, "national": "", "kind": kind} | facts
        version = actions.submit(actions.draft(by=cast.priya, at=at, **words), by=cast.priya, at=at)
    with acting_as(cast.igor.pk):
        return actions.publish(version, by=cast.igor, at=at, content_hash=version.content_hash)
