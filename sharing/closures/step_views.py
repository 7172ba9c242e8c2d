"""The steps of a service closure over HTTP."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from governance.accounts.models import User
from governance.calendar import local_day
from governance.errors import demand
from governance.ledger.models import Event
from governance.ledger.writing import record_view
from governance.workflow.forms import VerbForm
from governance.workflow.once import landing, once
from governance.workflow.register import Register
from governance.workflow.requests import by, demand_step, sent, take_step
from sharing.closures import actions, actions_receiving, actions_sealing, documents, forms
from sharing.closures.models import Closure
from sharing.closures.permissions import NOT_YOURS, may_begin_in
from sharing.closures.register import CLOSURES
from sharing.stop_checks.models import StopCheck


class Act(NamedTuple):
    """A step: its form, its action, what its page says, and what to say then. shows: the manifest stands above it."""

    form: type[forms.StepForm]
    action: Callable[..., Closure]
    intro: str
    done: str
    shows: bool = False


ACTS = {
    "make_list": Act(
        forms.ListForm,
        actions.make_list,
        "We look at everybody with an open case in this service, and at what each of them said about the new "
        "provider. Who did not say yes to this is listed apart.",
        "The list is made.",
    ),
    "settle": Act(
        forms.SettleForm,
        actions.settle,
        "The new provider gets nothing about these people. Say what becomes of what we hold about them.",
        "It is written down.",
    ),
    "account_for": Act(
        forms.AccountForm,
        actions.account_for,
        "Some people are covered and stand in no file that we can read.",
        "It is written down.",
    ),
    "seal": Act(
        forms.SealForm,
        actions_sealing.seal,
        "What is sealed is exactly what goes. If a file, its approval or somebody’s consent changes, it is opened "
        "again.",
        "It is sealed. The lead can send it.",
    ),
    "unseal": Act(
        forms.ReasonForm,
        actions_sealing.unseal,
        "Somebody has to seal it anew then.",
        "It is open again.",
    ),
    "send": Act(
        forms.StepForm,
        actions_sealing.send,
        "Send every file in the way that was approved, then press this. All of them are written down as sent, the "
        "provider’s person gets one link to sign for them, and the files are deleted here.",
        "It is written down as sent.",
        shows=True,
    ),
    "send_link": Act(
        forms.StepForm,
        actions_sealing.send_link,
        "The link before it does not work any more then.",
        "A new link is on its way.",
    ),
    "countersign": Act(
        forms.CountersignForm,
        actions_receiving.countersign,
        "You say for us that the new provider got these files, as they signed for them.",
        "It is signed by both. The provider gets a link to the receipt.",
        shows=True,
    ),
    "destroy": Act(
        forms.DestroyForm,
        actions_receiving.destroy,
        "Our copies of the files that were sent, wherever they lie. The records of people who stay with us are not "
        "meant. Somebody must see it with you.",
        "It is written down. Now the second person confirms it.",
    ),
    "certify": Act(
        forms.CertifyForm,
        actions_receiving.certify,
        "Only if you saw yourself that our copies are gone. Then it is closed.",
        "It is closed. The certificate of destruction is being made.",
    ),
    "cancel": Act(
        forms.ReasonForm,
        actions.cancel,
        "Nothing is sent. This cannot be undone. The Stop and Checks that were begun for it are cancelled with it, "
        "and their files are deleted.",
        "It is cancelled.",
    ),
}


def opened(
    request: HttpRequest, reference: str, verb: str, form: type[VerbForm]
) -> tuple[datetime, User, Closure]:
    """Now, who asks, and the record, where this step of it, which is taken with `form`, is open to them.

    Raises NotThere or Refused.
    """
    at, user = timezone.now(), by(request)
    found: Closure = CLOSURES.find(reference, user=user, at=at)
    ours: Closure = CLOSURES.rows().get(pk=found.pk)
    demand_step(request, CLOSURES, ours, verb, form, at=at)
    return at, user, ours


def _act(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    step = ACTS[verb]
    at, user, ours = opened(request, reference, verb, step.form)
    form = step.form(sent(request)[0], closure=ours, user=user)
    if verb == "settle":
        offered = [int(pk) for pk, _ in form.fields["people"].choices]  # type: ignore[attr-defined]
        record_view(register=CLOSURES.name, reference=reference, service_id=ours.service_id, people=offered)

    def take() -> Closure:
        return step.action(
            ours, by=user, at=at, read_version=form.cleaned_data["read_version"] or 0, **form.facts
        )

    words = CLOSURES.verbs[verb].label
    return take_step(
        request,
        form,
        take,
        register=CLOSURES,
        verb=verb,
        done=step.done,
        then=CLOSURES.url,
        template="closures/act.html",
        reference=reference,
        title=words,
        button=words,
        caption=f"{ours.service} to {ours.provider}",
        intro=step.intro,
        lines=documents.lines(ours) if step.shows else [],
        back_url=CLOSURES.url(ours),
    )


def act(verb: str) -> Callable[[HttpRequest, str], HttpResponse]:
    """The page of one step; a form that is sent twice takes its step once."""

    def view(request: HttpRequest, reference: str) -> HttpResponse:
        return _act(request, reference, verb)

    return once(CLOSURES, verb, landing(ACTS[verb].done))(view)


def create(request: HttpRequest) -> HttpResponse:
    """Begin one."""
    at, user = timezone.now(), by(request)
    if not may_begin_in(user):
        demand(NOT_YOURS)
    form = forms.ClosureForm(sent(request)[0], user=user, on=local_day(at))
    return take_step(
        request,
        form,
        lambda: actions.draft(by=user, at=at, **form.facts),
        register=CLOSURES,
        verb="draft",
        done="It is begun. Next comes the list of people.",
        then=CLOSURES.url,
        template="staff/form.html",
        title="Begin a service closure",
        intro="A whole caseload goes to a new provider: a list of whose consent covers them, files that two people "
        "look at, one receipt, and our copies destroyed.",
        topic="sharing",
        button="Begin",
        back_url=CLOSURES.url(Closure(reference="")),
    )


def _changed(request: HttpRequest, reference: str) -> HttpResponse:
    at, user, ours = opened(request, reference, "edit", forms.ClosureForm)
    form = forms.ClosureForm(sent(request)[0], user=user, on=local_day(ours.created_at), closure=ours)

    def save() -> Closure:
        read = form.cleaned_data["read_version"] or 0
        return actions.edit(ours, by=user, at=at, read_version=read, **form.facts)

    return take_step(
        request,
        form,
        save,
        register=CLOSURES,
        verb="edit",
        done="It is changed.",
        then=CLOSURES.url,
        template="staff/form.html",
        reference=reference,
        title="Change it",
        intro="Where the provider, the purpose or what goes with it is another, the list is to be made anew.",
        caption=f"{ours.service} to {ours.provider}",
        back_url=CLOSURES.url(ours),
    )


edit = once(CLOSURES, "edit", landing("It is changed."))(_changed)


def _to_its_file(request: HttpRequest, register: Register, event: Event) -> HttpResponse:
    key = event.detail["form_key"]
    made = StopCheck.objects.filter(form_key=key, created_by=by(request)).first()
    return redirect(_questions(made) if made is not None else f"/closures/{event.reference}/")


def _questions(check: StopCheck) -> str:
    return reverse("stop_checks:edit", args=[check.reference])


def _added(request: HttpRequest, reference: str) -> HttpResponse:
    at, user, ours = opened(request, reference, "add_file", forms.FileForm)
    form = forms.FileForm(sent(request)[0], closure=ours, user=user)

    def add() -> StopCheck:
        read = form.cleaned_data["read_version"] or 0
        return actions.add_file(ours, by=user, at=at, read_version=read, **form.facts)

    return take_step(
        request,
        form,
        add,
        register=CLOSURES,
        verb="add_file",
        done="It is begun, with all that is known filled in. Answer what is left, and put the file in.",
        then=_questions,
        template="staff/form.html",
        reference=reference,
        title="Add a file",
        intro="Each file is a Stop and Check: two people look at it before it goes.",
        caption=f"{ours.service} to {ours.provider}",
        button="Add it",
        back_url=CLOSURES.url(ours),
    )


add_file = once(CLOSURES, "add_file", _to_its_file)(_added)
