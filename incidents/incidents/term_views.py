"""The terms of commissioners over HTTP: all of them, a new one, and the end of one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from governance.errors import demand
from governance.workflow.requests import by, take_step
from incidents.incidents import terms
from incidents.incidents.forms import TermForm
from incidents.incidents.models import Term
from incidents.incidents.permissions import may_set_terms
from incidents.incidents.register import TERMS

PAGE = "incident_terms:list"


def all_terms(request: HttpRequest) -> HttpResponse:
    """Every term, those that run first, and the form for a new one."""
    at, user = timezone.now(), by(request)
    demand(may_set_terms(user, None, at))
    form = TermForm(request.POST if request.method == "POST" else None)
    known = Term.objects.select_related("service").order_by("ended_on", "service__name", "hours", "id")
    return take_step(
        request,
        form,
        lambda: terms.set_term(by=user, at=at, **form.facts),
        register=TERMS,
        verb="set",
        done="It is set. It counts for every incident from today on.",
        then=lambda term: request.path,
        template="incidents/terms.html",
        terms=known.all(),
        button="Set it",
    )


@require_safe
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """A term has no page of its own: it stands in the list."""
    TERMS.find(reference, user=by(request), at=timezone.now())
    return redirect(PAGE)


@require_POST
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """One of them ends today."""
    at, user = timezone.now(), by(request)
    term: Term = TERMS.find(reference, user=user, at=at)
    terms.end_term(term, by=user, at=at)
    messages.success(request, "It has ended.")
    return redirect(PAGE)
