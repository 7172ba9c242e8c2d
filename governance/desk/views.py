"""The signed-in home: what waits, the messages, and the quick ways to the day's work."""

from collections import Counter

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from governance.accounts.access import registers
from governance.accounts.roles import May, may
from governance.calendar import local_day
from governance.desk import inbox as letters
from governance.desk.context import Section, places_in
from governance.desk.starts import starts
from governance.desk.team import absences_on
from governance.desk.worklist import Desk, Task, counted, tasks, waiting
from governance.errors import YES, Code, demand, no
from governance.ledger.writing import record_view
from governance.notifications.models import Notification
from governance.policies.reading_list import unread_by
from governance.records.paging import page
from governance.workflow.requests import by
from sharing.may_we_share.permissions import may_ask

NOTHING_HERE = no(
    "There is nothing here that your role may open.",
    code=Code.ROLE,
    next_step="Go back to your desk.",
)


def home(request: HttpRequest) -> HttpResponse:
    """What is overdue, due this week, and due in the next 28 days, with the reason for each."""
    at, user = timezone.now(), by(request)
    desk = Desk.of(user, at)
    note_names(desk.shown)
    context = {
        "on": local_day(at),
        "at": at,
        "desk": desk,
        "starts": starts(user),
        "to_read": unread_by(user).count(),
        "stands_in": absences_on(local_day(at)).filter(cover=user).select_related("user"),
        "may_find_people": "people" in registers(user),
        "may_ask": may_ask(user),
        "may_add_people": bool(may(user.role, May.CREATE, "people")),
        "may_record_consent": bool(may(user.role, May.CREATE, "consents")),
        "may_add_organisations": bool(may(user.role, May.CREATE, "organisations")),
    }
    return render(request, "desk/home.html", context)


def section(request: HttpRequest, section: Section) -> HttpResponse:
    """The registers of one section: what each is for, and how much in it waits for the user."""
    at, user = timezone.now(), by(request)
    places = places_in(section, user)
    demand(YES if places else NOTHING_HERE)
    counts = Counter(dict(counted(user, at)))
    rows = [(place, sum(counts[name] for name in place.listed)) for place in places]
    return render(request, "desk/section.html", {"section": section, "rows": rows})


def work(request: HttpRequest) -> HttpResponse:
    """Everything on the user's desk, however far off, page by page."""
    at, user = timezone.now(), by(request)
    listed = page(waiting(user, at), request.GET, by=("due_on", "id"))
    shown = tasks(listed.rows, user, at)
    note_names(shown)
    return render(request, "desk/work.html", {"on": local_day(at), "at": at, "page": listed, "tasks": shown})


def inbox(request: HttpRequest) -> HttpResponse:
    """The user's messages, newest first."""
    listed = page(letters.messages_for(by(request)), request.GET, by=("-created_at", "-id"))
    return render(request, "desk/inbox.html", {"page": listed})


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one message as read and go to what it is about."""
    ours = letters.messages_for(by(request)).filter(pk=pk)
    message = get_object_or_404(ours)
    _mark_read(ours)
    return redirect(message.url)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark every message as read."""
    _mark_read(letters.messages_for(by(request)))
    messages.success(request, "All your messages are marked as read.")
    return redirect("desk:inbox")


def _mark_read(found: QuerySet[Notification]) -> None:
    found.filter(read_at=None).update(read_at=timezone.now())


def note_names(shown: list[Task]) -> None:
    """A list with names on it is a view of personal data (handbook section 0)."""
    if people := [task.person_id for task in shown if task.person_id is not None]:
        record_view(register="desk", people=people)
