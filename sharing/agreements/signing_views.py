"""Signing over HTTP for those who sign in: our own signatures, links and paper of partners, the PDF, and its check."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.accounts.models import User
from governance.calendar import local_day
from governance.documents import door, giving
from governance.errors import Denied, NotThere, no
from governance.ledger.models import Event
from governance.workflow.forms import attempt
from governance.workflow.once import landing, once
from governance.workflow.register import Register
from governance.workflow.requests import by, sent
from sharing.agreements import documents, inviting, paper, signing, signing_forms
from sharing.agreements.content import content
from sharing.agreements.models import Agreement, Invitation, Party
from sharing.agreements.pages import about, facts, opened, step
from sharing.agreements.permissions import may_decide, may_sign
from sharing.agreements.reading import sections
from sharing.agreements.register import AGREEMENTS
from sharing.agreements.states import State
from sharing.agreements.turns import Place, Turn, turns

HAVE_SIGNED = "You have signed."
FILED = "The copy is kept. It counts as their signature as soon as it is checked."


def card(agreement: Agreement, user: User, at: datetime) -> dict[str, Any]:
    """What `agreements/_signatures.html` takes: each signature, what can be done for it, what is void, the PDF."""
    waits = agreement.state == State.AWAITING_SIGNATURE
    begun = agreement.began_at is not None
    places = turns(agreement, at) if waits or begun else []
    ours = [each for each in places if each.party is None and each.place != Place.SIGNED]
    return {
        "turns": places,
        "void": agreement.signatures.exclude(voided_at=None)
        .select_related("party")
        .order_by("signed_at", "id"),
        "may_invite": waits and bool(may_decide(user, agreement, at)),
        "may_sign": waits
        and bool(may_sign(user, agreement, at))
        and any(each.who == _hat(user) for each in ours),
        "pdf": documents.find(agreement),
        "has_pdf": documents.kind_of(agreement) is not None,
        "may_check": begun and not agreement.brought_in,
    }


def _hat(user: User) -> str:
    return str(signing.capacity_of(user).label)


@once(AGREEMENTS, "sign", landing(HAVE_SIGNED))
def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole text, and our own signature under it."""
    at, user, found = opened(request, reference, "sign", signing_forms.SignForm)
    form = signing_forms.SignForm(sent(request)[0], agreement=found)

    def take() -> Agreement:
        typed = facts(form)
        # The tick was asked for, and says no more than the signature.
        del typed["agree"]
        return signing.sign(found, by=user, at=at, **typed)

    return step(
        request,
        found,
        form,
        take,
        verb="sign",
        done=HAVE_SIGNED,
        intro=f"You sign as our {_hat(user)}. Read the whole text first.",
        template="agreements/decide.html",
        sections=sections(content(found)),
    )


def _invited_before(request: HttpRequest, register: Register, event: Event) -> HttpResponse:
    """The link that this very form has ordered. Its code was shown then, and is kept nowhere."""
    at = timezone.now()
    found: Agreement = AGREEMENTS.find(event.reference, user=by(request), at=at)
    link = found.invitations.select_related("party").get(effect_key=event.detail["invitation"])
    if not inviting.is_open(link, at):
        return redirect(AGREEMENTS.url(found))
    return _invited(request, found, link, code="")


def _invited(request: HttpRequest, agreement: Agreement, link: Invitation, code: str) -> HttpResponse:
    # Not by way of another page: the code is kept nowhere from which that could show it.
    context = {"agreement": agreement, "link": link, "code": code, "back_url": AGREEMENTS.url(agreement)}
    return render(request, "agreements/invited.html", context)


@once(AGREEMENTS, "invite", _invited_before)
def invite(request: HttpRequest, reference: str) -> HttpResponse:
    """Send a link to a partner's signatory, and show its code once."""
    at, user, found = opened(request, reference, "invite", signing_forms.PartyForm)
    form = signing_forms.PartyForm(
        sent(request)[0],
        agreement=found,
        parties=_waited_for(turns(found, at)),
        chosen=request.GET.get("party", ""),
    )
    if form.is_bound and form.is_valid():
        invited = attempt(
            AGREEMENTS,
            form,
            lambda: inviting.invite(found, by=user, at=at, **facts(form)),
            reference=found.reference,
            verb="invite",
        )
        if invited is not None:
            return _invited(request, found, invited.invitation, invited.spoken)
    context = {
        "form": form,
        **about(found, "invite"),
        "intro": "Whoever signs for the partner gets a mail with a link that works once, for 14 days. A link that was "
        "sent before stops working. Next you see a code, which you tell them by telephone.",
    }
    return render(request, "staff/form.html", context, status=409 if form.conflict else 200)


