"""What is still to come for somebody, as a calendar (iCalendar, RFC 5545), by a secret link and without signing in.

Calendars are read by telephones and by other companies' servers, so an event has what it is and a reference, and names
nobody; of what hangs on a person alone not even that person's reference.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from governance.calendar import DAY, local_day
from governance.deadlines.models import Deadline
from governance.deadlines.rules import RULES
from governance.desk.actions import fingerprint
from governance.desk.models import CalendarLink
from governance.desk.worklist import waiting
from governance.records.addresses import address

AHEAD = timedelta(days=90)
MOST = 200


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar that this link leads to; 404 for any other link, one that was renewed, and whoever has left."""
    at = timezone.now()
    found = CalendarLink.objects.filter(fingerprint=fingerprint(token), user__is_active=True)
    link = found.select_related("user").first()
    if link is None:
        raise Http404
    on = local_day(at)
    ahead = waiting(link.user, at).filter(due_on__gte=on, due_on__lte=on + AHEAD)
    turns = [rule.key for rule in RULES.values() if rule.waits]
    body = calendar(ahead.exclude(rule__in=turns)[:MOST], at)
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


def calendar(deadlines: Iterable[Deadline], at: datetime) -> bytes:
    """These deadlines as a calendar."""
    found = Calendar()
    found.add("prodid", "-//Sharewell//Desk//EN")
    found.add("version", "2.0")
    found.add("x-wr-calname", "Sharewell")
    for deadline in deadlines:
        found.add_component(_event(deadline, at))
    return found.to_ical()


def _event(deadline: Deadline, at: datetime) -> Event:
    names_a_person = deadline.register == "people"
    what = RULES[deadline.rule].words
    where = "/desk/" if names_a_person else address(deadline.register, deadline.reference)
    event = Event()
    event.add("uid", f"deadline-{deadline.pk}@sharewell")
    event.add("dtstamp", at)
    event.add("summary", what if names_a_person else f"{what}: {deadline.reference}")
    event.add("url", f"{settings.BASE_URL}{where}")
    # It takes up nobody's time.
    event.add("transp", "TRANSPARENT")
    if deadline.due_at is not None:
        event.add("dtstart", deadline.due_at)
    else:
        event.add("dtstart", deadline.due_on)
        event.add("dtend", deadline.due_on + DAY)
    return event
