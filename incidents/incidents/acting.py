"""One step of an incident over HTTP: its form, its action, and what its page says."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from governance.accounts.models import User
from governance.workflow.once import landing, once
from governance.workflow.requests import by, demand_step, sent, take_step
from incidents.incidents import words
from incidents.incidents.forms import StepForm
from incidents.incidents.models import Incident
from incidents.incidents.reading import found_for
from incidents.incidents.register import INCIDENTS


def _nothing(incident: Incident, user: User, at: datetime) -> Mapping[str, Any]:
    return {}


class Act(NamedTuple):
    """A step. more: what its own template needs besides. quiet: who cannot do it need not know of it."""

    form: type[StepForm]
    action: Callable[..., Incident]
    intro: str
    done: str
    quiet: bool = False
    template: str = "staff/form.html"
    more: Callable[[Incident, User, datetime], Mapping[str, Any]] = _nothing
    # The part of the page in which its button stands; without one it stands among the next steps.
    place: str = ""


def open_step(
    request: HttpRequest, reference: str, verb: str, form: type[StepForm], *, at: datetime
) -> Incident:
    """The incident, where this step of it is open to whoever asks; see `demand_step`. Raises NotThere besides."""
    found = found_for(reference, by(request), at)
    demand_step(request, INCIDENTS, found, verb, form, at=at)
    return found


def view_of(verb: str, act: Act) -> Callable[[HttpRequest, str], HttpResponse]:
    """The page of one step; a form that is sent twice takes its step once."""

    def view(request: HttpRequest, reference: str) -> HttpResponse:
        at, user = timezone.now(), by(request)
        found = open_step(request, reference, verb, act.form, at=at)
        typed, files = sent(request)
        form = act.form(typed, files, incident=found, user=user, at=at)

        def take() -> Incident:
            read = form.cleaned_data["read_version"] or 0
            return act.action(found, by=user, at=at, read_version=read, **form.facts)

        label = INCIDENTS.verbs[verb].label
        context: dict[str, Any] = {"title": label, "button": label, "intro": act.intro}
        return take_step(
            request,
            form,
            take,
            register=INCIDENTS,
            verb=verb,
            done=act.done,
            then=lambda done: INCIDENTS.url(found),
            template=act.template,
            reference=reference,
            caption=f"{found.reference}, {words.title(found)}",
            topic="incidents",
            incident=found,
            back_url=INCIDENTS.url(found),
            **{**context, **act.more(found, user, at)},
        )

    view.__name__ = verb
    return once(INCIDENTS, verb, landing(act.done))(view)
