"""The IG team's review over HTTP: the whole agreement on one page, its questions, and what becomes of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.accounts.models import User
from governance.errors import Denied, no
from governance.workflow.once import landing, once
from governance.workflow.requests import by, sent
from sharing.agreements import deciding, deciding_forms
from sharing.agreements.content import content, label
from sharing.agreements.fallen import fallen
from sharing.agreements.models import Agreement, Comment
from sharing.agreements.pages import facts, opened, step
from sharing.agreements.permissions import may_decide, may_write
from sharing.agreements.reading import sections
from sharing.agreements.register import AGREEMENTS
from sharing.agreements.states import State
from sharing.agreements.turns import turns, whose_turn

# What is done on the page on which it is read, the way onward first.
VERBS = ("submit", "approve", "send_back", "reject", "comment")
READ = "read"
APPROVED = "The agreement is approved. Now everyone can sign it."


def card(agreement: Agreement, user: User, at: datetime) -> dict[str, Any]:
    """What `agreements/_questions.html` takes: whose turn it is, what was asked and answered, where to ask."""
    asked = list(agreement.comments.select_related("made_by", "answered_by", "resolved_by").order_by("id"))
    reviewed = agreement.state == State.IG_REVIEW and bool(may_decide(user, agreement, at))
    is_open = agreement.state in (State.DRAFT, State.IG_REVIEW)
    return {
        "turn": whose_turn(
            agreement, turns(agreement, at), [each for each in asked if each.resolved_at is None]
        ),
        "fallen": fallen(agreement),
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
    steps = [each for each in AGREEMENTS.steps(found, user=user, at=at) if each.verb in VERBS]
    asked = card(found, user, at)
    context = {
        "agreement": found,
        "state": found.state_at(at),
        "sections": sections(content(found)),
        "steps": sorted((each for each in steps if each.verdict), key=lambda each: VERBS.index(each.verb)),
        "closed": [each for each in steps if not each.verdict and each.verb == "approve" and asked["ask"]],
        **asked,
    }
    return render(request, "agreements/read.html", context)


def comment(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask about a field, the partners, the items or the whole."""
    at, user, found = opened(request, reference, "comment", deciding_forms.CommentForm)
    form = deciding_forms.CommentForm(sent(request)[0], agreement=found, about=request.GET.get("about", ""))
    return step(
        request,
        found,
        form,
        lambda: deciding.comment(found, by=user, at=at, **facts(form)),
        verb="comment",
        done="Your question is kept. It reaches whoever wrote the agreement when you send it back.",
        page=READ,
        button="Ask",
    )


class Asked(NamedTuple):
    """A step about one of the open questions: its form, its action, and what to say then."""

    form: type[deciding_forms.QuestionForm]
    action: Callable[..., Comment]
    done: str


QUESTIONS = {
    "answer": Asked(deciding_forms.AnswerForm, deciding.answer, "Your answer is kept."),
    "resolve": Asked(deciding_forms.QuestionForm, deciding.resolve, "The question is settled."),
}


def question(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Answer a question, or say that it is settled."""
    form_of, action, done = QUESTIONS[verb]
    at, user, found = opened(request, reference, verb, form_of)
    questions, chosen = _open_questions(found), request.GET.get("question", "")
    form = form_of(sent(request)[0], agreement=found, questions=questions, chosen=chosen)

    def take() -> Comment:
        typed = facts(form)
        return action(typed.pop("question"), by=user, at=at, **typed)

    return step(request, found, form, take, verb=verb, done=done, page=READ)


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
    "take_back": Reasoned(
        deciding_forms.TakeBackForm,
        deciding.take_back,
        "It is a draft again. Its approval and every signature are void, and the links that were sent stop working. "
        "Partners are not told: tell them yourself.",
        "The agreement is taken back. It is a draft again.",
    ),
    "discard": Reasoned(
        deciding_forms.DiscardForm,
        deciding.discard,
        "There will be no such agreement. This cannot be undone; a new one can be started from a copy. The draft can "
        "still be read, and its number is not used again.",
        "The draft is discarded.",
    ),
}


def reasoned(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Send it back, reject it, take it back, or discard it."""
    form_of, action, intro, done = REASONED[verb]
    at, user, found = opened(request, reference, verb, form_of)
    form = form_of(sent(request)[0], agreement=found)
    return step(
        request,
        found,
        form,
        lambda: action(found, by=user, at=at, **facts(form)),
        verb=verb,
        done=done,
        page=READ,
        intro=intro,
    )


@once(AGREEMENTS, "approve", landing(APPROVED, READ))
def approve(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole text, and the approval of it to the letter."""
    at, user, found = opened(request, reference, "approve", deciding_forms.ApproveForm)
    form = deciding_forms.ApproveForm(sent(request)[0], agreement=found)
    return step(
        request,
        found,
        form,
        lambda: deciding.approve(found, by=user, at=at, **facts(form)),
        verb="approve",
        done=APPROVED,
        page=READ,
        intro="You say that it is right as it reads here. Whoever changes it later makes your approval void.",
        template="agreements/decide.html",
        sections=sections(content(found)),
        fallen=fallen(found),
    )


def _open_questions(agreement: Agreement) -> list[Comment]:
    found = agreement.comments.filter(resolved_at=None).select_related("agreement", "made_by").order_by("id")
    if not found:
        raise Denied(no("No question about it is open.", next_step="Go back to the agreement."))
    return list(found)
