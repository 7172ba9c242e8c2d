"""Privacy notices and leaflets for everyone: no sign-in, nothing of a visitor in it, kept as the policies are.

Staff who are signed in read the same words, in a page of theirs that no cache may keep.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.calendar import is_overdue
from governance.documents.door import opened
from governance.policies.public import CACHEABLE, for_everyone, is_nobody, private
from governance.privacy_notices import documents
from governance.privacy_notices.models import NoticeVersion
from governance.privacy_notices.pages import blocks, safe
from governance.privacy_notices.permissions import may_begin
from governance.privacy_notices.querysets import NoticeVersionQuerySet
from governance.privacy_notices.rules import Kind, Style
from governance.privacy_notices.states import State

# Every change of a version raises its version, and a new one is a new row.
STATE = "SELECT max(id), sum(version) FROM privacy_notices_noticeversion"
OF_A_NOTICE = ("slug", "kind", "style", "service__name")
PUBLIC_FIELDS = (
    *(f"notice__{name}" for name in OF_A_NOTICE),
    *("number", "title", "body", "national", "routine", "what_changed", "review_on", "published_at", "state"),
    # The link that staff have to its record.
    "reference",
)
LEAFLETS = tuple(kind for kind in Kind if kind is not Kind.SERVICE)

Context = dict[str, Any]


@transaction.non_atomic_requests
@login_not_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Every service's notice that is in force, and the leaflets."""
    return _answer(request, "privacy_notices/list.html", _list)


@transaction.non_atomic_requests
@login_not_required
@require_safe
def leaflets(request: HttpRequest) -> HttpResponse:
    """Every leaflet that is in force."""
    return _answer(request, "privacy_notices/leaflets.html", lambda: {"leaflets": _leaflets()})


@transaction.non_atomic_requests
@login_not_required
@require_safe
def notice(request: HttpRequest, slug: str) -> HttpResponse:
    """The notice of a service as it is in force."""
    return _text(request, lambda: _in_force(slug, leaflet=False))


@transaction.non_atomic_requests
@login_not_required
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version of a service's notice, the one in force or one that was."""
    return _text(request, lambda: _numbered(slug, number, leaflet=False))


@transaction.non_atomic_requests
@login_not_required
@require_safe
def pdf(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """A service's notice to print. It is made soon after publishing."""
    return _pdf(request, _numbered(slug, number, leaflet=False))


@transaction.non_atomic_requests
@login_not_required
@require_safe
def leaflet(request: HttpRequest, slug: str) -> HttpResponse:
    """A leaflet as it is in force."""
    return _text(request, lambda: _in_force(slug, leaflet=True))


@transaction.non_atomic_requests
@login_not_required
@require_safe
def leaflet_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version of a leaflet, the one in force or one that was."""
    return _text(request, lambda: _numbered(slug, number, leaflet=True))


@transaction.non_atomic_requests
@login_not_required
@require_safe
def leaflet_pdf(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """A leaflet to print. It is made soon after publishing."""
    return _pdf(request, _numbered(slug, number, leaflet=True))


def _text(request: HttpRequest, found: Callable[[], NoticeVersion]) -> HttpResponse:
    return _answer(request, "privacy_notices/notice.html", lambda: _notice(found()))


def _answer(request: HttpRequest, template: str, context: Callable[[], Context]) -> HttpResponse:
    def publics() -> str:
        return render_to_string(
            template, {"base": "public/base.html", "section": "privacy-notices"} | context()
        )

    if is_nobody(request):
        return for_everyone(request, _state(), publics)
    if not isinstance(request.user, User) or not may(request.user.role, May.VIEW, "resources"):
        return private(HttpResponse(publics()))
    return private(
        render(request, template, {"base": "staff/base.html"} | context() | _for_staff(request.user))
    )


def _for_staff(user: User) -> Context:
    return {"for_staff": True, "writes": bool(may_begin(user)), "at": timezone.now()}


def _pdf(request: HttpRequest, found: NoticeVersion) -> HttpResponseBase:
    document = documents.find(found)
    file = opened(document) if document else None
    if file is None:
        return _no_pdf(found, lost=document is not None)
    name = f"{found.notice.slug}-{found.number}.pdf"
    response = FileResponse(file, filename=name, content_type="application/pdf")
    if not is_nobody(request):
        return private(response)
    response["Cache-Control"], response["Vary"] = CACHEABLE, "Cookie"
    return response


def _no_pdf(found: NoticeVersion, *, lost: bool) -> HttpResponse:
    """Why there is no PDF, in words, and where the text is."""
    context = {
        "base": "public/base.html",
        "section": "privacy-notices",
        "what": "PDF",
        "lost": lost,
        "pdf_is_on": settings.PDF,
        "soon": "It is made soon after a text is published. Wait a few minutes and try again.",
        "url": found.address,
        "instead": "read it here",
        "also": ", and print it from your browser",
    }
    return private(HttpResponse(render_to_string("documents/no_pdf.html", context), status=404))


def _in_force(slug: str, *, leaflet: bool) -> NoticeVersion:
    return _found(NoticeVersion.objects.published().filter(notice__slug=slug), leaflet)


def _numbered(slug: str, number: int, *, leaflet: bool) -> NoticeVersion:
    # PostgreSQL counts no further.
    if number > 2**31 - 1:
        raise Http404
    return _found(NoticeVersion.objects.readable().filter(notice__slug=slug, number=number), leaflet)


def _found(versions: NoticeVersionQuerySet, leaflet: bool) -> NoticeVersion:
    found = versions.filter(notice__service__isnull=leaflet)
    version: NoticeVersion | None = _read(found).first()
    if version is None:
        raise Http404
    return version


def _read(versions: NoticeVersionQuerySet) -> NoticeVersionQuerySet:
    return versions.select_related("notice__service").only(*PUBLIC_FIELDS)


def _leaflets() -> list[NoticeVersion]:
    """Those in force: England before Scotland before mental health, and each before its easy read."""
    found = _read(NoticeVersion.objects.published().filter(notice__service=None))
    order = [(kind, style) for kind in LEAFLETS for style in Style]
    return sorted(found, key=lambda each: order.index((each.notice.kind, each.notice.style)))


def _list() -> Context:
    services = NoticeVersion.objects.published().exclude(notice__service=None)
    return {"notices": list(_read(services).order_by("notice__service__name")), "leaflets": _leaflets()}


def _notice(version: NoticeVersion) -> Context:
    """All that the page of a version needs."""
    older = (
        version.notice.versions.readable().order_by("-number").only("number", "published_at", "what_changed")
    )
    numbers = list(older)
    is_old = version.state != State.PUBLISHED
    return {
        "version": version,
        "notice": version.notice,
        "blocks": list(blocks(version.body)),
        "national": safe(version.national, under=2),
        "versions": numbers,
        "is_old": is_old,
        "replaced_by": numbers[0].number if is_old else 0,
        "is_late": not is_old and is_overdue(version.review_on, at=timezone.now()),
        "address": f"{settings.BASE_URL}{version.notice.address}",
        "pdf_is_on": settings.PDF,
        "contact": settings.CHARITY_CONTACT,
    }


def _state() -> object:
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        return cursor.fetchone()
