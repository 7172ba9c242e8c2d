"""Learning over HTTP: what the incidents of a time say together, and the summaries of years."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.calendar import local_day
from governance.documents import door
from governance.documents.giving import given
from governance.errors import demand
from governance.exports.lists import query
from governance.records.addresses import address
from governance.records.paging import page
from governance.workflow.requests import by, take_step
from incidents.incidents.filters import COUNTED, services_of, years_of
from incidents.incidents.periods import CODES, LAST, period
from incidents.incidents.permissions import may_see_figures
from incidents.incidents.register import INCIDENTS
from incidents.learning import actions, documents, forms
from incidents.learning.figures import figures
from incidents.learning.models import Summary
from incidents.learning.permissions import may_make, may_read_summaries
from incidents.learning.pictures import charts, facts, thawed
from incidents.learning.register import SUMMARIES


@require_safe
def learning(request: HttpRequest) -> HttpResponse:
    """What the incidents of a year, or of the last twelve months, say together: those that the user may see."""
    at, user = timezone.now(), by(request)
    demand(may_see_figures(user))
    asked = request.GET.get("year")
    year = asked if asked in CODES else LAST
    time = period(year, local_day(at))
    counted = figures(INCIDENTS.visible(user, at).counted().reported_in(time), at)
    link = partial(_behind, year, dict(services_of(user)))
    context = {
        "year": year,
        "years": years_of(user, at),
        "time": time,
        "total": counted.total,
        "facts": facts(counted, link),
        "charts": charts(counted, link),
        "may_read_summaries": may_read_summaries(user),
    }
    return render(request, "learning/page.html", context)


def _behind(year: str, services: dict[str, str], asked: dict[str, str]) -> str:
    """The list of the incidents that were counted; none of a service that the user cannot choose there."""
    if "service" in asked and asked["service"] not in services:
        return ""
    return f"{address(INCIDENTS.name)}?{query({'state': COUNTED, 'year': year, **asked})}"


@require_safe
def summaries(request: HttpRequest) -> HttpResponse:
    """Every summary, the newest first."""
    at, user = timezone.now(), by(request)
    known = SUMMARIES.visible(user, at).select_related("created_by").defer("figures")
    context = {
        "page": page(known, request.GET, by=("-id",)),
        "may_make": bool(may_make(user, None, at)),
    }
    return render(request, "learning/summaries.html", context)


def make(request: HttpRequest) -> HttpResponse:
    """Make the summary of a year."""
    at, user = timezone.now(), by(request)
    demand(may_make(user, None, at))
    years = [(code, words) for code, words in years_of(user, at) if code != LAST]
    form = forms.MakeForm(
        request.POST if request.method == "POST" else None,
        years=years or [(str(local_day(at).year),) * 2],
    )
    return take_step(
        request,
        form,
        lambda: actions.make(by=user, at=at, **form.facts),
        register=SUMMARIES,
        verb="make",
        done="The summary is there. Its PDF is made now.",
        then=SUMMARIES.url,
        template="staff/form.html",
        title="Make a summary of a year",
        intro="It counts the incidents of that year as they stand now, and is kept. A year that still runs is counted "
        "until today. Nobody is named in it, and restricted incidents are not in it.",
        topic="incidents",
        button="Make it",
        back_url=address(SUMMARIES.name),
    )


@require_safe
def summary(request: HttpRequest, reference: str) -> HttpResponse:
    """One summary, as it was frozen."""
    at, user = timezone.now(), by(request)
    found: Summary = SUMMARIES.find(reference, user=user, at=at)
    document = documents.find(found)
    made = [{"key": "SHA-256 of the PDF", "value": document.sha256}] if document is not None else []
    context = {
        "summary": found,
        "facts": [*found.figures["facts"], *made],
        "charts": thawed(found.figures),
        "document": document,
        "pdf_is_on": settings.PDF,
    }
    return render(request, "learning/summary.html", context)


@require_safe
def pdf(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Its PDF, or in words why there is none."""
    at, user = timezone.now(), by(request)
    found: Summary = SUMMARIES.find(reference, user=user, at=at)
    document = documents.find(found)
    file = door.opened(document) if document is not None else None
    if file is None:
        context = {
            "what": "PDF",
            "lost": document is not None,
            "pdf_is_on": settings.PDF,
            "soon": "It is made soon after the summary. Wait a minute and try again.",
            "url": SUMMARIES.url(found),
            "instead": "read the summary here",
        }
        return render(request, "documents/no_pdf.html", context, status=404)
    return given(file, f"{found.reference}.pdf")
