"""The steps of a rights request over HTTP: each with its form, in one table."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from governance.calendar import local_day
from governance.ledger.writing import record_view
from governance.rights import actions, forms, gathering
from governance.rights.models import Clock, RightsRequest
from governance.rights.register import BESIDES, RIGHTS
from governance.rights.rules import Right
from governance.rights.words import KEPT
from governance.workflow.once import landing, once
from governance.workflow.requests import by, demand_step, sent, take_step


class Act(NamedTuple):
    """A step: its form, its action, what its page says, and what to say then.

    alone: two people who take it at once do not undo each other, so no version is asked for. page: where to go then.
    """

    form: type[forms.StepForm]
    action: Callable[..., Any]
    intro: str
    done: str
    alone: bool = False
    page: str = ""


ACTS = {
    "ask_identity": Act(
        forms.AskIdentityForm,
        actions.ask_identity,
        "Ask only where you cannot be sure, and ask at once: no time runs until they have shown it.",
        "They can read what they are asked. Write to them as well.",
    ),
    "identify": Act(
        forms.IdentifyForm,
        actions.identify,
        "From now on it is worked on, and the places to search are listed.",
        "It is being worked on.",
    ),
    "pause": Act(
        forms.PauseForm,
        actions.pause,
        "The days from your question to their reply do not count. Search meanwhile what you can.",
        "The clock stands still until they reply.",
    ),
    "resume": Act(
        forms.ResumeForm, actions.resume, "The clock goes on from their reply.", "The clock goes on."
    ),
    "extend": Act(
        forms.ExtendForm,
        actions.extend,
        "It may take two months more, where it is complex or they asked for many things. They must be told why, before "
        "the day on which it is due now. That we have much to do is no reason.",
        "It has two months more. The letter to them is being made: send it today.",
    ),
    "search": Act(
        forms.SearchForm,
        actions.search,
        "Say for each place what you found. Several people can do this, each for the places that they know.",
        "The list is saved.",
        alone=True,
    ),
    "gather": Act(
        forms.PressForm,
        gathering.order,
        "Sharewell puts together all that it holds about the person. You read each part before anything leaves.",
        "It is being gathered.",
        alone=True,
        page="copy",
    ),
    "release": Act(
        forms.PressForm,
        gathering.release,
        "Each part is read. What you took out stays out. After this the copy does not change any more.",
        "The copy is released. The PDF is being made.",
        page="copy",
    ),
    "write": Act(
        forms.WriteForm,
        actions.write,
        "They read it only if they look. What they must know, tell them also in a way that is safe for them.",
        "It is written to them.",
        alone=True,
    ),
    "leave_it": Act(
        forms.PressForm,
        actions.leave_it,
        "Only where they ask for nothing, and thank you for something, say. It stays written on the request.",
        "It is written down that it needs no answer.",
    ),
    "answer": Act(
        forms.AnswerForm,
        actions.answer,
        "Say what we did, what we did not do, and why. Say it so that they understand it.",
        "It is answered. The letter is being made.",
    ),
    "refuse": Act(
        forms.RefuseForm,
        actions.refuse,
        "Refuse only where the law lets us. The letter tells them that they can complain to us, to the ICO, and go to "
        "court.",
        "It is refused. The letter is being made.",
    ),
    "drop": Act(
        forms.DropForm,
        actions.drop,
        "Only if they said so themselves.",
        "It is closed, since they do not want it any more.",
    ),
    "link": Act(
        forms.LinkForm,
        actions.link,
        "Look closely: what we hold about this person goes to whoever asks.",
        "It is written down whose it is.",
    ),
    "correct": Act(forms.CorrectForm, actions.correct, "Say why you change it.", "It is put right."),
    "lift": Act(
        forms.LiftForm,
        actions.lift,
        "Tell them first. Then it stands on their page no more.",
        "It is lifted.",
    ),
}
BESIDE = ("search", "gather", "release", "write", "leave_it", "link", "correct", "lift")


def _act(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    at, user, step = timezone.now(), by(request), ACTS[verb]
    found: RightsRequest = RIGHTS.find(reference, user=user, at=at)
    demand_step(request, BESIDES if verb in BESIDE else RIGHTS, found, verb, step.form, at=at)
    record_view(
        register=RIGHTS.name, reference=reference, person_id=found.person_id, service_id=found.service_id
    )
    form = step.form(sent(request)[0], request=found, user=user, at=at)

    def take() -> Any:
        version = {} if step.alone else {"read_version": form.cleaned_data["read_version"] or 0}
        return step.action(found, by=user, at=at, **version, **form.facts)

    words, heard = RIGHTS.verbs[verb].label, found.unanswered
    return take_step(
        request,
        form,
        take,
        register=RIGHTS,
        verb=verb,
        done=step.done,
        then=lambda _: RIGHTS.url(found, step.page),
        template="rights/act.html",
        reference=reference,
        title=words,
        button=words,
        caption=f"{found.reference}, {Right(found.right).named.lower()}",
        intro=step.intro,
        asked=heard.words if heard is not None and verb in ("write", "leave_it") else found.words,
        clock=Clock(found, local_day(at)),
        kept=KEPT if verb in ("answer", "refuse") and found.right == Right.ERASURE else (),
        back_url=RIGHTS.url(found, step.page),
    )


def act(verb: str) -> Callable[[HttpRequest, str], HttpResponse]:
    """The page of one step; a form that is sent twice takes its step once."""

    def view(request: HttpRequest, reference: str) -> HttpResponse:
        return _act(request, reference, verb)

    return once(RIGHTS, verb, landing(ACTS[verb].done, ACTS[verb].page))(view)
