"""The page on which a recipient says what came: without an account, by a single-use link.

Public by exception. It shows how many people it is about and the hash, and nothing of what was sent. Opening it
changes nothing, so that whatever looks through mails for viruses does not use it up.
"""

from typing import Any

from allauth.core.ratelimit import consume, respond_429
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from governance.errors import IllegalTransition
from sharing.stop_checks import actions_sending
from sharing.stop_checks.actions_sending import Gone
from sharing.stop_checks.forms import CameForm
from sharing.stop_checks.models import ReceiptLink

HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
    # Not `no-referrer`: browsers then hide where a form was sent from, and the guard against forged forms refuses it.
    "Referrer-Policy": "same-origin",
}


@login_not_required
def received(request: HttpRequest, token: str) -> HttpResponseBase:
    """The form; the same few words for every link that does not work, whatever the reason."""
    if request.user.is_authenticated:
        return _marked(render(request, "stop_checks/staff.html", status=403))
    if request.method == "POST" and not consume(request, action="signing_link"):
        return _marked(respond_429(request))
    at, link = timezone.now(), actions_sending.find(token)
    if link is None:
        return _gone(request)
    if not actions_sending.is_open(link, at):
        return _again(request, link) or _gone(request)
    form = CameForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        came = form.came
        try:
            actions_sending.confirm_by_link(link, came, at=at, form_key=form.cleaned_data["form_key"])
        except (Gone, IllegalTransition):
            return _again(request, link) or _gone(request)
        return _thanks(request, differs=bool(came.differs(link.check_of)))
    context = {**_charity(), "form": form, "link": link, "check": link.check_of}
    return _marked(render(request, "stop_checks/received.html", context))


def _again(request: HttpRequest, link: ReceiptLink) -> HttpResponseBase | None:
    """The same page for whoever sends the form again with which they told us."""
    key = request.POST.get("form_key", "")
    if not key or not actions_sending.told_with(link, key):
        return None
    link.refresh_from_db()
    return _thanks(request, differs=bool(link.differs))


def _thanks(request: HttpRequest, *, differs: bool) -> HttpResponseBase:
    return _marked(render(request, "stop_checks/thanks.html", {**_charity(), "differs": differs}))


def _gone(request: HttpRequest) -> HttpResponseBase:
    return _marked(render(request, "signing/gone.html", _charity(), status=410))


def _marked(response: HttpResponseBase) -> HttpResponseBase:
    for name, value in HEADERS.items():
        response[name] = value
    return response


def _charity() -> dict[str, Any]:
    return {"charity": settings.CHARITY_NAME, "contact": settings.CHARITY_CONTACT}
