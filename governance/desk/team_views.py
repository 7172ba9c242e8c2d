"""A manager's team over HTTP: everybody, one of them, and handing cases over."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from governance.accounts.models import Service, User
from governance.calendar import local_day
from governance.desk import absences, handing_over
from governance.desk.forms import AwayForm, HandOverForm
from governance.desk.models import HandOver
from governance.desk.team import absences_on, team, with_worker
from governance.desk.views import note_names
from governance.desk.worklist import tasks
from governance.errors import YES, Code, NotThere, Refused, demand, no
from governance.ledger.writing import record_view
from governance.people.names import shown_name
from governance.records.paging import page
from governance.workflow.requests import by, sent

MANAGERS_ONLY = no(
    "Only a manager of a service has a team here.",
    code=Code.ROLE,
    next_step="Your own work is on your desk.",
)
# So many cases can be ticked one by one; beyond that all of them are handed over, or fewer at a time.
LISTED = 100


def everybody(request: HttpRequest) -> HttpResponse:
    """Who of the manager's services has how much."""
    at, user = timezone.now(), by(request)
    services = _services(user)
    context = {"rows": team(services, user=user, at=at), "services": services}
    return render(request, "desk/team.html", context)


def worker(request: HttpRequest, pk: int) -> HttpResponse:
    """What is with one of the team, soonest first."""
    at, user = timezone.now(), by(request)
    services = _services(user)
    theirs = _one_of_them(pk, services, user)
    listed = page(with_worker(theirs, services, user=user, at=at), request.GET, by=("due_on", "id"))
    shown = tasks(listed.rows, user, at)
    note_names(shown)
    context = {
        "worker": theirs,
        "at": at,
        "on": local_day(at),
        "page": listed,
        "tasks": shown,
        "away": absences_on(local_day(at)).filter(user=theirs).first(),
        "services": [
            each for each in services if handing_over.cases_with(theirs, each, user=user, at=at).exists()
        ],
    }
    return render(request, "desk/worker.html", context)


def nobody(request: HttpRequest) -> HttpResponse:
    """What nobody has."""
    at, user = timezone.now(), by(request)
    listed = page(with_worker(None, _services(user), user=user, at=at), request.GET, by=("due_on", "id"))
    shown = tasks(listed.rows, user, at)
    note_names(shown)
    context = {"at": at, "on": local_day(at), "page": listed, "tasks": shown}
    return render(request, "desk/worker.html", context)


def hand_over(request: HttpRequest, pk: int, service: int) -> HttpResponse:
    """Hand all the cases of a worker in a service to a colleague, or some of them."""
    at, user = timezone.now(), by(request)
    services = _services(user)
    theirs = _one_of_them(pk, services, user)
    here = next((each for each in services if each.pk == service), None)
    if here is None:
        raise NotThere("desk", "")
    cases = handing_over.cases_with(theirs, here, user=user, at=at).select_related("person")
    listed = list(cases[: LISTED + 1])
    form = HandOverForm(
        sent(request)[0],
        colleagues=handing_over.could_take(theirs, here),
        cases=[
            (str(case.pk), f"{shown_name(case.person, user)}, {case.reference}") for case in listed[:LISTED]
        ],
        initial={"form_key": uuid4()},
    )
    if listed:
        record_view(register="desk", people=[case.person_id for case in listed[:LISTED]])
    if form.is_bound and form.is_valid():
        facts = form.cleaned_data
        chosen = None if facts["which"] == "all" else [int(each) for each in facts["cases"]]
        try:
            made = handing_over.order(
                theirs, here, to=facts["to"], cases=chosen, by=user, at=at, form_key=facts["form_key"]
            )
        except Refused as refusal:
            form.add_error(None, f"{refusal.verdict.reason} {refusal.verdict.next_step}".strip())
        else:
            return redirect("desk:handed_over", made.pk)
    context = {
        "form": form,
        "title": f"Hand over the cases of {theirs}",
        "caption": here.name,
        "back_url": f"/desk/team/{theirs.pk}/",
        "button": "Hand over",
        "more": len(listed) > LISTED,
        "listed": LISTED,
    }
    return render(request, "desk/hand_over.html", context)


def handed_over(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is."""
    found = (
        HandOver.objects.filter(pk=pk, asked_by=by(request)).select_related("worker", "to", "service").first()
    )
    if found is None:
        raise NotThere("desk", "")
    return render(request, "desk/handed_over.html", {"asked": found, "number": len(found.cases)})


def away(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Say that oneself, or one of one's team, is away, and who stands in."""
    at, user = timezone.now(), by(request)
    who = user if pk is None or pk == user.pk else _one_of_them(pk, _services(user), user)
    demand(absences.may_record(user, who))
    form = AwayForm(sent(request)[0], colleagues=absences.could_cover(who), on=local_day(at))
    if form.is_bound and form.is_valid():
        try:
            absences.record(who, by=user, at=at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, f"{refusal.verdict.reason} {refusal.verdict.next_step}".strip())
        else:
            messages.success(request, "It is written down.")
            return redirect("desk:settings" if who == user else f"/desk/team/{who.pk}/")
    context = {
        "form": form,
        "title": "You are away" if who == user else f"{who} is away",
        "intro": "From the first to the last of these days, whoever stands in sees on their own desk what waits in "
        "the services where both work, and is told of it too. Nothing about people whom they know goes to them.",
        "back_url": "/desk/settings/" if who == user else f"/desk/team/{who.pk}/",
    }
    return render(request, "staff/form.html", context)


@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """They are not away, or are back."""
    user = by(request)
    who = absences.take_back(pk, by=user, at=timezone.now())
    messages.success(request, "It is taken back.")
    return redirect("desk:settings" if who == user else f"/desk/team/{who.pk}/")


def _services(user: User) -> list[Service]:
    found = list(handing_over.services_of(user))
    demand(YES if found else MANAGERS_ONLY)
    return found


def _one_of_them(pk: int, services: list[Service], user: User) -> User:
    """Somebody who works in these services, or has an open case or a task of them. Raises NotThere for anybody else."""
    at = timezone.now()
    found = User.objects.filter(pk=pk).first()
    if found is not None:
        here = found.memberships.filter(service__in=services).exists()
        if (
            here
            or with_worker(found, services, user=user, at=at).exists()
            or _has_cases(found, services, user)
        ):
            return found
    raise NotThere("desk", "")


def _has_cases(worker: User, services: list[Service], user: User) -> bool:
    at = timezone.now()
    return any(handing_over.cases_with(worker, each, user=user, at=at).exists() for each in services)
