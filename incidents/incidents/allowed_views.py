"""What was allowed when an incident happened, over HTTP."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consent.consents.permissions import status_only
from governance.accounts.roles import May, may
from governance.errors import YES, demand
from governance.people.permissions import NOT_YOURS
from governance.records.paging import page
from governance.workflow.requests import by
from incidents.incidents import words
from incidents.incidents.allowed import agreements, asked_anew, moment_of, of_people
from incidents.incidents.reading import found_for


@require_safe
def allowed(request: HttpRequest, reference: str) -> HttpResponse:
    """What the people had said, which agreements there were, and whether what was shared was to be shared."""
    at, user = timezone.now(), by(request)
    found = found_for(reference, user, at)
    demand(YES if may(user.role, May.VIEW, "consents") else NOT_YOURS)
    moment = moment_of(found)
    whom = page(found.affected.filter(removed_at=None).select_related("person"), request.GET, by=("id",))
    context = {
        "incident": found,
        "title": words.title(found),
        "moment": moment,
        "page": whom,
        "people": of_people(whom.rows, user, moment, at),
        "agreements": list(agreements(found, user, moment, at)),
        "asked": asked_anew(found, user, at),
        "status_only": status_only(user),
    }
    return render(request, "incidents/allowed.html", context)
