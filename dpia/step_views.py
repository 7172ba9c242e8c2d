"""The steps of an assessment over HTTP: each with its form, in one table."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from dpia import actions, afterwards, deciding, forms, parts
from dpia.models import Dpia
from dpia.permissions import may_write
from dpia.register import BESIDES, DPIAS
from dpia.rules import may_go_live
from dpia.versions import before
from governance.calendar import local_day
from governance.errors import demand
from governance.workflow.once import landing, once
from governance.workflow.requests import by, demand_step, sent, take_step


class Act(NamedTuple):
    """A step: its form, its action, what its page says, and what to say then."""

    form: type[forms.ActForm]
    action: Callable[..., Dpia]
    intro: str
    done: str


def _ruling(needed: bool) -> Callable[..., Dpia]:
    def decide(dpia: Dpia, **sent: Any) -> Dpia:
        return actions.decide_screening(dpia, needed=needed, **sent)

    return decide


ACTS = {
    "require": Act(
        forms.ReasonForm,
        _ruling(True),
        "One question of the second kind was answered with yes, so you decide.",
        "It is needed, and its owner is told.",
    ),
    "waive": Act(
        forms.ReasonForm,
        _ruling(False),
        "One question of the second kind was answered with yes, so you decide.",
        "It is not needed, and its owner is told.",
    ),
    "screen_anew": Act(
        forms.ReasonForm,
        actions.screen_anew,
        "Something is different now, so the questions are asked again.",
        "Answer the questions again.",
    ),
    "send_to_dpo": Act(
        forms.ActForm,
        actions.send_to_dpo,
        "The Data Protection Officer advises on exactly what it says now. If you change it after that, somebody "
        "advises anew.",
        "It is with the Data Protection Officer now.",
    ),
    "advise": Act(
        forms.AdviseForm,
        deciding.advise,
        "You advise on exactly what it says now. Whoever advises never decides.",
        "Your advice is with its owner now.",
    ),
    "clear": Act(
        forms.ActForm,
        deciding.clear,
        "You say that the whole records of people who opted out are taken out.",
        "The opt-out is cleared.",
    ),
    "respond": Act(
        forms.RespondForm,
        deciding.respond,
        "If you do not follow the advice, say why. Then it goes to the Senior Information Risk Owner.",
        "It is with the Senior Information Risk Owner now.",
    ),
    "send_back": Act(
        forms.SendBackForm,
        deciding.send_back,
        "Its owner puts it right and sends it in again. Advice that was given does not count any more then.",
        "It is sent back.",
    ),
    "approve": Act(
        forms.DecideForm,
        deciding.approve,
        "You accept the risk that is left.",
        "It is approved.",
    ),
    "approve_with_actions": Act(
        forms.DecideForm,
        deciding.approve_with_actions,
        "You accept the risk that is left, and some things must be done still.",
        "It is approved with actions.",
    ),
    "consult_ico": Act(
        forms.ConsultForm,
        deciding.consult_ico,
        "A risk stays high, so the ICO must be asked. Nothing may start until it has answered.",
        "It waits for the ICO.",
    ),
    "reject": Act(forms.DecideForm, deciding.reject, "It must not be done.", "It is rejected."),
    "note_ico": Act(
        forms.NoteForm, deciding.note_ico, "Write down each thing that it tells us.", "It is written down."
    ),
    "ico_answers": Act(
        forms.AnswerForm,
        deciding.ico_answers,
        "After this it is decided here, or sent back for other measures.",
        "It is written down, and can be decided.",
    ),
    "go_live": Act(
        forms.GoLiveForm,
        afterwards.go_live,
        "Write it down on the day on which it starts, or the cameras are switched on.",
        "It is written down: it runs.",
    ),
    "review": Act(
        forms.ReviewForm,
        afterwards.review,
        "You looked at it again, and it is still right. It is looked at again in a year.",
        "It is reviewed.",
    ),
    "test_need": Act(
        forms.NeedForm,
        afterwards.test_need,
        "Cameras are only for as long as they are needed.",
        "It is written down. It is asked again in a year.",
    ),
    "publish": Act(
        forms.PublishForm,
        afterwards.publish,
        "Everyone can read the summary on our public pages.",
        "The summary is published.",
    ),
    "unpublish": Act(
        forms.ReasonForm,
        afterwards.unpublish,
        "Nobody reads it on our public pages any more, and it is not asked for again.",
        "The summary is not on the public pages.",
    ),
    "stop": Act(
        forms.StopForm,
        afterwards.stop,
        "It is not done any more, or the cameras are switched off.",
        "It has ended.",
    ),
    "photograph": Act(
        forms.PhotographForm,
        parts.photograph,
        "Without a photographed sign no camera is switched on.",
        "The photograph is kept.",
    ),
    "link": Act(
        forms.LinkForm,
        actions.link,
        "When it changes, this assessment is out of date, and its owner is told.",
        "It is linked.",
    ),
    "unlink": Act(forms.UnlinkForm, actions.unlink, "It is not about this any more.", "The link is gone."),
    "add_action": Act(
        forms.ActionForm, afterwards.add_action, "It is followed until it is done.", "The action is added."
    ),
    "settle_action": Act(
        forms.SettleForm,
        afterwards.settle_action,
        "Say how you know, so that others can look.",
        "It is done.",
    ),
    "mark": Act(
        forms.ReasonForm,
        actions.mark_changed,
        "Say what is not as it was. Then it is reviewed, or a new version is made.",
        "It is out of date now.",
    ),
    "hand_over": Act(
        forms.HandOverForm,
        actions.hand_over,
        "What falls due on it goes to them, and they are told.",
        "It is theirs now.",
    ),
    "renew": Act(
        forms.ReasonForm,
        actions.renew,
        "The new version says at first what this one says. This one holds until the new one is approved.",
        "The new version is begun.",
    ),
}
BESIDE = ("photograph", "link", "unlink", "add_action", "settle_action", "mark", "hand_over", "renew")
DECIDING = ("advise", "approve", "approve_with_actions", "reject")


def _act(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    at, user, step = timezone.now(), by(request), ACTS[verb]
    found: Dpia = DPIAS.find(reference, user=user, at=at)
    found = DPIAS.rows().get(pk=found.pk)
    if verb == "go_live":
        demand(may_go_live(before(found, at)))
    if verb == "renew":
        demand(may_write(user, found, at))
    else:
        demand_step(request, BESIDES if verb in BESIDE else DPIAS, found, verb, step.form, at=at)
    typed, files = sent(request)
    form = step.form(typed, files, dpia=found, user=user)

    def take() -> Dpia:
        facts = dict(form.facts)
        version = {} if verb == "renew" else {"read_version": form.cleaned_data["read_version"] or 0}
        return step.action(found, by=user, at=at, **version, **facts)

    words = DPIAS.verbs[verb].label
    return take_step(
        request,
        form,
        take,
        register=DPIAS,
        verb=verb,
        done=step.done,
        then=DPIAS.url,
        template="dpia/act.html",
        reference=reference,
        title=words,
        button=words,
        caption=found.title,
        intro=step.intro,
        dpia=found,
        back_url=DPIAS.url(found),
        shows_advice=verb in ("respond", "approve", "approve_with_actions", "consult_ico", "reject"),
    )


def act(verb: str) -> Callable[[HttpRequest, str], HttpResponse]:
    """The page of one step; a form that is sent twice takes its step once."""

    def view(request: HttpRequest, reference: str) -> HttpResponse:
        return _act(request, reference, verb)

    return once(DPIAS, verb, landing(ACTS[verb].done))(view)


def action(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The page of one action, also for somebody who has to do it and does not see the assessment."""
    at, user = timezone.now(), by(request)
    ours = afterwards.action_of(reference, number, user=user, at=at)
    sees = DPIAS.visible(user, at).filter(pk=ours.dpia_id).exists()
    here = reverse("dpias:action", args=[reference, number])
    form = forms.DoneForm(sent(request)[0])
    context = {
        "title": "Something to do",
        "caption": ours.dpia.title,
        "button": "It is done",
        "to_do": ours,
        "today": local_day(at),
        "back_url": DPIAS.url(ours.dpia) if sees else "/desk/",
    }
    theirs = user.pk == ours.owner_id or DPIAS.verbs["edit"].may(user, ours.dpia, at)
    if ours.done_at is not None or not theirs:
        # Also where it is sent twice.
        return render(request, "dpia/action.html", context)

    def settle() -> Dpia:
        return afterwards.settle_action(ours.dpia, by=user, at=at, number=number, **form.facts)

    return take_step(
        request,
        form,
        settle,
        register=DPIAS,
        verb="settle_action",
        done="It is done.",
        then=lambda done: here,
        template="dpia/action.html",
        reference=reference,
        **context,
    )
