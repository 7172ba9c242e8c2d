"""What the pages have in common that somebody without an account opens by a link in a mail.

Public by exception, and never kept anywhere. Opening one changes nothing, so that whatever looks through mails for
viruses does not use the link up.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from allauth.core.ratelimit import consume, respond_429
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
    # Not `no-referrer`: browsers then hide where a form was sent from, and the guard against forged forms refuses it.
    "Referrer-Policy": "same-origin",
}
Page = Callable[..., HttpResponseBase]
R = TypeVar("R", bound=HttpResponseBase)


def guest(staff: str) -> Callable[[Page], Page]:
    """For a page of somebody outside. staff: the template that tells whoever works here that it is not for them.

    Whoever sends something too often is not listened to, before anything is looked up.
    """

    def guarded(view: Page) -> Page:
        @login_not_required
        @wraps(view)
        def shown(request: HttpRequest, token: str) -> HttpResponseBase:
            if request.user.is_authenticated:
                return _marked(render(request, staff, status=403))
            if request.method == "POST" and not consume(request, action="signing_link"):
                too_often: HttpResponse = respond_429(request)
                return _marked(too_often)
            return _marked(view(request, token))

        return shown

    return guarded


def gone(request: HttpRequest) -> HttpResponse:
    """One page for every link that does not work, whatever the reason: it tells nobody whose it was."""
    return render(request, "signing/gone.html", charity(), status=410)


def charity() -> dict[str, Any]:
    """Who we are, and how to reach us."""
    return {"charity": settings.CHARITY_NAME, "contact": settings.CHARITY_CONTACT}


def _marked(response: R) -> R:
    for name, value in HEADERS.items():
        response[name] = value
    return response
