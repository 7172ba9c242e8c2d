"""Pages that need no sign-in: the public home, and what the operator asks.

None of them opens a transaction: they answer while the database is down.
"""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.cache import never_cache
from redis.exceptions import RedisError

from governance.calendar import local_day, warning
from governance.policies.public import is_nobody

# What a search engine may list: what anyone may read. Not a guard: the rest asks for a sign-in.
ROBOTS = """\
User-agent: *
Allow: /$
Allow: /policies/
Allow: /your-choices/
Allow: /how-we-share/
Allow: /candour/
Allow: /static/
Disallow: /
"""


@transaction.non_atomic_requests
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The public home: what we do with people's information, and where to read more."""
    response = render(request, "public/home.html", {"section": "home"})
    return _marked_for_caches(request, response)


@transaction.non_atomic_requests
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may list."""
    return _marked_for_caches(request, HttpResponse(ROBOTS, content_type="text/plain"))


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
