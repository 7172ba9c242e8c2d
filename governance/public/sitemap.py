"""Every page that anyone may read, for search engines (sitemaps.org)."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from dpia.models import Dpia
from governance.policies.models import PolicyVersion
from governance.policies.public import for_everyone, is_nobody, private
from governance.privacy_notices.models import NoticeVersion
from governance.public.pages import PAGES
from governance.resources.models import Resource
from incidents.candour_reports.models import CandourReport
from incidents.candour_reports.states import State


class Entry(NamedTuple):
    """A page, and when it changed where a record says so."""

    path: str
    changed_at: datetime | None = None


@transaction.non_atomic_requests
@login_not_required
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    entries = list(_entries())

    def page() -> str:
        return render_to_string("public/sitemap.xml", {"entries": entries, "home": settings.BASE_URL})

    response = for_everyone(request, entries, page) if is_nobody(request) else private(HttpResponse(page()))
    response["Content-Type"] = "application/xml"
    return response


def _entries() -> Iterator[Entry]:
    yield from (Entry(path) for path in PAGES)
    policies = PolicyVersion.objects.published().order_by("policy__slug")
    for slug, changed_at in policies.values_list("policy__slug", "published_at"):
        yield Entry(reverse("policies:policy", args=[slug]), changed_at)
    notices = NoticeVersion.objects.published().select_related("notice").order_by("notice__slug")
    for version in notices.only("notice__slug", "notice__kind", "published_at"):
        yield Entry(version.notice.address, version.published_at)
    resources = Resource.objects.for_public().order_by("slug")
    yield from (Entry(reverse("resources:public", args=[each.slug])) for each in resources.only("slug"))
    reports = CandourReport.objects.filter(state=State.PUBLISHED).order_by("year")
    for year, changed_at in reports.values_list("year", "published_at"):
        yield Entry(reverse("candour:report", args=[year]), changed_at)
    summaries = Dpia.objects.published().order_by("reference")
    for reference, changed_at in summaries.values_list("reference", "published_at"):
        yield Entry(reverse("dpia_summary", args=[reference]), changed_at)
