"""The verbs of one's own settings: a link to a calendar, made, renewed and taken back."""

from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from django.conf import settings
from django.db import transaction

from governance.accounts.models import User
from governance.desk.models import CalendarLink
from governance.ledger import writing as ledger


@transaction.atomic
def make_calendar(*, by: User, at: datetime) -> str:
    """Make a link to one's calendar and give its address, which nobody can see again; an older one works no more."""
    token = token_urlsafe(32)
    CalendarLink.objects.update_or_create(
        user=by, defaults={"fingerprint": fingerprint(token), "made_at": at}
    )
    ledger.record("make_calendar", register="desk")
    return f"{settings.BASE_URL}/desk/calendar/{token}.ics"


@transaction.atomic
def withdraw_calendar(*, by: User) -> None:
    """Take the link back, if there is one: whoever has it finds nothing there any more."""
    removed, _ = CalendarLink.objects.filter(user=by).delete()
    if removed:
        ledger.record("withdraw_calendar", register="desk")


def fingerprint(token: str) -> str:
    """What we keep of a link: enough to know it again, and too little to make it."""
    return sha256(token.encode()).hexdigest()
