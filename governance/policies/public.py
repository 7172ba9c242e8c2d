"""Policies for everyone, without sign-in: two renderings, two cache policies (design section 3).

What is rendered for the public is rendered without the request, so nothing of a visitor can be in it, and
only that is ever kept or called cacheable. Whoever sends a cookie or credentials of any kind, good or bad,
gets an answer that no cache may keep.

What is kept is kept in this process, under what the database says of the policies at this moment: a page that
has not changed costs one short query, and what was published a moment ago is read at once.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.db import connection, transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from governance.accounts.roles import May, may
from governance.calendar import is_overdue, local_day
from governance.documents.door import opened
from governance.policies import documents, links
from governance.policies.comparing import difference
from governance.policies.models import PolicyVersion
from governance.policies.pages import Page, public_page, staff_page
from governance.policies.permissions import may_see_readers
from governance.policies.querysets import REVIEW, SectionQuerySet, VersionQuerySet
from governance.policies.reading_list import has_read, unread_by
from governance.policies.states import READABLE, State
from governance.policies.version_number import in_order
from governance.workflow.requests import by

Context = dict[str, Any]
R = TypeVar("R", bound=HttpResponseBase)

CACHEABLE = "public, max-age=60"
PRIVATE = "private, no-store"
# Every change of a policy raises the version of one of its rows; Django takes longer to write this than
# PostgreSQL to answer it.
STATE = "SELECT max(id), sum(version) FROM policies_policyversion"
PUBLIC_FIELDS = (
    "policy__number",
    "policy__slug",
    "number",
    "title",
    "sponsor_title",
    "audience",
    "issued_on",
    "review_on",
    "published_at",
    "related",
    "issues",
    "state",
    "version",
    # Not shown: for what a page links to when somebody of the staff reads it.
    "reference",
    "read_with",
)


@transaction.non_atomic_requests
@login_not_required
@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """Every policy that is in force."""
    if is_nobody(request):
        return for_everyone(request, _state(), lambda: _rendered("policies/list.html", _list()))
    if not _is_staff(request):
        return private(HttpResponse(_rendered("policies/list.html", _list())))
    at, user = timezone.now(), by(request)
    drafts = PolicyVersion.objects.visible_to(user).exclude(state__in=READABLE)
    review, found = request.GET.get("review", ""), _in_force()
    if review in REVIEW:
        found = found.by_review(review, local_day(at))
    context = {
        "base": "staff/base.html",
        "rows": [(version, is_overdue(version.review_on, at=at)) for version in found],
        "review": REVIEW.get(review),
        "for_staff": True,
        "to_read": unread_by(user).count(),
        "may_see_readers": may_see_readers(user),
        "has_drafts": may(user.role, May.CREATE, "policies") is not None or drafts.exists(),
    }
    return private(render(request, "policies/list.html", context))


@transaction.non_atomic_requests
@login_not_required
@require_safe
def policy(request: HttpRequest, slug: str) -> HttpResponse:
    """A policy as it is in force."""
    return _text(request, lambda: _found(PolicyVersion.objects.published().filter(policy__slug=slug)))


@transaction.non_atomic_requests
@login_not_required
@require_safe
def version(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """One version of a policy, the one in force or one that was."""
    return _text(request, lambda: _numbered(slug, number))


@transaction.non_atomic_requests
@login_not_required
@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed from one version to another, word by word, in what the reader may read of both."""
    old, new = request.GET.get("old", ""), request.GET.get("new", "")

    def publics() -> str:
        found = PolicyVersion.objects.readable().filter(policy__slug=slug)
        return _rendered("policies/compare.html", _compared(found, old, new, SectionQuerySet.for_public))

    if is_nobody(request):
        return for_everyone(request, (_state(), old, new), publics)
    if not _is_staff(request):
        return private(HttpResponse(publics()))
    found = PolicyVersion.objects.visible_to(by(request)).filter(policy__slug=slug)
    context = _compared(found, old, new, SectionQuerySet.all)
    return private(render(request, "policies/compare.html", context | {"base": "staff/base.html"}))


@transaction.non_atomic_requests
@login_not_required
@require_safe
def pdf(request: HttpRequest, slug: str, number: str) -> HttpResponseBase:
    """The PDF of a version: the public's text for everyone. It is made soon after publishing."""
    version = _numbered(slug, number)
    document = documents.find(version)
    if document is None:
        return _no_pdf(version, lost=False)
    file = opened(document)
    if file is None:
        return _no_pdf(version, lost=True)
    response = FileResponse(file, filename=f"{slug}-{number}.pdf", content_type="application/pdf")
    if not is_nobody(request):
        return private(response)
    response["Cache-Control"], response["Vary"] = CACHEABLE, "Cookie"
    return response


