"""Resources for everyone: no sign-in, nothing of a visitor in the page, and no trace of those for staff.

The same bytes whether or not there are others for staff: nothing here counts, orders by or names a row of theirs.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.attachments.files import open_whole
from governance.attachments.first_look import Media
from governance.documents.giving import given
from governance.errors import Denied
from governance.policies.public import CACHEABLE, for_everyone, is_nobody, private
from governance.policies.rendering import render as safe_html
from governance.resources import sections, views
from governance.resources.files import file_of
from governance.resources.kinds import Kind
from governance.resources.leading import STATE
from governance.resources.models import Resource

# More than these are found by searching.
MOST = 200
PUBLIC_FIELDS = (
    *("title", "kind", "summary", "slug", "content", "address", "text", "changed_on"),
    *("anchor", "policy__slug"),
    # The link that staff have to its record.
    "reference",
)

Context = dict[str, Any]


@transaction.non_atomic_requests
@login_not_required
@require_safe
def resources(request: HttpRequest) -> HttpResponse:
    """What anyone may read; for staff their own list."""
    if is_nobody(request):
        return for_everyone(request, _state(), lambda: _rendered("resources/public_list.html", _list()))
    if not _is_staff(request):
        return private(HttpResponse(_rendered("resources/public_list.html", _list())))
    return private(views.resources(request))


@transaction.non_atomic_requests
@login_not_required
@require_safe
def resource(request: HttpRequest, slug: str) -> HttpResponse:
    """One of them, as anyone may read it."""

    def publics() -> str:
        return _rendered("resources/public.html", _one(slug))

    if is_nobody(request):
        return for_everyone(request, _state(), publics)
    if not _is_staff(request):
        return private(HttpResponse(publics()))
    return private(
        render(request, "resources/public.html", {"base": "staff/base.html", "for_staff": True} | _one(slug))
    )


@transaction.non_atomic_requests
@login_not_required
@require_safe
def file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The file that one of them is made of: the copy that was made safe."""
    found = _found(slug)
    kept = file_of(found)
    if kept is None:
        raise Http404
    if not kept.has_copy:
        return _no_file(found, lost=False)
    try:
        opened = open_whole(kept.copy_file, kept.copy_sha256)
    except Denied:
        return _no_file(found, lost=True)
    response = given(opened, f"{slug}.{Media(kept.media_type).ending}", kept.media_type)
    if not is_nobody(request):
        return private(response)
    response["Cache-Control"], response["Vary"] = CACHEABLE, "Cookie"
    return response


def _no_file(found: Resource, *, lost: bool) -> HttpResponse:
    """Why there is no file, in words, and where to read what it is."""
    context = {
        "what": "file",
        "lost": lost,
        "pdf_is_on": True,
        "soon": "We check each file before anyone gets it. Wait a few minutes and try again.",
        "url": reverse("resources:public", args=[found.slug]),
        "instead": "read what it is for",
    }
    return private(HttpResponse(_rendered("documents/no_pdf.html", context), status=404))


def _list() -> Context:
    found = list(
        Resource.objects.for_public()
        .only("title", "kind", "summary", "slug", "changed_on")
        .order_by("title", "slug")[:MOST]
    )
    kinds = [(kind, [each for each in found if each.kind == kind]) for kind in Kind]
    return {
        "kinds": [(kind, rows) for kind, rows in kinds if rows],
        "changed_on": max((each.changed_on for each in found), default=None),
        "is_cut": len(found) == MOST,
    }


def _found(slug: str) -> Resource:
    found: Resource | None = (
        Resource.objects.for_public().filter(slug=slug).select_related("policy").only(*PUBLIC_FIELDS).first()
    )
    if found is None:
        raise Http404
    return found


def _one(slug: str) -> Context:
    found = _found(slug)
    return {
        "resource": found,
        "kind": Kind(found.kind),
        "place": sections.places([found]).get(sections.of(found)),
        # What `safe_html` gives back has been through the sanitiser.
        "text": mark_safe(safe_html(found.text)),  # noqa: S308
        "file": file_of(found),
    }


def _rendered(template: str, context: Context) -> str:
    """A page as the public sees it: made without the request, so that nobody is in it."""
    return render_to_string(template, {"base": "public/base.html", "section": "resources"} | context)


def _state() -> object:
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        return cursor.fetchone()


def _is_staff(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and may(request.user.role, May.VIEW, "resources") is not None
