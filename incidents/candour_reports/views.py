"""The yearly report over HTTP, for staff: every year's, one of them, and its steps."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.calendar import local_day
from governance.errors import demand
from governance.ledger.timeline import timeline
from governance.records.addresses import address
from governance.records.paging import page
from governance.workflow.register import not_theirs
from governance.workflow.requests import by, take_step
from incidents.candour_reports import actions, forms
from incidents.candour_reports.models import CandourReport
from incidents.candour_reports.register import REPORTS
from incidents.candour_reports.states import MACHINE, State


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Every year's, the newest first."""
    at, user = timezone.now(), by(request)
    context = {
        "page": page(REPORTS.visible(user, at), request.GET, by=("-year",)),
        "today": local_day(at),
    }
    return render(request, "candour_reports/list.html", context)


@require_safe
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """One of them as the public reads it or will, and whose turn it is."""
    at, user = timezone.now(), by(request)
    found: CandourReport = REPORTS.find(reference, user=user, at=at)
    steps = REPORTS.steps(found, user=user, at=at)
    context = {
        "report": found,
        "state": found.shown_state,
        "today": local_day(at),
        # While it is written its numbers are not there: to see them change would tell of an incident.
        "figures": {} if found.state == State.DRAFT else found.figures,
        "steps": [step for step in steps if step.verdict],
        "missing_steps": not_theirs(steps),
        "timeline": timeline(REPORTS.name, reference, REPORTS.happened),
    }
    return render(request, "candour_reports/detail.html", context)


class Act(NamedTuple):
    """A step: its form, its action, what its page says, and what is said when it is done."""

    form: type[forms.StepForm]
    action: Callable[..., CandourReport]
    intro: str
    done: str


ACTS: Mapping[str, Act] = {
    "write": Act(
        forms.WriteForm,
        actions.write,
        "Everybody will read it, so it names nobody. The numbers are put together when it is given to somebody else.",
        "It is kept. Now give it to somebody else to read.",
    ),
    "submit": Act(
        forms.StepForm,
        actions.submit,
        "The numbers are kept as they are today. Somebody who wrote none of it reads it, and publishes it.",
        "It waits for somebody else to read it.",
    ),
    "send_back": Act(forms.ReasonForm, actions.send_back, "Say what has to change.", "It is sent back."),
    "publish": Act(
        forms.PublishForm,
        actions.publish,
        "It goes on the public pages at once. The law also wants the regulator of each service to be told that it is "
        "there: Healthcare Improvement Scotland or the Care Inspectorate.",
        "It is published. Now tell the regulators that it is there.",
    ),
    "correct": Act(
        forms.ReasonForm,
        actions.correct,
        "It leaves the public pages until it is right and published anew.",
        "It is taken back. Put it right, and have it published anew.",
    ),
}


def act(verb: str) -> Callable[[HttpRequest, str], HttpResponse]:
    """The page of one step."""
    wanted = ACTS[verb]

    def view(request: HttpRequest, reference: str) -> HttpResponse:
        at, user = timezone.now(), by(request)
        found: CandourReport = REPORTS.find(reference, user=user, at=at)
        MACHINE.target(verb, found.state)
        demand(REPORTS.verbs[verb].may(user, found, at))
        form = wanted.form(request.POST if request.method == "POST" else None, report=found)
        label = REPORTS.verbs[verb].label

        def take() -> CandourReport:
            read = form.cleaned_data["read_version"] or 0
            return wanted.action(found, by=user, at=at, read_version=read, **form.facts)

        return take_step(
            request,
            form,
            take,
            register=REPORTS,
            verb=verb,
            done=wanted.done,
            then=REPORTS.url,
            template="candour_reports/step.html",
            reference=reference,
            title=label,
            caption=f"{found.reference}, {found.time}",
            intro=wanted.intro,
            topic="incidents",
            button=label,
            report=found if verb == "publish" else None,
            figures=found.figures,
            list_url=f"{address('incidents')}?candour=applies&state=counted" if verb == "write" else "",
            back_url=REPORTS.url(found),
        )

    view.__name__ = verb
    return view
