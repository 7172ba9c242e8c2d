"""The pages on which a partner's signatory reads and signs: without an account, by a link and a code.

Public by exception. Before the code nothing of the agreement is shown; with it, the whole of it. Nothing is kept in a
session: a cookie for this link alone says that its code was typed, and is worth nothing once the link is dead.
Opening the link changes nothing, so that whatever looks through mails for viruses does not use it up.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from allauth.core.ratelimit import consume, respond_429
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from governance.errors import IllegalTransition, Refused, Stale
from governance.ledger import writing as ledger
from sharing.agreements import inviting
from sharing.agreements.inviting import Answer, Gone
from sharing.agreements.models import Invitation
from sharing.agreements.reading import sections
from sharing.agreements.register import AGREEMENTS
from sharing.agreements.signing_forms import CodeForm, GuestForm
from sharing.agreements.signing_views import given

COOKIE, SALT = "signing", "sharing.agreements.guest"
# As long as an idle session of somebody who signs in.
LASTS = timedelta(hours=1)
HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
    # Not `no-referrer`: browsers then hide where a form was sent from, and the guard against forged forms refuses it.
    "Referrer-Policy": "same-origin",
}
R = TypeVar("R", bound=HttpResponseBase)
Page = Callable[..., HttpResponseBase]


def _guest(view: Page) -> Page:
    """A page for whoever has a link that works; the same few words for any other link, which never say whose it was.

    Whoever sends something too often is not listened to.
    """

    @login_not_required
    @wraps(view)
    def shown(request: HttpRequest, token: str) -> HttpResponseBase:
        if request.user.is_authenticated:
            return _marked(render(request, "signing/staff.html", status=403))
        # Before a code is hashed: that is what costs.
        if request.method == "POST" and not consume(request, action="signing_link"):
            return _marked(respond_429(request))
        invitation = inviting.find(token)
        if invitation is None:
            return _gone(request, None)
        if not inviting.is_open(invitation, timezone.now()):
            return _thanks_again(request, invitation) or _gone(request, invitation)
        return _marked(view(request, invitation))

    return shown


def _with_code(view: Page) -> Page:
    """What is shown only to whoever has typed the code; anybody else is asked for it."""

    @wraps(view)
    def shown(request: HttpRequest, invitation: Invitation) -> HttpResponseBase:
        told = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=LASTS)
        if told != invitation.nonce.hex:
            return redirect(_url(invitation, "code"))
        return view(request, invitation)

    return shown


@_guest
@_with_code
def agreement(request: HttpRequest, invitation: Invitation) -> HttpResponseBase:
    """The whole text, and the form to sign it."""
    party = invitation.party
    form = GuestForm(request.POST if request.method == "POST" else None, partner=party.name)
    if form.is_bound and form.is_valid():
        try:
            typed = form.cleaned_data
            inviting.sign_by_link(
                invitation, name=typed["name"], at=timezone.now(), form_key=typed["form_key"]
            )
        except (Gone, IllegalTransition, Stale) as refusal:
            if (again := _thanks_again(request, invitation)) is not None:
                return again
            _refused(invitation, refusal)
            return _gone(request, None)
        except Refused as refusal:
            _refused(invitation, refusal)
            form.refuse(refusal.verdict)
        else:
            return _thanks(request, invitation)
    context = _context(invitation) | {
        "form": form,
        "sections": sections(invitation.agreement.frozen or {}),
        "party": party,
        "content_hash": invitation.content_hash,
    }
    return render(request, "signing/agreement.html", context)


@_guest
def code(request: HttpRequest, invitation: Invitation) -> HttpResponseBase:
    """Asks for the code; the fifth wrong one kills the link."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        answer = inviting.try_code(invitation, form.cleaned_data["code"], at=timezone.now())
        if answer is Answer.RIGHT:
            return _let_in(invitation)
        if answer is Answer.DEAD:
            return _gone(request, None)
        form.add_error("code", "This is not the code. Look whether you have all eight numbers, and try again")
    return render(request, "signing/code.html", _context(invitation) | {"form": form})


@require_safe
@_guest
@_with_code
def pdf(request: HttpRequest, invitation: Invitation) -> HttpResponseBase:
    """The agreement as a PDF, to be read and kept."""
    return given(request, invitation.agreement, _url(invitation))


@require_POST
@_guest
def not_me(request: HttpRequest, invitation: Invitation) -> HttpResponseBase:
    """Whoever got the mail is not who signs: no code is asked for, since they have been told none."""
    try:
        inviting.not_them(invitation, at=timezone.now())
    except (Gone, IllegalTransition) as refusal:
        _refused(invitation, refusal)
        return _gone(request, None)
    return render(request, "signing/not_me.html", _context(invitation))


def _let_in(invitation: Invitation) -> HttpResponse:
    response = redirect(_url(invitation))
    response.set_signed_cookie(
        COOKIE,
        invitation.nonce.hex,
        salt=SALT,
        max_age=LASTS,
        path=_url(invitation),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _thanks(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    response = _marked(
        render(request, "signing/thanks.html", _context(invitation) | {"asked": invitation.made_by})
    )
    response.delete_cookie(COOKIE, path=_url(invitation))
    return response


def _thanks_again(request: HttpRequest, invitation: Invitation) -> HttpResponse | None:
    """The same page for whoever sends the form again with which they signed. Its key was behind the code."""
    key = request.POST.get("form_key", "")
    return _thanks(request, invitation) if key and inviting.signed_with(invitation, key) else None


def _gone(request: HttpRequest, invitation: Invitation | None) -> HttpResponse:
    """One page for every link that does not work, whatever the reason. Whoever only looks at it tries nothing."""
    if invitation is not None and request.method == "POST":
        _refused(invitation, Gone())
    return _marked(render(request, "signing/gone.html", _charity(), status=410))


def _refused(invitation: Invitation, refusal: Refused) -> None:
    ledger.record(
        "refused",
        register=AGREEMENTS.name,
        reference=invitation.agreement.reference,
        service_id=invitation.agreement.service_id,
        reason=refusal.verdict.reason,
        step="sign",
        invitation=invitation.effect_key,
    )


def _marked(response: R) -> R:
    for name, value in HEADERS.items():
        response[name] = value
    return response


def _url(invitation: Invitation, page: str = "") -> str:
    return f"/signing/{inviting.token(invitation)}/" + (f"{page}/" if page else "")


def _charity() -> dict[str, Any]:
    return {"charity": settings.CHARITY_NAME, "contact": settings.CHARITY_CONTACT}


def _context(invitation: Invitation) -> dict[str, Any]:
    return _charity() | {"invitation": invitation, "here": _url(invitation)}
