"""Privacy notices and leaflets of the demonstration: all of ours in force, one in its second version, one waiting."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from governance.accounts.models import Service, User
from governance.calendar import add_months, local_day
from governance.defaults import NOTICE_REVIEW_MONTHS
from governance.privacy_notices import actions, own_notices
from governance.privacy_notices.models import NoticeVersion
from governance.privacy_notices.rules import Kind
from governance.records.actor import acting_as

# How many days ago the second version of Leeds was published, and how many ago the one of Dundee was sent in.
AGAIN, WAITS = timedelta(days=200), timedelta(days=2)
CHANGED = "It says for how long we keep your notes, because many of you asked."
WAITING = "The pharmacy asked us to say what it does with what we send."


@dataclass
class Desk:
    """Who takes part, and the moment that the demonstration should look like."""

    ig: User
    dpo: User
    scottish_manager: User
    harbour: Service
    firth: Service
    at: datetime


def load(desk: Desk, *, first: datetime) -> None:
    """Bring in our own texts and publish them at the moment `first`, and what came after it."""
    submitted = own_notices.bring_in(by=desk.ig, at=first)
    own_notices.publish(submitted, by=desk.dpo, at=first)
    again = _next(desk.harbour, by=desk.ig, at=desk.at - AGAIN, what_changed=CHANGED)
    own_notices.publish([again], by=desk.dpo, at=desk.at - AGAIN)
    _next(desk.firth, by=desk.scottish_manager, at=desk.at - WAITS, what_changed=WAITING)


def _next(service: Service, *, by: User, at: datetime, what_changed: str) -> NoticeVersion:
    """The next version of a service's notice, sent in."""
    before = NoticeVersion.objects.published().get(notice__service=service)
    with acting_as(by.pk):
        draft = actions.draft(
            by=by,
            at=at,
            kind=Kind.SERVICE,
            service=service,
            title=before.title,
            body=before.body,
            national=before.national,
            review_on=add_months(local_day(at), NOTICE_REVIEW_MONTHS.value),
            what_changed=what_changed,
        )
        return actions.submit(draft, by=by, at=at)