def is_nobody(request: HttpRequest) -> bool:
    """Whether a request comes from nobody in particular: it carries no cookie and no credentials at all."""
    return not request.META.get("HTTP_COOKIE") and "HTTP_AUTHORIZATION" not in request.META


def _numbered(slug: str, number: str) -> PolicyVersion:
    # PostgreSQL takes no null bytes, and no version has one.
    if "\0" in number:
        raise Http404
    return _found(PolicyVersion.objects.readable().filter(policy__slug=slug, number=number))


def _no_pdf(version: PolicyVersion, *, lost: bool) -> HttpResponse:
    """Why there is no PDF, in words, and where the text is."""
    context = {
        "what": "PDF",
        "lost": lost,
        "pdf_is_on": settings.PDF,
        "soon": "It is made soon after a policy is published. Wait a few minutes and try again.",
        "url": f"/policies/{version.policy.slug}/versions/{version.number}/",
        "instead": "read the policy here",
        "also": ", and print it from your browser",
    }
    return private(HttpResponse(_rendered("documents/no_pdf.html", context), status=404))


def _text(request: HttpRequest, version: Callable[[], PolicyVersion]) -> HttpResponse:
    def publics() -> str:
        return _rendered("policies/policy.html", _policy(public_page(version())))

    if is_nobody(request):
        return for_everyone(request, _state(), publics)
    if not _is_staff(request):
        return private(HttpResponse(publics()))
    return private(_for_staff(request, version(), timezone.now()))


def _for_staff(request: HttpRequest, version: PolicyVersion, at: datetime) -> HttpResponse:
    is_late = version.state == State.PUBLISHED and is_overdue(version.review_on, at=at)
    context = _policy(staff_page(version)) | {
        "base": "staff/base.html",
        "for_staff": True,
        "is_late": is_late,
        "is_unread": version.state == State.PUBLISHED and not has_read(by(request), version),
    }
    return render(request, "policies/policy.html", context)


def for_everyone(request: HttpRequest, state: object, page: Callable[[], str]) -> HttpResponse:
    """The answer for the public at this address, with a tag of its very bytes.

    It is kept while `state` is the same: whatever the page is made from must change it.
    """
    key = hashlib.sha256(f"{request.path} {state}".encode()).hexdigest()
    kept = caches["pages"].get(key)
    if kept is None:
        content = page().encode()
        kept = content, f'"{hashlib.sha256(content).hexdigest()}"'
        caches["pages"].set(key, kept)
    content, etag = kept
    response = HttpResponse(content, headers={"Cache-Control": CACHEABLE, "Vary": "Cookie", "ETag": etag})
    return get_conditional_response(request, etag=etag, response=response) or response


def _state() -> object:
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([STATE, *links.states()]))
        return cursor.fetchall()


def _rendered(template: str, context: Context) -> str:
    """A page as the public sees it: made without the request, so that nobody is in it."""
    return render_to_string(template, {"base": "public/base.html", "section": "policies"} | context)


def private(response: R) -> R:
    """What is made for somebody: no cache may keep it."""
    response["Cache-Control"], response["Vary"] = PRIVATE, "Cookie"
    return response


def _is_staff(request: HttpRequest) -> bool:
    user = request.user
    return user.is_authenticated and may(user.role, May.VIEW, "resources") is not None


def _found(versions: VersionQuerySet) -> PolicyVersion:
    version = versions.select_related("policy").only(*PUBLIC_FIELDS).first()
    if version is None:
        raise Http404
    return version


def _in_force() -> VersionQuerySet:
    return PolicyVersion.objects.published().select_related("policy").only(*PUBLIC_FIELDS).order_by("title")


def _list() -> Context:
    return {"rows": [(version, False) for version in _in_force()]}


def _compared(
    found: VersionQuerySet, old: str, new: str, readable: Callable[[SectionQuerySet], SectionQuerySet]
) -> Context:
    """Two of the versions found, by their numbers: as a rule the one in force and the one before it.

    readable: which of their sections the reader may read.
    """
    known = found.select_related("policy").only(*PUBLIC_FIELDS)
    versions = {each.number: each for each in sorted(known, key=lambda each: in_order(each.number))}
    numbers = list(versions)
    if not numbers or not {old, new} <= {"", *numbers}:
        raise Http404
    if not new:
        in_force = (each.number for each in versions.values() if each.state == State.PUBLISHED)
        new = next(in_force, numbers[-1])
    old = old or numbers[max(numbers.index(new) - 1, 0)]
    was, now = versions[old], versions[new]
    return {
        "policy": now.policy,
        "title": now.title,
        "versions": list(reversed(versions.values())),
        "was": was,
        "now": now,
        "found": difference(was, now, readable(was.sections.all()), readable(now.sections.all())),
    }


def _policy(page: Page) -> Context:
    address = f"{settings.BASE_URL}/policies/{page.version.policy.slug}/"
    return {"page": page, "version": page.version, "address": address, "pdf_is_on": settings.PDF}
