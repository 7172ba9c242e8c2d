"""The steps of one disclosure over HTTP: one view for all of them, each with its form and its action."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from governance.errors import demand
from governance.ledger.writing import record_view
from governance.people.contact import contact_notes
from governance.workflow.forms import VerbForm
from governance.workflow.once import landing, once
from governance.workflow.requests import by, sent, take_step
from sharing.disclosing import Reason
from sharing.disclosures import actions, actions_deciding, actions_emergency, actions_telling, forms, words
from sharing.disclosures.going import findings_for
from sharing.disclosures.models import Disclosure
from sharing.disclosures.register import DISCLOSURES
from sharing.disclosures.states import MACHINE


class Act(NamedTuple):
    """What one step takes: its form, its action, the heading, what its page says, the button, and what to say then."""

    form: Callable[..., VerbForm]
    action: Callable[..., Disclosure]
    title: str
    intro: str
    button: str
    done: str


ACTS = {
    "edit": Act(forms.DraftForm, actions.edit, "Change it", "", "Save", "Saved."),
    "ask": Act(
        forms.StepForm,
        actions_deciding.ask,
        "Ask for approval",
        "Somebody else decides. They are told now. If somebody may be hurt before they answer, share it at once as "
        "an emergency.",
        "Ask for approval",
        "They are asked.",
    ),
    "send_back": Act(
        forms.why_form("sent_back_because", "What is missing, or to be put right?"),
        actions_deciding.send_back,
        "Send it back",
        "",
        "Send it back",
        "It is sent back.",
    ),
    "approve": Act(
        forms.ApproveForm,
        actions_deciding.approve,
        "Approve it",
        "You decide that this is shared without their consent. Your name stands beside it.",
        "Approve it",
        "It is approved. The one who wrote it shares it.",
    ),
    "send": Act(
        forms.SendForm,
        actions.send,
        "It is shared",
        "Share it now, and write that down here. Every rule is asked once more when you press the button.",
        "It is shared",
        "It is written down as shared.",
    ),
    "record_emergency": Act(
        forms.EmergencyForm,
        actions_emergency.record,
        "What you shared in the emergency",
        "",
        "Write it down",
        "It is written down. Somebody else looks at it on the next working day.",
    ),
    "write_up": Act(
        forms.WriteUpForm,
        actions_emergency.write_up,
        "Write down the rest",
        "All of it is written down within 24 hours.",
        "Save",
        "Saved.",
    ),
    "review": Act(
        forms.why_form(
            "review_words", "What did you find?", "Was it right, was it the least that helped, what next?"
        ),
        actions_emergency.review,
        "I looked at it",
        "You look at what somebody shared before anybody had decided.",
        "I looked at it",
        "It is written down that you looked at it.",
    ),
    "decline": Act(
        forms.why_form("decline_reason", "Why do we not share it?"),
        actions.decline,
        "Decide not to share",
        "This is the answer no: it stays written down as decided. If it is only not needed any more, say that instead.",
        "Decide not to share",
        "It is written down that we do not share it.",
    ),
    "cancel": Act(
        forms.why_form("cancel_reason", "Why is it not sent?"),
        actions.cancel,
        "It is not needed any more",
        "Nobody wants it shared any more, so nobody decides about it. It stays written down that it was not sent.",
        "It is not needed any more",
        "It is not sent.",
    ),
    "clear": Act(
        forms.why_form("reason", "How did you see that whole records of those who opted out are taken out?"),
        actions_deciding.clear,
        "Clear the national opt-out",
        "Only after the national check took out whole records.",
        "Clear it",
        "It is cleared.",
    ),
    "tell": Act(
        forms.TellForm,
        actions_telling.tell,
        "Telling the person",
        "Telling them is the rule. If they cannot be told now, we ask again in 28 days.",
        "Save",
        "Saved.",
    ),
    "report": Act(
        forms.ReportForm, actions_telling.report, "It was reported", "", "Save", "It is written down."
    ),
    "recall": Act(
        forms.why_form("recall_reason", "Why did you ask for it back, and what did they answer?"),
        actions.recall,
        "Call it back",
        "Ask them first to send it back or to delete it. That it was shared stays written down.",
        "It is called back",
        "It is written down as called back.",
    ),
}
# What `cancel` is called of an emergency that was begun and never written down.
BY_MISTAKE = "Nothing was shared: it was begun by mistake"
# Those with many questions, in parts.
LONG = {"edit": "disclosures/form.html", "record_emergency": "disclosures/emergency.html"}


def step(verb: str) -> Callable[..., HttpResponse]:
    """The view of one step."""
    act = ACTS[verb]

    def view(request: HttpRequest, reference: str) -> HttpResponse:
        at, user = timezone.now(), by(request)
        found: Disclosure = DISCLOSURES.find(reference, user=user, at=at)
        MACHINE.target(verb, found.state_at(at))
        demand(DISCLOSURES.verbs[verb].may(user, found, at))
        record_view(
            register=DISCLOSURES.name,
            reference=reference,
            person_id=found.person_id,
            service_id=found.service_id,
        )
        form = _form(request, verb, found, at)

        title, button = act.title, act.button
        if verb == "cancel" and found.emergency:
            title = button = BY_MISTAKE

        def action() -> Disclosure:
            version = form.cleaned_data["read_version"] or 0
            facts = {name: value for name, value in form.facts.items() if name != "case"}
            return act.action(found, by=user, at=at, read_version=version, **facts)

        return take_step(
            request,
            form,
            action,
            register=DISCLOSURES,
            verb=verb,
            done=act.done,
            then=on_to(request, form),
            template=LONG.get(verb, "disclosures/step.html"),
            reference=reference,
            title=title,
            intro=act.intro,
            caption=reference,
            button=button,
            topic="sharing",
            disclosure=found,
            name=words.about(found, user),
            person=found.person,
            mind=contact_notes(found.person) if found.person else [],
            facts=words.at_a_glance(found, user) if verb in ("ask", "approve", "send", "review") else [],
            without=words.facts(found, user) if verb in ("approve", "review") else [],
            back_url=DISCLOSURES.url(found),
        )

    view.__name__ = verb
    return once(DISCLOSURES, verb, landing(act.done))(view)


def on_to(request: HttpRequest, form: VerbForm) -> Callable[[Disclosure], str]:
    """To the disclosure; where nobody is known by the name that was typed, and it could not wait, that is said."""

    def then(made: Disclosure) -> str:
        if words := getattr(form, "unknown", ""):
            messages.warning(request, words)
        return DISCLOSURES.url(made)

    return then


def _form(request: HttpRequest, verb: str, found: Disclosure, at: Any) -> VerbForm:
    cases = [found.case] if found.case is not None else []
    if verb == "edit":
        reason = Reason(found.reason) if found.reason else None
        return forms.DraftForm(
            *sent(request), reason=reason, cases=cases, held=found, findings=findings_for(found, at)
        )
    if verb == "record_emergency":
        return forms.EmergencyForm(sent(request)[0], cases=cases, at=at, held=found)
    return ACTS[verb].form(sent(request)[0], disclosure=found, at=at)
