"""The pages on which a partner's signatory reads and signs: without an account, by a link and a code.

Before the code nothing of the agreement is shown; with it, the whole of it. Nothing is kept in a session: a cookie for
this link alone says that its code was typed, and is worth nothing once the link is dead.
"""

from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from governance.errors import IllegalTransition, Refused, Stale
from governance.ledger import writing as ledger
from governance.workflow.guests import Page, charity, gone, guest
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


def _guest(view: Page) -> Page:
    """A page for whoever has a link that works; the same few words for any other link."""

    @guest("signing/staff.html")
    @wraps(view)
    def shown(request: HttpRequest, token: str) -> HttpResponseBase:
        invitation = Invitation.of(token)
        if invitation is None:
            return gone(request)
        if not inviting.is_open(invitation, timezone.now()):
            return _thanks_again(request, invitation) or _gone(request, invitation)
        return view(request, invitation)

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
            return gone(request)
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
            return gone(request)
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
        return gone(request)
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
    response = render(request, "signing/thanks.html", _context(invitation) | {"asked": invitation.made_by})
    response.delete_cookie(COOKIE, path=_url(invitation))
    return response


def _thanks_again(request: HttpRequest, invitation: Invitation) -> HttpResponse | None:
    """The same page for whoever sends the form again with which they signed. Its key was behind the code."""
    key = request.POST.get("form_key", "")
    return _thanks(request, invitation) if key and inviting.signed_with(invitation, key) else None


def _gone(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """What was sent by a link of ours that does not work is written down; whoever only looks at it tries nothing."""
    if request.method == "POST":
        _refused(invitation, Gone())
    return gone(request)


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


def _url(invitation: Invitation, page: str = "") -> str:
    return f"/signing/{invitation.token}/" + (f"{page}/" if page else "")


def _context(invitation: Invitation) -> dict[str, Any]:
    return charity() | {"invitation": invitation, "here": _url(invitation)}
