"""Papers of agreements from an older log, over HTTP."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from governance.errors import Denied, demand
from governance.workflow.requests import by, sent, take_step
from sharing.agreements.bringing_in import evidence
from sharing.agreements.bringing_in.forms import AttachForm
from sharing.agreements.models import Agreement
from sharing.agreements.register import AGREEMENTS


def attach(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep the signed paper of an agreement that was brought in."""
    at, user = timezone.now(), by(request)
    agreement: Agreement = AGREEMENTS.find(reference, user=user, at=at)
    demand(AGREEMENTS.verbs["attach"].may(user, agreement, at))
    if not agreement.brought_in:
        raise Denied(evidence.NOT_BROUGHT_IN)
    form = AttachForm(*sent(request), initial={"form_key": uuid4(), "read_version": agreement.version})
    return take_step(
        request,
        form,
        lambda: evidence.attach(
            agreement,
            by=user,
            at=at,
            **{**form.facts, "read_version": form.cleaned_data["read_version"] or 0},
        ),
        register=AGREEMENTS,
        reference=agreement.reference,
        verb="attach",
        done="The paper is kept, and is being checked.",
        then=lambda kept: AGREEMENTS.url(agreement),
        template="staff/form.html",
        title="Keep the signed paper",
        caption=f"{agreement.log_number}, {agreement.title}",
        back_url=AGREEMENTS.url(agreement),
    )
