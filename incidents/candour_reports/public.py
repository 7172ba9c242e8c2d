"""The yearly reports for everyone: made without the request, from fields that are classed public alone."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from governance.documents.door import opened
from governance.documents.giving import PDF
from governance.policies.public import CACHEABLE, for_everyone, is_nobody, private
from incidents.candour_reports import documents
from incidents.candour_reports.models import CandourReport
from incidents.candour_reports.states import State

# All that is read of a report for the public.
OF_A_REPORT = ("year", "followed", "policies", "changes", "figures", "published_at")
# Every step of a report raises its version.
STATE = "SELECT sum(version) FROM candour_reports_candourreport"
BASE = {"base": "public/base.html", "section": "candour"}


@transaction.non_atomic_requests
@login_not_required
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The years that there is a report of, and what the duty of candour is."""
    return _answer(
        request,
        lambda: render_to_string("candour_reports/public_list.html", BASE | {"reports": _published()}),
    )


@transaction.non_atomic_requests
@login_not_required
@require_safe
def report(request: HttpRequest, year: int) -> HttpResponse:
    """The report of the year that ends in this one."""
    found = _found(year)
    context = BASE | {"report": found, "figures": found.figures, "pdf_is_on": settings.PDF, **documents.us()}
    return _answer(request, lambda: render_to_string("candour_reports/public.html", context))


@transaction.non_atomic_requests
@login_not_required
@require_safe
def pdf(request: HttpRequest, year: int) -> HttpResponseBase:
    """The same as a PDF, which is made soon after it is published."""
    found = _found(year)
    document = documents.find(found)
    file = opened(document) if document is not None else None
    if file is None:
        context = BASE | {
            "what": "PDF",
            "lost": document is not None,
            "pdf_is_on": settings.PDF,
            "soon": "It is made soon after the report is published. Wait a few minutes and try again.",
            "url": f"/candour/{found.year}/",
            "instead": "read the report here",
        }
        return private(HttpResponse(render_to_string("documents/no_pdf.html", context), status=404))
    response = FileResponse(file, filename=f"duty-of-candour-{found.year}.pdf", content_type=PDF)
    if not is_nobody(request):
        return private(response)
    response["Cache-Control"], response["Vary"] = CACHEABLE, "Cookie"
    return response


def _answer(request: HttpRequest, page: Callable[[], str]) -> HttpResponse:
    return for_everyone(request, _state(), page) if is_nobody(request) else private(HttpResponse(page()))


def _published() -> QuerySet[CandourReport]:
    return CandourReport.objects.filter(state=State.PUBLISHED).only(*OF_A_REPORT).order_by("-year")


def _found(year: int) -> CandourReport:
    # PostgreSQL takes no larger number, and no such year comes.
    found = _published().filter(year=year).first() if year < 10_000 else None
    if found is None:
        raise Http404
    return found


def _state() -> object:
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        return cursor.fetchone()
