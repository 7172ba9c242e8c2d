"""Pages that need no sign-in: the public home, and what the operator asks.

None of them opens a transaction: they answer while the database is down.
"""

import re
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from governance.calendar import local_day, warning
from governance.policies.public import is_nobody
from governance.public.pages import PAGES

# Whoever finds a weakness reads where to tell us; after that the page must be asked for anew (RFC 9116).
SECURITY_HOLDS = timedelta(days=180)
AN_EMAIL = re.compile(r"[\w.+-]+@[\w.-]+\w")


@transaction.non_atomic_requests
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The public home: what we do with people's information, and where to read more."""
    response = render(request, "public/home.html", {"section": "home"})
    return _marked_for_caches(request, response)


@transaction.non_atomic_requests
@login_not_required
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Who answers for people's information, and how to reach them."""
    context = {
        "section": "contact",
        "charity": settings.CHARITY_NAME,
        "address": settings.CHARITY_ADDRESS,
        "contact": settings.CHARITY_CONTACT,
        "telephone": settings.CHARITY_TELEPHONE,
        "guardian": settings.GUARDIAN_CONTACT,
    }
    return _marked_for_caches(request, render(request, "public/contact.html", context))


@transaction.non_atomic_requests
@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Who can use these pages, what was tested, and what was not."""
    context = {"section": "accessibility", "contact": settings.CHARITY_CONTACT}
    return _marked_for_caches(request, render(request, "public/accessibility.html", context))


@transaction.non_atomic_requests
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may list: what anyone may read. Not a guard: the rest asks for a sign-in."""
    pages = ["/$" if page == "/" else page for page in PAGES]
    lines = [
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
        "User-agent: *",
        *(f"Allow: {page}" for page in [*pages, "/static/"]),
        "Disallow: /",
    ]
    return _marked_for_caches(request, _plain(lines))


@transaction.non_atomic_requests
@login_not_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Where to tell us of a weakness (RFC 9116)."""
    # At the start of a day, so that the page is the same all day long.
    expires = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + SECURITY_HOLDS
    mail = AN_EMAIL.search(settings.CHARITY_CONTACT)
    lines = [
        *([f"Contact: mailto:{mail[0]}"] if mail else []),
        f"Contact: {settings.BASE_URL}/contact/",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    ]
    return _marked_for_caches(request, _plain(lines))


def _plain(lines: list[str]) -> HttpResponse:
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")


def _marked_for_caches(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Caches keep for five minutes what was made for nobody in particular, and nothing else."""
    if is_nobody(request):
        patch_cache_control(response, public=True, max_age=300)
    else:
        patch_cache_control(response, private=True, no_store=True)
    patch_vary_headers(response, ["Cookie"])
    return response


@transaction.non_atomic_requests
@login_not_required
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"live": True})


@transaction.non_atomic_requests
@login_not_required
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """The database and Valkey answer too; 503 says which does not. `warnings` are for the operator to heed in time."""
    answers = {"database": _database_answers(), "valkey": _valkey_answers()}
    words = warning(local_day(timezone.now()))
    warnings = [words] if words else []
    return JsonResponse({**answers, "warnings": warnings}, status=200 if all(answers.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _valkey_answers() -> bool:
    try:
        cache.get("ready")
    except (RedisError, OSError):
        return False
    return True