def revoke(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a link back."""
    at, user, found = opened(request, reference, "revoke", signing_forms.RevokeForm)
    links = [each.link for each in turns(found, at) if each.link is not None]
    form = signing_forms.RevokeForm(
        sent(request)[0], agreement=found, links=_with_parties(links), chosen=request.GET.get("link", "")
    )
    return step(
        request,
        found,
        form,
        lambda: inviting.revoke(by=user, at=at, **facts(form)),
        verb="revoke",
        done="The link does not work any more.",
    )


@once(AGREEMENTS, "file_copy", landing(FILED))
def file_copy(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep what a partner signed on paper."""
    at, user, found = opened(request, reference, "file_copy", signing_forms.CopyForm)
    form = signing_forms.CopyForm(
        *sent(request),
        agreement=found,
        on=local_day(at),
        parties=_waited_for(turns(found, at)),
        chosen=request.GET.get("party", ""),
    )
    return step(
        request,
        found,
        form,
        lambda: paper.file_copy(found, by=user, at=at, **facts(form)),
        verb="file_copy",
        done=FILED,
        intro="Keep the paper too. A link that was sent for this signature stops working.",
    )


@require_safe
def pdf(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The PDF: the signed one once it is active, the one to sign before that."""
    at, user = timezone.now(), by(request)
    found: Agreement = AGREEMENTS.find(reference, user=user, at=at)
    if documents.kind_of(found) is None:
        raise NotThere(AGREEMENTS.name, reference)
    return given(request, found, AGREEMENTS.url(found, "read"))


def given(request: HttpRequest, agreement: Agreement, instead: str) -> HttpResponseBase:
    """The PDF of an agreement, or the page that says why there is none yet; instead: where it can be read."""
    document = documents.find(agreement)
    file = door.opened(document) if document is not None else None
    if file is not None:
        return giving.given(file, f"{agreement.log_number or agreement.reference}.pdf", saved=False)
    context = {
        "base": "" if request.user.is_authenticated else "signing/base.html",
        "what": "PDF",
        "lost": document is not None,
        "pdf_is_on": settings.PDF,
        "soon": "It is being made. Wait a few minutes and try again.",
        "url": instead,
        "instead": "read the agreement here",
        "also": ", and print it from your browser",
    }
    return render(request, "documents/no_pdf.html", context, status=404)


def verify(request: HttpRequest, reference: str) -> HttpResponse:
    """Whether a copy that somebody holds is our signed document, to the last byte."""
    at, user = timezone.now(), by(request)
    found: Agreement = AGREEMENTS.find(reference, user=user, at=at)
    if documents.kind_of(found) != documents.SIGNED:
        raise NotThere(AGREEMENTS.name, reference)
    form = signing_forms.CheckForm(*sent(request))
    checked = None
    if form.is_bound and form.is_valid():
        checked = documents.check(found, form.cleaned_data["copy"].read())
    context = {"agreement": found, "form": form, "checked": checked, "back_url": AGREEMENTS.url(found)}
    return render(request, "agreements/verify.html", context)


def _waited_for(places: list[Turn]) -> list[Party]:
    """The partners whose signature is neither there nor being checked; raises Denied where there is none."""
    free = [each for each in places if each.place not in (Place.SIGNED, Place.CHECKED)]
    if found := [each.party for each in free if each.party is not None]:
        return found
    raise Denied(
        no("No partner is waited for.", next_step="Look at who has signed, and whose copy is being checked.")
    )


def _with_parties(links: list[Invitation]) -> list[Invitation]:
    found = Invitation.objects.filter(pk__in=[each.pk for each in links]).select_related("agreement", "party")
    if not links:
        raise Denied(no("No link is open.", next_step="Look at where each signature stands."))
    return list(found.order_by("pk"))
