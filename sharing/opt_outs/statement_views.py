"""The yearly statement over HTTP: every one that was made, one of them, and making this year's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from governance.calendar import local_day
from governance.errors import demand
from governance.ledger.timeline import timeline
from governance.records.paging import page
from governance.workflow.requests import by, take_step
from sharing.opt_outs import actions, forms
from sharing.opt_outs.models import Statement
from sharing.opt_outs.permissions import may_confirm
from sharing.opt_outs.register import STATEMENTS
from sharing.opt_outs.resting import Resting, resting_on
from sharing.opt_outs.states import MACHINE, State

HAPPENED = {**STATEMENTS.happened, "refused": "Not accepted"}
ANSWERS = {
    "not_applicable": "It does not apply",
    "exempt": "It applies, but the use is exempt",
    "applies": "It applies",
    "unanswered": "They do not say",
}


def statements(request: HttpRequest) -> HttpResponse:
    """Every statement, the newest first, and the one that waits."""
    at, user = timezone.now(), by(request)
    visible = STATEMENTS.visible(user, at)
    made = visible.filter(state=State.CONFIRMED).select_related("confirmed_by")
    context = {
        "page": page(made, request.GET, by=("-confirmed_at", "-id")),
        "waiting": visible.filter(state=State.WAITING).first(),
        "today": local_day(at),
    }
    return render(request, "opt_outs/statements.html", context)


def statement(request: HttpRequest, reference: str) -> HttpResponse:
    """One statement: its words, who made it and when, and what it rests on."""
    at, user = timezone.now(), by(request)
    found: Statement = STATEMENTS.find(reference, user=user, at=at)
    state = State(found.state)
    waits = state is State.WAITING
    context = {
        "statement": found,
        "state": state,
        "today": local_day(at),
        "verdict": may_confirm(user, found, at) if waits else None,
        "resting": None if waits else _resting(Resting(*(getattr(found, name) for name in Resting._fields))),
        "timeline": timeline(STATEMENTS.name, reference, HAPPENED),
    }
    return render(request, "opt_outs/statement.html", context)


def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """The DPO makes the statement, with what it rests on beside it."""
    at, user = timezone.now(), by(request)
    found: Statement = STATEMENTS.find(reference, user=user, at=at)
    MACHINE.target("confirm", found.state)
    demand(may_confirm(user, found, at))
    counted = resting_on(at)
    form = forms.ConfirmForm(
        request.POST if request.method == "POST" else None,
        statement=found,
        before=Statement.objects.confirmed().first(),
        applies=counted.applies,
    )
    return take_step(
        request,
        form,
        lambda: actions.confirm(
            found, by=user, at=at, read_version=form.cleaned_data["read_version"] or 0, **form.facts
        ),
        register=STATEMENTS,
        verb="confirm",
        reference=reference,
        done="The statement is made. It is asked for again in a year.",
        then=STATEMENTS.url,
        template="opt_outs/confirm.html",
        title="Our position on the national opt-out",
        topic="choices",
        caption=found.reference,
        resting=_resting(counted),
        button="Confirm the statement",
        back_url=STATEMENTS.url(found),
    )


def _resting(counted: Resting) -> list[tuple[str, int]]:
    """What the agreements in force say of the opt-out, in words."""
    return [(ANSWERS[name], number) for name, number in counted._asdict().items()]
