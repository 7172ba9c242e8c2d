"""Who was told what about one person, over HTTP: the whole list, and the copy for them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.documents.giving import given
from governance.errors import Denied, NotThere
from governance.ledger.writing import record_view
from governance.people.contact import contact_notes
from governance.people.models import Case, Person
from governance.people.names import shown_name
from governance.people.permissions import NOT_YOURS
from governance.people.register import PEOPLE
from governance.records.paging import page
from governance.workflow.requests import by
from sharing.disclosures import copy
from sharing.disclosures.card import line
from sharing.disclosures.models import Disclosure


@require_http_methods(["GET", "HEAD", "POST"])
def told(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that was shared about a person as far as the user may see it, and the copy of each service."""
    at, user = timezone.now(), by(request)
    person, cases = _person(user, reference)
    if request.method == "POST":
        case = next((each for each in cases if each.reference == request.POST.get("case")), None)
        if case is None:
            raise NotThere("cases", "")
        copy.make(case, by=user, at=at)
        return redirect("told:detail", person.reference)
    record_view(register="disclosures", person_id=person.pk)
    seen = Disclosure.objects.visible_to(user, at).about(person.pk).gone()
    listed = page(
        seen.select_related("person", "service", "organisation", "consent", "sent_by"),
        request.GET,
        by=("-sent_at", "-id"),
    )
    verdict = copy.may_make(user)
    copies = []
    for case in cases if verdict else ():
        of_case = copy.copy_of(case)
        copies.append((of_case, copy.find(of_case), copy.is_ordered(of_case)))
    context = {
        "person": person,
        "name": shown_name(person, user, "disclosures"),
        "mind": contact_notes(person) if verdict else [],
        "lines": [line(each, user, at) for each in listed.rows],
        "page": listed,
        "verdict": verdict,
        "copies": copies,
        "pdf": settings.PDF,
    }
    return render(request, "disclosures/told.html", context)


@require_safe
def pdf(request: HttpRequest, reference: str, case: str) -> HttpResponseBase:
    """The copy for the person, of what one service shared."""
    user = by(request)
    person, cases = _person(user, reference)
    found = next((each for each in cases if each.reference == case), None)
    if found is None:
        raise NotThere("cases", case)
    file = copy.download(found, by=user)
    if file is None:
        context = {
            "what": "copy",
            "lost": copy.find(copy.copy_of(found)) is not None,
            "pdf_is_on": settings.PDF,
            "soon": "It is made when somebody asks for it, and made anew when something has changed.",
            "url": f"/people/{person.reference}/told/",
            "instead": "go to the page of the copy",
        }
        return render(request, "documents/no_pdf.html", context, status=404)
    return given(file, f"told-{found.reference}.pdf")


def _person(user: User, reference: str) -> tuple[Person, list[Case]]:
    """The person, and the newest case of theirs in each service whose disclosures the user may see."""
    at = timezone.now()
    person: Person = PEOPLE.find(reference, user=user, at=at)
    if not may(user.role, May.VIEW, "disclosures"):
        raise Denied(NOT_YOURS)
    seen = Case.objects.visible_to(user, at, register="disclosures").filter(person=person)
    newest: dict[int, Case] = {}
    for case in seen.select_related("person", "service").order_by("opened_on", "id"):
        newest[case.service_id] = case
    return person, list(newest.values())
