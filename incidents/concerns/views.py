"""Concerns over HTTP for staff: the list, one of them, one that is written down, and its steps."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.calendar import local_day
from governance.deadlines.rules import RULES
from governance.errors import demand
from governance.exports.bar import bar
from governance.ledger.models import Event
from governance.ledger.timeline import timeline
from governance.ledger.writing import record_view
from governance.people.names import masked
from governance.records.paging import page
from governance.workflow.forms import attempt
from governance.workflow.new_code import give_code
from governance.workflow.once import landing, once
from governance.workflow.register import Step, not_theirs
from governance.workflow.requests import by, demand_step, sent, take_step
from incidents.concerns import actions, becoming, forms
from incidents.concerns.deadlines import dues
from incidents.concerns.filters import WAITS, chosen, filters, services_of
from incidents.concerns.models import Concern
from incidents.concerns.permissions import NOT_HERE, hides, may_raise
from incidents.concerns.register import CONCERNS, HAPPENED
from incidents.concerns.rules import About, Reach
from incidents.concerns.states import State
from incidents.incidents.register import INCIDENTS

ADDRESS = "/concerns/"
HIDDEN = "Hidden for your role"
# As it is read out.
WHERE = f"{settings.BASE_URL.partition('://')[2]}/concerns/follow/"
FORWARD = ("acknowledge", "look_into", "answer", "close")
ORDER = (*FORWARD, "tell", "hear", "report", "new_code", "edit", "set_aside")
# In which something leaves for the person.
TO_THEM = (forms.AcknowledgeForm, forms.TellForm, forms.AnswerForm)


class Act(NamedTuple):
    """A step: its form, its action, what its page says, and what to say then."""

    form: type[forms.StepForm]
    action: Callable[..., Concern]
    intro: str
    done: str


ACTS = {
    "acknowledge": Act(
        forms.AcknowledgeForm,
        actions.acknowledge,
        "The law gives us 30 days to say that we have it. Enquiries begin at once.",
        "It is written down that they know that we have it.",
    ),
    "look_into": Act(
        forms.StepForm,
        actions.look_into,
        "They see on their page that we are looking into it.",
        "It is written down that we are looking into it.",
    ),
    "tell": Act(
        forms.TellForm,
        actions.tell,
        "They read it on their page. If they chose another way, tell them on that way too.",
        "It is written down what you told them.",
    ),
    "hear": Act(
        forms.HearForm,
        actions.hear,
        "They see it on their page, as what they told us.",
        "It is written down what they told us.",
    ),
    "answer": Act(
        forms.AnswerForm,
        actions.answer,
        "Say what you found, whether they were right, what we do now, and that we are sorry where we are. On their "
        "page stands that they can go to the Information Commissioner too.",
        "They are answered.",
    ),
    "close": Act(
        forms.CloseForm,
        actions.close,
        "Nothing is left to do for them. They can read it still, and write to us no more.",
        "It is closed.",
    ),
    "set_aside": Act(
        forms.ReasonForm,
        actions.set_aside,
        "Only for what a machine sent, or what was meant for somebody else. A person who is angry has a concern.",
        "It is set aside.",
    ),
    "report": Act(
        forms.StepForm,
        becoming.report,
        "The clocks of an incident run from when we had it. What the person wrote stays here: an incident is read by "
        "more people than a concern.",
        "It is an incident too. Grade it there; answer the person here.",
    ),
    "edit": Act(
        forms.EditForm,
        actions.edit,
        "What they said stays as they said it.",
        "It is corrected.",
    ),
}


@require_safe
def concerns(request: HttpRequest) -> HttpResponse:
    """Those that the user may see, newest first; for whoever only brings them in, how to."""
    at, user = timezone.now(), by(request)
    reads = bool(may(user.role, May.VIEW, CONCERNS.name))
    wanted = filters(user, request.GET)
    listed = page(chosen(user, wanted, at).select_related("service"), request.GET, by=("-id",))
    context = {
        "page": listed,
        "rows": [(each, State(each.state)) for each in listed.rows],
        "filters": wanted,
        "states": State.choices,
        "about": About.choices,
        "waits": WAITS.items(),
        "services": services_of(user) if reads else [],
        "bar": bar(user, CONCERNS.name, wanted) if reads else None,
        "may_view": reads,
        "may_create": bool(may_raise(user, None, at)),
        "today": local_day(at),
    }
    return render(request, "concerns/list.html", context)


@require_safe
def concern(request: HttpRequest, reference: str) -> HttpResponse:
    """One: its clocks, what they said, what was said since, and what is to be done."""
    at, user = timezone.now(), by(request)
    found = _found(request, reference)
    hidden, state = hides(user), State(found.state)
    messages = list(found.messages.select_related("by"))
    # Of an incident that the user may not open they do not learn here either.
    incident = found.incident if _may_open(user, found, at) else None
    steps = _steps(found, user, at, reported=incident is not None)
    context = {
        "concern": found,
        "state": state,
        "facts": _facts(found, hidden=hidden),
        "words": HIDDEN if hidden else found.words,
        "wants": HIDDEN if hidden and found.wants else found.wants,
        "learned": HIDDEN if hidden and found.learned else found.learned,
        "safe_contact": "" if hidden else found.safe_contact,
        "told": [(each, HIDDEN if hidden else each.words) for each in messages],
        "clocks": [(RULES[due.rule].words, due.on) for due in dues(found, at) if not RULES[due.rule].waits],
        "today": local_day(at),
        "incident": incident,
        "press": forms.StepForm(concern=found, at=at) if _reports(steps) else None,
        "steps": [each for each in steps if each.verdict],
        "missing_steps": not_theirs(steps),
        "main_verb": _main(found, steps),
        "timeline": timeline(
            CONCERNS.name,
            reference,
            {verb: words for verb, words in HAPPENED.items() if verb != "report" or incident is not None},
            text=lambda event: HIDDEN if hidden and event.reason else event.reason,
            who=_who,
        ),
    }
    return render(request, "concerns/detail.html", context)


def record(request: HttpRequest) -> HttpResponse:
    """Write down a call, a letter or a talk. The reference and the code are shown on the page that answers."""
    at, user = timezone.now(), by(request)
    demand(may_raise(user, None, at))
    form = forms.RecordForm(*sent(request), user=user, at=at)
    if form.is_bound and form.is_valid():
        raised = attempt(
            CONCERNS, form, lambda: actions.raise_concern(by=user, at=at, **form.facts), verb="raise"
        )
        if raised is not None:
            context = {
                "concern": raised.concern,
                "code": raised.code,
                "title": "It is written down",
                "may_view": bool(may(user.role, May.VIEW, CONCERNS.name)),
                "where": WHERE,
            }
            return render(request, "concerns/code.html", context)
    context = {
        "form": form,
        "title": "Write down a concern",
        "intro": "For somebody who rings, writes or stands before you. Read it to them before you send it. Then you "
        "get a reference and a code for them.",
        "topic": "confidentiality",
        "button": "Write it down",
        "back_url": ADDRESS,
    }
    return render(request, "staff/form.html", context)


def new_code(request: HttpRequest, reference: str) -> HttpResponse:
    """Give them another code, which is shown once; whoever presses twice sees the same."""
    at, user = timezone.now(), by(request)
    found = _found(request, reference)
    demand(CONCERNS.verbs["new_code"].may(user, found, at))

    def give(version: int, key: UUID) -> str:
        return actions.new_code(found, by=user, at=at, read_version=version, form_key=key)

    def show(code: str) -> HttpResponse:
        context = {
            "concern": found,
            "code": code,
            "title": "Their new code",
            "may_view": True,
            "where": WHERE,
        }
        return render(request, "concerns/code.html", context)

    form = forms.StepForm(*sent(request), concern=found, at=at)
    return give_code(request, CONCERNS, found, form, give, show=show)


def act(verb: str) -> Callable[[HttpRequest, str], HttpResponse]:
    """The page of one step; a form that is sent twice takes its step once."""
    step = ACTS[verb]

    def view(request: HttpRequest, reference: str) -> HttpResponse:
        at, user = timezone.now(), by(request)
        found = _found(request, reference)
        demand_step(request, CONCERNS, found, verb, step.form, at=at)
        form = step.form(*sent(request), concern=found, at=at)

        def do() -> Concern:
            version = form.cleaned_data["read_version"] or 0
            return step.action(found, by=user, at=at, read_version=version, **form.facts)

        label = CONCERNS.verbs[verb].label
        return take_step(
            request,
            form,
            do,
            register=CONCERNS,
            verb=verb,
            done=step.done,
            then=CONCERNS.url,
            template="concerns/step.html",
            reference=reference,
            title=label,
            button=label,
            caption=reference,
            intro=step.intro,
            safe_contact=found.safe_contact if step.form in TO_THEM else "",
            wished=found.get_reach_display() if step.form in TO_THEM else "",
            contact=found.contact,
            back_url=CONCERNS.url(found),
        )

    return once(CONCERNS, verb, landing(step.done))(view)


def _found(request: HttpRequest, reference: str) -> Concern:
    """One that the user may see; raises NotThere. Whoever opens it has looked at what it says."""
    found = CONCERNS.find(reference, user=by(request), at=timezone.now())
    whole: Concern = CONCERNS.rows().select_related("created_by", "incident").get(pk=found.pk)
    record_view(register=CONCERNS.name, reference=reference, service_id=whole.service_id)
    return whole


def _facts(concern: Concern, *, hidden: bool) -> list[dict[str, Any]]:
    name = masked(concern.name) if hidden and concern.name else concern.name
    contact = HIDDEN if hidden and concern.contact else concern.contact
    how = concern.get_reach_display()
    if concern.reach == Reach.PAGE:
        how = "On their page, with their code"
    rows = {
        "Who": name or "They did not say",
        "What it is about": concern.get_about_display(),
        "Service": concern.service or "None of them, or not known",
        "How it came": f"{concern.get_route_display()}, on {concern.received_on:%-d %B %Y}",
        "Written down by": concern.created_by,
        "How they want to hear from us": f"{how}: {contact}" if contact else how,
        "Who must not read it": "The manager of the service" if concern.kept_from_manager else "",
        "Why it was acknowledged late": HIDDEN if hidden and concern.late_because else concern.late_because,
        "What came of it": concern.get_outcome_display() if concern.outcome else "",
    }
    return [{"key": key, "value": value} for key, value in rows.items() if value]


def _steps(concern: Concern, user: User, at: datetime, *, reported: bool) -> list[Step]:
    """In the order of the work. reported: it is an incident that the user may open, so that is no step any more."""
    steps = CONCERNS.steps(concern, user=user, at=at)
    left = [each for each in steps if each.verb != "report" or not (reported or each.verdict == NOT_HERE)]
    return sorted(left, key=lambda each: ORDER.index(each.verb))


def _reports(steps: list[Step]) -> bool:
    return any(each.verb == "report" and each.verdict for each in steps)


def _may_open(user: User, concern: Concern, at: datetime) -> bool:
    if concern.incident_id is None:
        return False
    return bool(INCIDENTS.visible(user, at).filter(pk=concern.incident_id).exists())


def _main(concern: Concern, steps: list[Step]) -> str:
    """What is to be done next: whoever wrote last is answered first."""
    verbs = [each.verb for each in steps if each.verdict]
    if concern.waits_for_us and concern.state != State.RECEIVED and "tell" in verbs:
        return "tell"
    return next((each for each in verbs if each in FORWARD), "")


def _who(event: Event) -> str:
    """Whoever raised it has no account."""
    return "the person" if event.verb in ("raise", "hear") and not event.actor_id else ""
