"""The steps of a Stop and Check over HTTP, its file, its certificate, and how far the looking has come."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.accounts.models import User
from governance.documents import door
from governance.errors import NotThere, demand
from governance.workflow.once import landing, once
from governance.workflow.requests import by, demand_step, sent, take_step
from sharing.stop_checks import actions, actions_checking, actions_sending, certificate, extracts, forms
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.permissions import may_be_second
from sharing.stop_checks.register import BESIDES, STOP_CHECKS


class Act(NamedTuple):
    """A step: its form, its action, what its page says, and what to say then."""

    form: type[forms.StepForm]
    action: Callable[..., StopCheck]
    intro: str
    done: str


ACTS = {
    "submit": Act(
        forms.StepForm,
        actions.submit,
        "Somebody on the Data team who has nothing to do with it looks at it. You may not check it yourself.",
        "It is sent in. Somebody on the Data team takes it.",
    ),
    "cancel": Act(
        forms.ReasonForm,
        actions.cancel,
        "It will not be sent, and the file is deleted. This cannot be undone.",
        "It is cancelled.",
    ),
    "clear": Act(
        forms.StepForm,
        actions.clear,
        "You say that the whole records of people who opted out are taken out of the file.",
        "The opt-out is cleared.",
    ),
    "take": Act(
        forms.TakeForm,
        actions_checking.take,
        "You check it from now on: download the file, look at each thing that we found, and decide.",
        "You check it now.",
    ),
    "put_back": Act(
        forms.StepForm,
        actions_checking.put_back,
        "Somebody else on the Data team can take it then.",
        "It waits for another checker.",
    ),
    "accept": Act(
        forms.AcceptForm,
        actions_checking.accept,
        "Accept only what you looked at in the file yourself.",
        "It is accepted.",
    ),
    "vouch": Act(
        forms.VouchForm,
        actions_checking.vouch,
        "It rests on what people said, and not everybody in it is listed with a yes. Accept the others only where you "
        "know that each said yes too. If you do not, send it back: the sender says who they are, or leaves them out.",
        "It is accepted.",
    ),
    "send_back": Act(
        forms.SendBackForm,
        actions_checking.send_back,
        "The sender puts it right and sends it in again.",
        "It is sent back.",
    ),
    "reject": Act(
        forms.ReasonForm,
        actions_checking.reject,
        "It must not be sent at all. The file is deleted, and this cannot be undone.",
        "It is rejected.",
    ),
    "approve": Act(
        forms.StepForm,
        actions_checking.approve,
        "You approve this recipient, this way to send, this very file and this number of people. If any of them "
        "changes, your approval is gone. It holds for 14 days.",
        "It is approved. The sender can send it now.",
    ),
    "withdraw_approval": Act(
        forms.ReasonForm,
        actions_checking.withdraw_approval,
        "It goes back to the sender, who must send it in again.",
        "The approval is taken back.",
    ),
    "send": Act(
        forms.StepForm,
        actions_sending.send,
        "Send the file in the way that was approved, then press this. The recipient gets a link to say that it came, "
        "and the file is deleted here.",
        "It is written down as sent.",
    ),
    "confirm": Act(
        forms.ConfirmForm,
        actions_sending.confirm,
        "Only where they told you by another way than the link that we mailed.",
        "It is confirmed.",
    ),
    "recall": Act(
        forms.RecallForm,
        actions_sending.recall,
        "Ask them to delete it or to send it back, then write down what they say.",
        "It is written down.",
    ),
    "close": Act(
        forms.CloseForm,
        actions_sending.close,
        "The file here was deleted when you sent it. Delete your own copy too, wherever it is.",
        "It is closed.",
    ),
    "send_link": Act(
        forms.StepForm,
        actions_sending.send_link,
        "The link before it does not work any more then. If they said that something else came, the warning stays "
        "until the right thing is confirmed. If you are on the Data or IG team and had no hand in it, it ends now.",
        "A new link is on its way.",
    ),
}
# Only somebody else than the sender does these.
SECOND = ("take", "accept", "vouch", "send_back", "reject", "approve")


def opened(request: HttpRequest, reference: str, verb: str) -> tuple[datetime, User, StopCheck]:
    """Now, who asks, and the record, where this step of it is open to them. Raises NotThere or Refused."""
    at, user = timezone.now(), by(request)
    found: StopCheck = STOP_CHECKS.find(reference, user=user, at=at)
    found = STOP_CHECKS.rows().get(pk=found.pk)
    register = BESIDES if verb == "send_link" else STOP_CHECKS
    if verb in SECOND:
        demand(may_be_second(user, found))
    if verb == "send":
        # An approval that ran out has its own words and code.
        demand(actions_sending.in_time(found, at))
    demand_step(request, register, found, verb, ACTS[verb].form, at=at)
    return at, user, found


def _act(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    at, user, found = opened(request, reference, verb)
    step = ACTS[verb]
    form = step.form(sent(request)[0], check=found, user=user)

    def take() -> StopCheck:
        return step.action(
            found, by=user, at=at, read_version=form.cleaned_data["read_version"] or 0, **form.facts
        )

    words = STOP_CHECKS.verbs[verb].label
    return take_step(
        request,
        form,
        take,
        register=STOP_CHECKS,
        verb=verb,
        done=step.done,
        then=STOP_CHECKS.url,
        template="stop_checks/act.html",
        reference=reference,
        title=words,
        button=words,
        caption=found.title,
        intro=step.intro,
        check=found,
        back_url=STOP_CHECKS.url(found),
        binds=verb in ("approve", "send"),
    )


def act(verb: str) -> Callable[[HttpRequest, str], HttpResponse]:
    """The page of one step; a form that is sent twice takes its step once."""

    def view(request: HttpRequest, reference: str) -> HttpResponse:
        return _act(request, reference, verb)

    return once(STOP_CHECKS, verb, landing(ACTS[verb].done))(view)


@require_safe
def download(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The file, for the one who sends or checks it."""
    at, user = timezone.now(), by(request)
    found: StopCheck = STOP_CHECKS.find(reference, user=user, at=at)
    extract, file = extracts.opened(found, by=user, at=at)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{reference}.{extract.ending}" if extract.ending.isalnum() else reference,
        content_type="application/octet-stream",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )


@require_safe
def pdf(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The certificate."""
    found: StopCheck = STOP_CHECKS.find(reference, user=by(request), at=timezone.now())
    document = certificate.find(found)
    file: Any = door.opened(document) if document is not None else None
    if file is None:
        if found.confirmed_at is None:
            raise NotThere(STOP_CHECKS.name, reference)
        return redirect(STOP_CHECKS.url(found))
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"certificate-{reference}.pdf",
        content_type="application/pdf",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )
