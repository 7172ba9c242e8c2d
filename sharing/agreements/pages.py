"""What the pages of one step of an agreement share: opened where the step is open, and taken with its form."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from governance.accounts.models import User
from governance.workflow.forms import VerbForm
from governance.workflow.register import Register
from governance.workflow.requests import by, demand_step, take_step
from sharing.agreements.models import Agreement
from sharing.agreements.register import AGREEMENTS


def opened(
    request: HttpRequest,
    reference: str,
    verb: str,
    form: type[VerbForm],
    *,
    register: Register = AGREEMENTS,
) -> tuple[datetime, User, Agreement]:
    """Now, who asks, and the agreement, where this step of it, which is taken with `form`, is open to them.

    register: `BESIDES` for what is no step of its states. Raises NotThere, IllegalTransition or Denied.
    """
    at, user = timezone.now(), by(request)
    found: Agreement = AGREEMENTS.find(reference, user=user, at=at)
    demand_step(request, register, found, verb, form, at=at)
    return at, user, found


def facts(form: VerbForm) -> dict[str, Any]:
    """What was typed, with the version that was read; without one it is no version at all."""
    return {**form.facts, "read_version": form.cleaned_data["read_version"] or 0}


def about(agreement: Agreement, verb: str, page: str = "") -> dict[str, Any]:
    """What the page of a step says of itself; `page` is the one of the agreement that it leads back to."""
    words = AGREEMENTS.verbs[verb].label
    return {
        "title": words,
        "button": words,
        "caption": agreement.title,
        "back_url": AGREEMENTS.url(agreement, page),
        "agreement": agreement,
    }


def step(
    request: HttpRequest,
    agreement: Agreement,
    form: VerbForm,
    action: Callable[[], object],
    *,
    verb: str,
    done: str,
    page: str = "",
    template: str = "staff/form.html",
    **context: Any,
) -> HttpResponse:
    """The page of one step; once it is done, to `page` of the agreement, or to its own."""
    return take_step(
        request,
        form,
        action,
        register=AGREEMENTS,
        verb=verb,
        done=done,
        then=lambda _: AGREEMENTS.url(agreement, page),
        template=template,
        reference=agreement.reference,
        **{**about(agreement, verb, page), **context},
    )
