"""Says who is acting for the length of a request, and that no cache keeps what does not ask for it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from governance.records.actor import SHAREWELL, acting_as


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without a session cookie the session stays untouched, so that a public page can be cached.
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
        actor = request.user.pk if signed_in else None
        with acting_as(SHAREWELL if actor is None else actor):
            return self.get_response(request)


class NotKeptMiddleware:
    """No cache may keep an answer that does not say that it may be kept: refusals and missing pages too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
