"""A form that is sent twice takes its step once, and whoever sent it lands where the first went.

The event of the step keeps the key of its form, and the second is known by that: no register needs a field for it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from governance.errors import Refused
from governance.fields import FormKeyField
from governance.ledger.models import Event
from governance.workflow.forms import VerbForm
from governance.workflow.register import Register
from governance.workflow.requests import by

Land = Callable[[HttpRequest, Any, Event], HttpResponse]


class OnceForm(VerbForm):
    """The form of a step that is taken once, however often it is sent. Its action gives `form_key` to `apply`."""

    form_key = FormKeyField(initial=uuid4)


def taken(register: Register, reference: str, verb: str, *, actor: int, form_key: str) -> Event | None:
    """The step that this actor took with this form, if it was. form_key: as it was sent, whatever it is."""
    try:
        key = UUID(form_key)
    except ValueError:
        return None
    steps = Event.objects.filter(register=register.name, reference=reference, verb=verb)
    return steps.filter(actor_id=actor, detail__form_key=str(key)).first()


def landing(done: str, page: str = "") -> Land:
    """Says `done`, and goes to the record or to one page of it."""

    def land(request: HttpRequest, register: Register, event: Event) -> HttpResponse:
        record = register.find(event.reference, user=by(request), at=timezone.now())
        messages.success(request, done)
        return redirect(register.url(record, page))

    return land


def once(register: Register, verb: str, land: Land) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """For the view of one step of a record: what was sent before is not done again but goes to `land`.

    Asked before the view, to which the step is closed by now, and after it, for two that came at the same moment.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def shown(request: HttpRequest, reference: str) -> HttpResponse:
            def before() -> Event | None:
                key = request.POST.get("form_key", "")
                return taken(register, reference, verb, actor=by(request).pk, form_key=key) if key else None

            if request.method == "POST" and (event := before()):
                return land(request, register, event)
            try:
                answer: HttpResponse = view(request, reference)
            except Refused:
                if request.method == "POST" and (event := before()):
                    return land(request, register, event)
                raise
            if request.method == "POST" and answer.status_code == 409 and (event := before()):
                return land(request, register, event)
            return answer

        return shown

    return decorate
