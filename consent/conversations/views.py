"""Conversations over HTTP: who waits to be asked, one conversation, and asked but not decided."""

from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from consent.conversations import actions, forms
from consent.conversations.models import Conversation
from consent.conversations.register import CONVERSATIONS
from consent.conversations.states import MACHINE, State
from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.calendar import LONDON, local_day
from governance.deadlines.models import Deadline
from governance.errors import demand
from governance.ledger import timeline as ledger
from governance.ledger.models import Event
from governance.ledger.writing import record_view
from governance.records.paging import page
from governance.workflow.requests import by, take_step

HAPPENED = {**CONVERSATIONS.happened, "refused": "Not accepted"}


def conversations(request: HttpRequest) -> HttpResponse:
    """Who waits to be asked, or to be asked again, soonest first: all that the user may see, or one's own."""
    at, user = timezone.now(), by(request)
    services = _services(user)
    wanted = {name: request.GET.get(name, "") for name in ("whose", "service")}
    # The dates on the conversations say it too; but there they stand among all that ended in past years.
    due = Deadline.objects.standing(local_day(at)).filter(register=CONVERSATIONS.name, service__in=services)
    if wanted["whose"] == "mine":
        due = due.filter(worker=user)
    if wanted["service"] in {str(service.pk) for service in services}:
        due = due.filter(service=int(wanted["service"]))
    found = CONVERSATIONS.visible(user, at)
    listed = page(due.filter(record_id__in=found.values("pk")), request.GET, by=("due_on", "id"))
    known = found.select_related("person", "service", "case__key_worker")
    by_id = known.in_bulk([deadline.record_id for deadline in listed.rows])
    # What somebody ended a moment ago is gone between the two.
    rows = [(by_id[each.record_id], each.due_on) for each in listed.rows if each.record_id in by_id]
    # A list of names is a view of each of them.
    if rows:
        record_view(register=CONVERSATIONS.name, people=[row.person_id for row, _ in rows])
    context = {
        "rows": rows,
        "page": listed,
        "services": services,
        "filters": wanted,
        "today": local_day(at),
        "undecided": State.UNDECIDED,
    }
    return render(request, "conversations/list.html", context)


def conversation(request: HttpRequest, reference: str) -> HttpResponse:
    """One conversation: whether they were asked, by when, and what happened."""
    at, user = timezone.now(), by(request)
    found: Conversation = CONVERSATIONS.find(reference, user=user, at=at)
    _record_view(found)
    state = State(found.state)
    is_open = found.case.closed_on is None and state is not State.ANSWERED
    context = {
        "conversation": found,
        "person": found.person,
        "state": state,
        "facts": _facts(found),
        "is_open": is_open,
        "may_ask": is_open and bool(CONVERSATIONS.verbs["undecided"].may(user, found, at)),
        "today": local_day(at),
        "timeline": ledger.timeline(CONVERSATIONS.name, reference, HAPPENED, text=_text),
    }
    return render(request, "conversations/detail.html", context)


def undecided(request: HttpRequest, reference: str) -> HttpResponse:
    """They were asked, and have not decided."""
    at, user = timezone.now(), by(request)
    found: Conversation = CONVERSATIONS.find(reference, user=user, at=at)
    MACHINE.target("undecided", found.state)
    demand(CONVERSATIONS.verbs["undecided"].may(user, found, at))
    form = forms.UndecidedForm(request.POST if request.method == "POST" else None, conversation=found, at=at)
    _record_view(found)
    return take_step(
        request,
        form,
        lambda: actions.undecided(
            found, by=user, at=at, read_version=form.cleaned_data["read_version"] or 0, **form.facts
        ),
        register=CONVERSATIONS,
        verb="undecided",
        reference=reference,
        done="It is written down that they have not decided. Nothing may be shared on consent until they do.",
        then=CONVERSATIONS.url,
        template="staff/form.html",
        title="They have not decided",
        intro="You asked, and they want to think about it. That is fine: nobody has to decide at once.",
        topic="consent",
        caption=f"{found.reference}, {found.person.name}",
        button="Record that they have not decided",
        back_url=CONVERSATIONS.url(found),
    )


def _services(user: User) -> list[Service]:
    """The services whose conversations the user may see."""
    view = sight(user, "consents")
    return list(Service.objects.filter(Q(pk__in=view.services) | Q(teams__in=view.teams)).distinct())


def _facts(found: Conversation) -> list[dict[str, str]]:
    rows = {
        "Key worker": str(found.case.key_worker or "Nobody yet: the manager"),
        "Case opened": f"{found.case.opened_on:%-d %B %Y}",
        "To be asked by": f"{found.due_on:%-d %B %Y}",
        "Asked, not decided": _moment(found.asked_at),
        "What was explained": found.explained,
        "Ask again on": f"{found.ask_again_on:%-d %B %Y}" if found.ask_again_on else "",
        "They answered": _moment(found.answered_at),
    }
    return [{"key": key, "value": value} for key, value in rows.items() if value]


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(LONDON):%-d %B %Y, %H:%M}" if at else ""


def _text(event: Event) -> str:
    if event.verb == "answer":
        return f"The answer is {event.detail['consent']}."
    return event.reason


def _record_view(found: Conversation) -> None:
    record_view(
        register=CONVERSATIONS.name,
        reference=found.reference,
        person_id=found.person_id,
        service_id=found.service_id,
    )
