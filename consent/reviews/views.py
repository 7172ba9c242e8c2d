"""The review round over HTTP."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from consent.consents.filters import services_of
from consent.consents.permissions import may_record_kinds
from consent.consents.register import CONSENTS
from consent.reviews import round
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.calendar import local_day
from governance.errors import Code, demand, no
from governance.ledger.writing import record_view
from governance.records.paging import COUNTED_TO, page
from governance.workflow.requests import by

NOT_YOURS = no(
    "The review round is for those who ask people about sharing.",
    code=Code.ROLE,
    next_step="Choose “Review due” on the page of consents to see what is due.",
)


def reviews(request: HttpRequest) -> HttpResponse:
    """Whom to ask again, the most urgent first; the person who was just asked comes before all others."""
    at, user = timezone.now(), by(request)
    if not may_record_kinds(user):
        demand(NOT_YOURS)
    on, services = local_day(at), services_of(user)
    workers = round.workers_of(user, services)
    wanted = round.filters(user, request.GET, services, workers)
    all_due = round.due(user, services, at)
    found = round.chosen(all_due, user, wanted, on)
    asked = _just_asked(user, request.GET.get("person", ""), at)
    listed = page(round.first_of_each(found.exclude(person_id=asked)), request.GET, by=("due_on", "id"))
    people = [*([asked] if asked else []), *(deadline.person_id for deadline in listed.rows)]
    talks = round.talks(all_due, people, user, at, wanted)
    # A list of names is a view of each of them.
    if talks:
        record_view(register=CONSENTS.name, people=[talk.person.pk for talk in talks])
    overdue = round.overdue(found, on)[: COUNTED_TO + 1].count()
    context = {
        "talks": talks,
        "asked": asked,
        "page": listed,
        "overdue": f"{COUNTED_TO:,}+" if overdue > COUNTED_TO else f"{overdue:,}" if overdue else "",
        "behind": round.behind(all_due, on) if user.role == Role.MANAGER else [],
        "workers": workers,
        "services": services,
        "filters": wanted,
        "today": on,
    }
    return render(request, "reviews/list.html", context)


def _just_asked(user: User, reference: str, at: datetime) -> int | None:
    """The person whose answer was written down a moment ago, if the user may see one of their consents."""
    if not reference or "\0" in reference:
        return None
    theirs = CONSENTS.visible(user, at).filter(person__reference=reference)
    return theirs.values_list("person_id", flat=True).first()
