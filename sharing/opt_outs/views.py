"""Help with choices over HTTP: the list, one entry, writing one down, and correcting it."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.calendar import local_day
from governance.errors import Denied, demand
from governance.exports.bar import bar
from governance.ledger.timeline import timeline
from governance.ledger.writing import record_view
from governance.people.contact import contact_notes
from governance.people.models import Person
from governance.people.names import shown_name
from governance.people.permissions import NOT_YOURS
from governance.people.register import PEOPLE
from governance.records.paging import page
from governance.workflow.requests import by, take_step
from sharing.opt_outs import actions, forms
from sharing.opt_outs.export import HIDDEN
from sharing.opt_outs.filters import WHOM, chosen, filters, services_of, years_of
from sharing.opt_outs.models import Help, Statement
from sharing.opt_outs.permissions import NOT_YOUR_SERVICE, cases_for, hides, may_correct, services_for
from sharing.opt_outs.register import OPT_OUTS
from sharing.opt_outs.rules import About, Leaflet

ADDRESS = "/opt-outs/"
HAPPENED = {"record": "Written down", "correct": "Corrected", "refused": "Not accepted"}
NOBODY = "Nobody by name"


def helped(request: HttpRequest) -> HttpResponse:
    """The help that the user may see, newest first, below the statement that holds."""
    at, user = timezone.now(), by(request)
    wanted = filters(user, request.GET)
    found = chosen(user, wanted, at)
    known = found.select_related("person", "service", "helped_by")
    listed = page(known, request.GET, by=("-helped_on", "-id"))
    # A list of names is a view of each of them.
    if people := [row.person_id for row in listed.rows if row.person_id is not None]:
        record_view(register=OPT_OUTS.name, people=people)
    context = {
        "rows": [(row, _name(row, user)) for row in listed.rows],
        "page": listed,
        "filters": wanted,
        "about": About.choices,
        "leaflets": Leaflet.choices,
        "whom": WHOM.items(),
        "services": services_of(user),
        "years": years_of(user, at, until=local_day(at).year),
        "bar": bar(user, OPT_OUTS.name, wanted),
        "masked": hides(user),
        "may_view": bool(may(user.role, May.VIEW, OPT_OUTS.name)),
        "may_record": bool(may(user.role, May.CREATE, OPT_OUTS.name)),
        "statement": Statement.objects.confirmed().select_related("confirmed_by").first(),
    }
    return render(request, "opt_outs/list.html", context)


def one(request: HttpRequest, reference: str) -> HttpResponse:
    """One entry: what was asked, what was given, by whom."""
    at, user = timezone.now(), by(request)
    found: Help = OPT_OUTS.find(reference, user=user, at=at)
    _record_view(found)
    hidden = hides(user)
    context = {
        "help": found,
        "name": _name(found, user),
        "facts": _facts(found, hidden=hidden),
        "may_correct": bool(may_correct(user, found, at)),
        "timeline": timeline(
            OPT_OUTS.name,
            reference,
            HAPPENED,
            text=lambda event: HIDDEN if hidden and event.reason else event.reason,
        ),
    }
    return render(request, "opt_outs/detail.html", context)


def record(request: HttpRequest) -> HttpResponse:
    """Write down help: of the person whom the address names, or of nobody by name."""
    at, user = timezone.now(), by(request)
    reference = request.GET.get("person", "")
    person: Person | None = PEOPLE.find(reference, user=user, at=at) if reference else None
    places = cases_for(user, person, at) if person else services_for(user)
    if not places:
        raise Denied(NOT_YOURS if person else NOT_YOUR_SERVICE)
    if person is not None:
        record_view(register="people", reference=person.reference, person_id=person.pk)
    initial = {"helped_on": local_day(at), "form_key": uuid4()}
    form = forms.RecordForm(
        request.POST if request.method == "POST" else None, places=places, at=at, initial=initial
    )
    name = shown_name(person, user) if person else ""
    return take_step(
        request,
        form,
        lambda: actions.record(by=user, at=at, **form.facts),
        register=OPT_OUTS,
        verb="record",
        reference=reference,
        done="Your help is written down.",
        then=lambda _: PEOPLE.url(person) if person else ADDRESS,
        template="opt_outs/form.html",
        title="Record help with a choice",
        topic="choices",
        person=person,
        mind=contact_notes(person) if person else [],
        nameless=person is None,
        caption=f"{person.reference}, {name}" if person else NOBODY,
        button="Record this help",
        back_url=PEOPLE.url(person) if person else ADDRESS,
    )


def correct(request: HttpRequest, reference: str) -> HttpResponse:
    """Put an entry right, and say why."""
    at, user = timezone.now(), by(request)
    found: Help = OPT_OUTS.find(reference, user=user, at=at)
    demand(may_correct(user, found, at))
    _record_view(found)
    form = forms.CorrectForm(request.POST if request.method == "POST" else None, help=found, at=at)
    return take_step(
        request,
        form,
        lambda: actions.correct(
            found, by=user, at=at, read_version=form.cleaned_data["read_version"] or 0, **form.facts
        ),
        register=OPT_OUTS,
        verb="correct",
        reference=reference,
        done="It is corrected.",
        then=OPT_OUTS.url,
        template="opt_outs/form.html",
        title="Correct this",
        topic="choices",
        caption=found.reference,
        button="Save",
        back_url=OPT_OUTS.url(found),
    )


def _name(help: Help, user: User) -> str:
    return shown_name(help.person, user, OPT_OUTS.name) if help.person else NOBODY


def _facts(help: Help, *, hidden: bool) -> list[dict[str, str]]:
    rows = {
        "What it was about": help.get_about_display(),
        "What they asked": HIDDEN if hidden and help.question else help.question,
        "Leaflet": help.get_leaflet_display(),
        "Day": f"{help.helped_on:%-d %B %Y}",
        "Who helped": str(help.helped_by),
        "Service": str(help.service),
    }
    return [{"key": key, "value": value} for key, value in rows.items() if value]


def _record_view(found: Help) -> None:
    if found.person_id is not None:
        record_view(
            register=OPT_OUTS.name,
            reference=found.reference,
            person_id=found.person_id,
            service_id=found.service_id,
        )
