"""The overview over HTTP: every register in numbers, counting them anew, and what is late by one rule."""

from collections import defaultdict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from governance.calendar import local_day
from governance.deadlines.rules import RULES
from governance.errors import demand
from governance.jobs import actions as jobs
from governance.jobs.permissions import may_run
from governance.jobs.schedule import JOBS
from governance.ledger.writing import record_view
from governance.overview.measures import CARDS, MEASURES, chart, late
from governance.overview.models import Figure
from governance.overview.permissions import may_look
from governance.people.querysets import not_excluded
from governance.records.addresses import address
from governance.records.paging import page
from governance.workflow.requests import by


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every register in numbers and charts, as they were counted last."""
    at, user = timezone.now(), by(request)
    demand(may_look(user))
    figures = defaultdict(list)
    for figure in Figure.objects.all():
        figures[figure.measure].append(figure)
    counted = [figure.counted_at for each in figures.values() for figure in each]
    context = {
        "cards": [
            (card.title, [chart(measure, figures[measure.key], local_day(at)) for measure in card.measures])
            for card in CARDS
        ],
        "counted_at": min(counted, default=None),
        "may_count": bool(may_run(user)),
    }
    return render(request, "overview/page.html", context)


@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """Have it counted again now."""
    if jobs.run(JOBS["count"], by=by(request), at=timezone.now()):
        messages.success(request, "It is asked for. Open this page again in a moment.")
    else:
        messages.info(request, "Somebody asked for it a moment ago. Open this page again in a moment.")
    return redirect("overview:page")


@require_safe
def late_by(request: HttpRequest, rule: str) -> HttpResponse:
    """What is overdue by one rule, the latest of all first."""
    at, user = timezone.now(), by(request)
    demand(may_look(user))
    if rule not in {label.code for label in MEASURES["late"].rows(local_day(at))}:
        raise Http404
    theirs = late(at).filter(not_excluded(user), rule=rule).exclude(excluded__contains=[user.pk])
    listed = page(theirs.select_related("service", "worker"), request.GET, by=("due_on", "id"))
    if people := [each.person_id for each in listed.rows if each.person_id is not None]:
        record_view(register="overview", people=people)
    context = {
        "words": RULES[rule].words,
        "page": listed,
        "rows": [(each, address(each.register, each.reference)) for each in listed.rows],
        "at": at,
        "today": local_day(at),
    }
    return render(request, "overview/late.html", context)
