"""Pages that need no sign-in: the public home, and what the operator asks."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from redis.exceptions import RedisError


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The public home: where to read what we do with people's information."""
    return render(request, "public/home.html")


@login_not_required
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"live": True})


@transaction.non_atomic_requests
@login_not_required
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """The database and Valkey answer too; 503 says which does not."""
    answers = {"database": _database_answers(), "valkey": _valkey_answers()}
    return JsonResponse(answers, status=200 if all(answers.values()) else 503)


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
