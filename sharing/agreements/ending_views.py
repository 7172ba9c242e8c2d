"""Reviewing and ending an agreement over HTTP, and following what must be returned or deleted."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from governance.accounts.models import User
from governance.errors import NotThere, demand
from governance.workflow.register import dependants
from governance.workflow.requests import by, sent, take_step
from sharing.agreements import ending
from sharing.agreements.ending_forms import (
    AddDutyForm,
    EndingForm,
    FinishDutyForm,
    ReviewForm,
    TakeBackNoticeForm,
    TerminateForm,
    WindUpForm,
)
from sharing.agreements.models import Agreement, AtEnd
from sharing.agreements.register import AGREEMENTS
from sharing.agreements.states import MACHINE, State

TEMPLATE = "agreements/ending.html"


def review(request: HttpRequest, reference: str) -> HttpResponse:
    """Write down that it was looked at and is still right."""
    ours, user, at = _find(request, reference, "review")
    MACHINE.target("review", ours.state_at(at))
    form = ReviewForm(*sent(request), agreement=ours, at=at)
    return _step(
        request,
        ours,
        form,
        lambda version: ending.review(ours, by=user, at=at, read_version=version, **form.facts),
        verb="review",
        done="The review is recorded.",
        title="It was reviewed",
        intro="Is what is shared still what it says, and is all of it still needed? If anything has to change,"
        " do not record a review: renew it instead.",
        button="Record the review",
    )


def terminate(request: HttpRequest, reference: str) -> HttpResponse:
    """End it before its last day, with what follows from that."""
    ours, user, at = _find(request, reference, "terminate")
    MACHINE.target("terminate", ours.state_at(at))
    form = TerminateForm(*sent(request), agreement=ours, at=at, ended_at=at)
    notice = form.is_bound and form.is_valid() and form.is_notice
    end = ending.give_notice if notice else ending.terminate
    over = "The agreement is ended. Nothing may be shared under it any more."
    return _step(
        request,
        ours,
        form,
        lambda version: end(ours, by=user, at=at, read_version=version, **form.facts),
        verb="give_notice" if notice else "terminate",
        done="Notice is given. The agreement counts until then." if notice else over,
        title="End it early",
        intro="From the moment that you give, it covers nothing.",
        button="End the agreement",
        stops=ending.stops_with(ours, at),
        goes_on=ending.goes_on_without(ours, at),
        dependants=dependants(ours),
        at_end=ours.get_at_end_display() if ours.at_end else "",
    )


def take_back_notice(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that it goes on after all, before the moment for which notice was given."""
    ours, user, at = _find(request, reference, "take_back_notice")
    MACHINE.target("take_back_notice", ours.state_at(at))
    form = TakeBackNoticeForm(*sent(request), agreement=ours, at=at)
    return _step(
        request,
        ours,
        form,
        lambda version: ending.take_back_notice(ours, by=user, at=at, read_version=version, **form.facts),
        verb="take_back_notice",
        done="The notice is taken back. The agreement goes on.",
        title="Take the notice back",
        intro="The agreement goes on as if no notice had been given, and nothing need be returned or deleted.",
        button="Take it back",
    )


def wind_up(request: HttpRequest, reference: str) -> HttpResponse:
    """Settle what follows from one that has run out."""
    ours, user, at = _find(request, reference, "wind_up")
    ending.demand_state(ours, [State.EXPIRED], at)
    form = WindUpForm(*sent(request), agreement=ours, at=at)
    return _step(
        request,
        ours,
        form,
        lambda version: ending.wind_up(ours, by=user, at=at, read_version=version, **form.facts),
        verb="wind_up",
        done="It is settled. Nobody is told any more that it has run out.",
        title="Settle what follows",
        intro="It has run out. If you go on sharing, renew it instead.",
        button="Record it",
        dependants=dependants(ours),
        at_end=ours.get_at_end_display() if ours.at_end else "",
    )


def add_duty(request: HttpRequest, reference: str) -> HttpResponse:
    """Add something that must be returned or deleted."""
    ours, user, at = _find(request, reference, "add_duty")
    ending.demand_state(ours, ending.OVER, at)
    form = AddDutyForm(*sent(request), agreement=ours, at=at)
    return _step(
        request,
        ours,
        form,
        lambda version: ending.add_duty(ours, form.wanted, by=user, at=at, read_version=version),
        verb="add_duty",
        done="It is added. You are told before it falls due.",
        title="Add what must be returned or deleted",
        button="Add it",
        at_end=ours.get_at_end_display() if ours.at_end else "",
    )


def finish_duty(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Write down that something was returned or deleted."""
    ours, user, at = _find(request, reference, "finish_duty")
    # A number that is too large for PostgreSQL is nobody's.
    duty = ours.duties.select_related("party").filter(pk=pk).first() if pk < 2**63 else None
    if duty is None:
        raise NotThere(AGREEMENTS.name, reference)
    form = FinishDutyForm(*sent(request), agreement=ours, at=at, duty=duty)
    who = f"{duty.party.name} must" if duty.party else "We must"
    does = "give this back" if duty.kind == AtEnd.RETURN else "delete this"
    return _step(
        request,
        ours,
        form,
        lambda version: ending.finish_duty(duty, by=user, at=at, read_version=version, **form.facts),
        verb="finish_duty",
        done="It is recorded as done.",
        title="It is done",
        intro=f"{who} {does} by {duty.due_on:%-d %B %Y}: {duty.what}",
        button="Record that it is done",
    )


def _find(request: HttpRequest, reference: str, verb: str) -> tuple[Agreement, User, datetime]:
    at, user = timezone.now(), by(request)
    ours: Agreement = AGREEMENTS.find(reference, user=user, at=at)
    demand(AGREEMENTS.verbs[verb].may(user, ours, at))
    return ours, user, at


def _step(
    request: HttpRequest,
    ours: Agreement,
    form: EndingForm,
    action: Callable[[int], Any],
    **context: Any,
) -> HttpResponse:
    """One step with its form. action: takes the version that was read; without one it is no version at all."""
    return take_step(
        request,
        form,
        lambda: action(form.cleaned_data["read_version"] or 0),
        register=AGREEMENTS,
        then=lambda _: AGREEMENTS.url(ours),
        template=TEMPLATE,
        reference=ours.reference,
        caption=f"{ours.reference}, {ours.title}",
        back_url=AGREEMENTS.url(ours),
        **context,
    )
