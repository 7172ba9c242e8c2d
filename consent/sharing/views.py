"""A person's sharing card over HTTP: today, at any past moment, what changed and who looked."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from consent.consents.card import notes
from consent.consents.permissions import status_only
from consent.sharing.answers import consents_of, of_then, of_today
from consent.sharing.changes import changes, lines
from consent.sharing.forms import MomentForm
from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.calendar import local_day
from governance.errors import YES, Code, demand, no
from governance.ledger.timeline import actors, looks
from governance.ledger.writing import record_view
from governance.people.contact import contact_notes
from governance.people.models import Case, Person
from governance.people.names import shown_name
from governance.people.permissions import NOT_YOURS
from governance.people.register import PEOPLE
from governance.records.paging import page
from governance.workflow.requests import by

LEDGER_IS_NOT_YOURS = no(
    "Your role does not read who looked.",
    code=Code.ROLE,
    next_step="Ask the service's manager or the IG team if you need to know.",
)
# The card's pages and what each is called.
TITLES = {"card": "Who we may share with", "changes": "What changed", "looks": "Who looked"}


def card(request: HttpRequest, reference: str) -> HttpResponse:
    """Who we may share with, what, why and until when, and who not (handbook section 3)."""
    at, user = timezone.now(), by(request)
    person = _find(reference, user, at)
    form = MomentForm(request.GET, person=person, at=at)
    context = _context(person, user, "card") | {"form": form}
    if form.is_valid():
        context |= _card(person, user, form.cleaned_data["moment"], at)
    return render(request, "sharing/card.html", context)


def _card(person: Person, user: User, moment: datetime | None, at: datetime) -> dict[str, Any]:
    """What the card says at a moment, None for now, and the note in the ledger that it was looked at."""
    asked: dict[str, Any] = {} if moment is None else {"as_at": moment.isoformat()}
    record_view(register=PEOPLE.name, reference=person.reference, person_id=person.pk, **asked)
    shown_at = moment or at
    cases = Case.objects.visible_to(user, at, register="consents").filter(person=person)
    nations = [case.service.nation for case in cases.select_related("service")]
    ours, others = consents_of(user, person, at)
    shown: dict[str, Any] = {
        "moment": moment,
        "shown_at": shown_at,
        "notes": notes(person, nations, local_day(shown_at)),
        "status_only": status_only(user),
        "others": any(consent.in_force_at(shown_at, as_known=False) for consent in others),
    }
    if moment is None:
        return shown | {"parts": of_today(ours, user, at)}
    answers = of_then(ours, user, moment)
    return shown | {
        "parts": answers.known,
        "true": answers.true,
        "differ": answers.differ,
        "no_record_yet": moment < person.created_at,
    }


def changed(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that ever changed about the person, newest first."""
    at, user = timezone.now(), by(request)
    person = _find(reference, user, at)
    listed = page(changes(user, person, at), request.GET, by=("-id",))
    record_view(register=PEOPLE.name, reference=person.reference, person_id=person.pk)
    context = {"page": listed, "changes": lines(listed.rows, user)}
    return render(request, "sharing/changes.html", _context(person, user, "changes") | context)


def looked(request: HttpRequest, reference: str) -> HttpResponse:
    """Who looked at the person's records, newest first; a look at a list is told by the ledger's own page."""
    at, user = timezone.now(), by(request)
    person = _find(reference, user, at)
    demand(YES if may(user.role, May.VIEW, "ledger") else LEDGER_IS_NOT_YOURS)
    listed = page(looks(user).filter(person_id=person.pk), request.GET, by=("-id",))
    names = actors(listed.rows)
    record_view(register=PEOPLE.name, reference=person.reference, person_id=person.pk)
    context = {"page": listed, "looks": [(names[look.actor_id], look) for look in listed.rows]}
    return render(request, "sharing/looks.html", _context(person, user, "looks") | context)


def _find(reference: str, user: User, at: datetime) -> Person:
    """The person, if the user may see them and has to do with consents at all."""
    person: Person = PEOPLE.find(reference, user=user, at=at)
    demand(YES if may(user.role, May.VIEW, "consents") else NOT_YOURS)
    return person


def _context(person: Person, user: User, here: str) -> dict[str, Any]:
    masked = sight(user, "people").masked
    return {
        "here": here,
        "title": TITLES[here],
        "person": person,
        "name": shown_name(person, user),
        "contact_notes": [] if masked else contact_notes(person),
        "may_audit": bool(may(user.role, May.VIEW, "ledger")),
    }
