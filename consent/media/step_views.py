"""The steps of media over HTTP: each with its form, in one table; and what the pages of their parts share."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from consent.media import actions, forms
from consent.media.models import Asset
from consent.media.register import BESIDES, MEDIA
from consent.media.views import found_for
from governance.workflow.forms import VerbForm
from governance.workflow.once import landing, once
from governance.workflow.requests import by, demand_step, sent, take_step


class Act(NamedTuple):
    """A step: its form, its action, what its page says, and what to say then."""

    form: type[VerbForm]
    action: Callable[..., Asset]
    intro: str
    done: str


ACTS = {
    "edit": Act(
        forms.EditForm,
        actions.edit,
        "The campaign stays as it is: for another one, people are asked anew, and it is kept anew.",
        "It is changed.",
    ),
    "finish": Act(
        forms.ReasonForm,
        actions.finish,
        "The campaign is over, or a consent has run out. Take it down everywhere, then delete every copy, within "
        "five working days.",
        "It is finished. Take it down and delete it.",
    ),
    "delete": Act(
        forms.DeleteForm,
        actions.delete,
        "What is kept here is destroyed with this step, and nobody can bring it back. Delete the other copies first. "
        "Then a second person looks. What happened to it stays written down here.",
        "It is written down. Now a second person looks that it is gone.",
    ),
    "confirm": Act(
        forms.ConfirmForm,
        actions.confirm,
        "Look yourself, wherever a copy was. You say that it is gone.",
        "It is confirmed: it is gone.",
    ),
    "not_gone": Act(
        forms.ReasonForm,
        actions.not_gone,
        "You looked, and a copy is there still. It has to be deleted again.",
        "It is written down, and communications are told.",
    ),
}


def take(
    request: HttpRequest,
    reference: str,
    verb: str,
    step: Act,
    *,
    in_any_state: bool = False,
    template: str = "staff/form.html",
    **more: Any,
) -> HttpResponse:
    """The page of one step of one of them. more: what its action and its page need besides."""
    at, user = timezone.now(), by(request)
    found = found_for(reference, user)
    register = BESIDES if in_any_state else MEDIA
    demand_step(request, register, found, verb, step.form, at=at)
    form = step.form(*sent(request), asset=found, user=user, at=at)
    needed = {name: more.pop(name) for name in ("number",) if name in more}

    def do() -> Asset:
        version = form.cleaned_data["read_version"] or 0
        return step.action(found, by=user, at=at, read_version=version, **form.facts, **needed)

    label = register.verbs[verb].label
    context = {
        "title": label,
        "button": label,
        "caption": found.title,
        "intro": step.intro,
        "back_url": MEDIA.url(found),
        "asset": found,
        **more,
    }
    return take_step(
        request,
        form,
        do,
        register=register,
        verb=verb,
        done=step.done,
        then=MEDIA.url,
        template=template,
        reference=reference,
        **context,
    )


def act(verb: str) -> Callable[[HttpRequest, str], HttpResponse]:
    """The page of one step; a form that is sent twice takes its step once."""

    def view(request: HttpRequest, reference: str) -> HttpResponse:
        return take(request, reference, verb, ACTS[verb])

    return once(MEDIA, verb, landing(ACTS[verb].done))(view)
