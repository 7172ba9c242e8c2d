"""The yearly report over HTTP, for staff: every year's, one of them, and its steps."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.accounts.models import User
from governance.calendar import local_day
from governance.errors import demand
from governance.ledger.timeline import timeline
from governance.records.addresses import address
from governance.records.paging import page
from governance.workflow.register import not_theirs
from governance.workflow.requests import by, take_step
from incidents.candour_reports import actions, forms
from incidents.candour_reports.figures import figures, seen_by
from incidents.candour_reports.models import CandourReport
from incidents.candour_reports.naming import names
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
        "figures": figures(found.year) if found.state == State.DRAFT else found.figures,
        "steps": [step for step in steps if step.verdict],
        "missing_steps": not_theirs(steps),
        "timeline": timeline(REPORTS.name, reference, REPORTS.happened),
    }
    return render(request, "candour_reports/detail.html", context)


class Act(NamedTuple):
    """A step: its form, its action, what its page says, and what is said when it is done."""

    form: Callable[[Any, CandourReport, User, datetime], forms.StepForm]
    action: Callable[..., CandourReport]
    intro: str
    done: str


def _write(data: Any, report: CandourReport, user: User, at: datetime) -> forms.StepForm:
    return forms.WriteForm(data, report=report, known=names(seen_by(user, report.year, at)))


def _plain(form: type[forms.StepForm]) -> Callable[[Any, CandourReport, User, datetime], forms.StepForm]:
    return lambda data, report, user, at: form(data, report=report)


ACTS: Mapping[str, Act] = {
    "write": Act(
        _write,
        actions.write,
        "The numbers are put together from what is written down. Say what they mean. Everybody will read it.",
        "It is kept. Now give it to somebody else to read.",
    ),
    "submit": Act(
        _plain(forms.StepForm),
        actions.submit,
        "The numbers are kept as they are today. Somebody who wrote none of it reads it, and publishes it.",
        "It waits for somebody else to read it.",
    ),
    "send_back": Act(
        _plain(forms.ReasonForm), actions.send_back, "Say what has to change.", "It is sent back."
    ),
    "publish": Act(
        _plain(forms.PublishForm),
        actions.publish,
        "It goes on the public pages at once. The law also wants the regulator of each service to be told that it is "
        "there: Healthcare Improvement Scotland or the Care Inspectorate.",
        "It is published. Now tell the regulators that it is there.",
    ),
    "correct": Act(
        _plain(forms.ReasonForm),
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
        form = wanted.form(request.POST if request.method == "POST" else None, found, user, at)
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
