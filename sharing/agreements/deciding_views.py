"""The IG team's review over HTTP: the whole agreement on one page, its questions, and what becomes of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.accounts.models import User
from governance.errors import Denied, demand, no
from governance.workflow.forms import VerbForm
from governance.workflow.requests import by, sent, take_step
from sharing.agreements import deciding, deciding_forms
from sharing.agreements.content import content, label
from sharing.agreements.models import Agreement, Comment
from sharing.agreements.permissions import may_decide, may_write
from sharing.agreements.reading import sections
from sharing.agreements.register import AGREEMENTS
from sharing.agreements.states import MACHINE, State
from sharing.agreements.turns import turns, whose_turn

# What is done on the page on which it is read, the way onward first.
VERBS = ("submit", "approve", "send_back", "reject", "comment")


def card(agreement: Agreement, user: User, at: datetime) -> dict[str, Any]:
    """What `agreements/_questions.html` takes: whose turn it is, what was asked and answered, where to ask."""
    asked = list(agreement.comments.select_related("made_by", "answered_by", "resolved_by").order_by("id"))
    reviewed = agreement.state == State.IG_REVIEW and bool(may_decide(user, agreement, at))
    is_open = agreement.state in (State.DRAFT, State.IG_REVIEW)
    return {
        "turn": whose_turn(
            agreement, turns(agreement, at), [each for each in asked if each.resolved_at is None]
        ),
        "questions": [(label(each.about), each) for each in asked],
        "may_answer": is_open and bool(may_write(user, agreement, at)),
        "may_settle": reviewed,
        "ask": AGREEMENTS.url(agreement, "comment") if reviewed else "",
    }


@require_safe
def read(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole agreement as it reads, and what is asked about it."""
    at, user = timezone.now(), by(request)
    found: Agreement = AGREEMENTS.find(reference, user=user, at=at)
    steps = [step for step in AGREEMENTS.steps(found, user=user, at=at) if step.verb in VERBS]
    asked = card(found, user, at)
    context = {
        "agreement": found,
        "state": found.state_at(at),
        "sections": sections(content(found)),
        "steps": sorted((step for step in steps if step.verdict), key=lambda step: VERBS.index(step.verb)),
        "closed": [step for step in steps if not step.verdict and step.verb == "approve" and asked["ask"]],
        **asked,
    }
    return render(request, "agreements/read.html", context)


def comment(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask about a field, the partners, the items or the whole."""
    at, user, found = _opened(request, reference, "comment")
    form = deciding_forms.CommentForm(sent(request)[0], agreement=found, about=request.GET.get("about", ""))
    return _step(
        request,
        found,
        form,
        lambda: deciding.comment(found, by=user, at=at, **_facts(form)),
        verb="comment",
        done="Your question is kept. It reaches whoever wrote the agreement when you send it back.",
        button="Ask",
    )


def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer a question."""
    at, user, found = _opened(request, reference, "answer")
    form = deciding_forms.AnswerForm(
        sent(request)[0],
        agreement=found,
        questions=_open_questions(found),
        chosen=request.GET.get("question", ""),
    )
    return _step(
        request,
        found,
        form,
        lambda: deciding.answer(
            form.cleaned_data["question"],
            by=user,
            at=at,
            read_version=form.cleaned_data["read_version"] or 0,
            words=form.cleaned_data["words"],
        ),
        verb="answer",
        done="Your answer is kept.",
    )


def resolve(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that a question is settled."""
    at, user, found = _opened(request, reference, "resolve")
    form = deciding_forms.QuestionForm(
        sent(request)[0],
        agreement=found,
        questions=_open_questions(found),
        chosen=request.GET.get("question", ""),
    )
    return _step(
        request,
        found,
        form,
        lambda: deciding.resolve(
            form.cleaned_data["question"],
            by=user,
            at=at,
            read_version=form.cleaned_data["read_version"] or 0,
        ),
        verb="resolve",
        done="The question is settled.",
    )


class Reasoned(NamedTuple):
    """A step with a reason: its form, its action, what its page says, and what to say then."""

    form: type[deciding_forms.ReasonForm]
    action: Callable[..., Agreement]
    intro: str
    done: str


REASONED = {
    "send_back": Reasoned(
        deciding_forms.SendBackForm,
        deciding.send_back,
        "It is a draft again. Whoever wrote it changes it, answers each question, and sends it in anew.",
        "The agreement is sent back.",
    ),
    "reject": Reasoned(
        deciding_forms.ReasonForm,
        deciding.reject,
        "There will be no such agreement. This cannot be undone; a new one can be started from a copy.",
        "The agreement is rejected.",
    ),
}


def reasoned(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Send it back, or reject it."""
    at, user, found = _opened(request, reference, verb)
    step = REASONED[verb]
    form = step.form(sent(request)[0], agreement=found)
    return _step(
        request,
        found,
        form,
        lambda: step.action(found, by=user, at=at, **_facts(form)),
        verb=verb,
        done=step.done,
        intro=step.intro,
    )


def approve(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole text, and the approval of it to the letter."""
    at, user, found = _opened(request, reference, "approve")
    form = deciding_forms.ApproveForm(sent(request)[0], agreement=found)
    return _step(
        request,
        found,
        form,
        lambda: deciding.approve(found, by=user, at=at, **_facts(form)),
        verb="approve",
        done="The agreement is approved. Now everyone can sign it.",
        intro="You say that it is right as it reads here. Whoever changes it later makes your approval void.",
        template="agreements/decide.html",
        sections=sections(content(found)),
    )


def _opened(request: HttpRequest, reference: str, verb: str) -> tuple[datetime, User, Agreement]:
    """Now, who asks, and the agreement, where this step of it is open to them."""
    at, user = timezone.now(), by(request)
    found: Agreement = AGREEMENTS.find(reference, user=user, at=at)
    MACHINE.target(verb, found.state_at(at))
    demand(AGREEMENTS.verbs[verb].may(user, found, at))
    return at, user, found


def _open_questions(agreement: Agreement) -> list[Comment]:
    found = agreement.comments.filter(resolved_at=None).select_related("agreement", "made_by").order_by("id")
    if not found:
        raise Denied(no("No question about it is open.", next_step="Go back to the agreement."))
    return list(found)


def _facts(form: VerbForm) -> dict[str, Any]:
    """What was typed, with the version that was read; without one it is no version at all."""
    return {**form.facts, "read_version": form.cleaned_data["read_version"] or 0}


def _step(
    request: HttpRequest,
    agreement: Agreement,
    form: VerbForm,
    action: Callable[[], object],
    *,
    verb: str,
    template: str = "staff/form.html",
    button: str = "",
    **context: Any,
) -> HttpResponse:
    """The page of one step of the review; once it is done, back to where the agreement is read."""
    there = AGREEMENTS.url(agreement, "read")
    return take_step(
        request,
        form,
        action,
        register=AGREEMENTS,
        verb=verb,
        then=lambda done: there,
        template=template,
        reference=agreement.reference,
        title=AGREEMENTS.verbs[verb].label,
        caption=agreement.title,
        button=button or AGREEMENTS.verbs[verb].label,
        back_url=there,
        agreement=agreement,
        **context,
    )
