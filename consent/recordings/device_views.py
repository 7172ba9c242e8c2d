"""Recording devices over HTTP: the list, one of them with its chain, entering one, and its steps."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consent.recordings import device_actions, forms, words
from consent.recordings.models import Device, Recording
from consent.recordings.permissions import NOT_YOUR_DEVICE, services_that_enter
from consent.recordings.register import DEVICE_HAPPENED, DEVICES
from consent.recordings.states import DeviceState
from governance.errors import Denied
from governance.ledger.timeline import timeline
from governance.records.paging import page
from governance.workflow.once import landing, once
from governance.workflow.register import cards_beside
from governance.workflow.requests import by, demand_step, take_step

ADDRESS = "/recording-devices/"


class Act(NamedTuple):
    """A step: its form, its action, what its page says, and what to say then."""

    form: type[forms.DeviceForm]
    action: Callable[..., Device]
    intro: str
    done: str


ACTS = {
    "hand_over": Act(
        forms.HandOverForm,
        device_actions.hand_over,
        "Whoever has it answers for it until they hand it on.",
        "It is handed over.",
    ),
    "give_back": Act(
        forms.GiveBackForm,
        device_actions.give_back,
        "It lies in its store again.",
        "It is back in its store.",
    ),
    "wipe": Act(forms.DeviceForm, device_actions.wipe, "Nothing is on it any more.", "It is wiped."),
    "lose": Act(
        forms.WhyForm,
        device_actions.lose,
        "Nobody records with it any more, and the IG team looks at once whether it is an incident.",
        "The IG team is told.",
    ),
    "find": Act(forms.DeviceForm, device_actions.find, "It is there again.", "It can be used again."),
    "retire": Act(
        forms.WhyForm, device_actions.retire, "Nobody records with it any more.", "It is out of use."
    ),
}


@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """All that the user may see."""
    at, user = timezone.now(), by(request)
    listed = page(DEVICES.visible(user, at).select_related("service", "holder"), request.GET, by=("-id",))
    context = {
        "page": listed,
        "rows": [(each, DeviceState(each.state)) for each in listed.rows],
        "may_enter": bool(services_that_enter(user)),
    }
    return render(request, "recordings/devices.html", context)


@require_safe
def device(request: HttpRequest, reference: str) -> HttpResponse:
    """One device: who has it, who had it, what is on it."""
    at, user = timezone.now(), by(request)
    found: Device = DEVICES.find(reference, user=user, at=at)
    steps = [each for each in DEVICES.steps(found, user=user, at=at) if each.verdict and each.verb in ACTS]
    on_it = Recording.objects.visible_to(user, at).filter(device=found).order_by("-id")[:10]
    context = {
        "device": found,
        "state": DeviceState(found.state),
        "facts": words.device_facts(found),
        "steps": steps,
        "chain": found.chain.select_related("holder", "handed_by").order_by("-since", "-id"),
        "recordings": [(each, words.title(each, user), each.shown_state) for each in on_it],
        "beside": cards_beside(DEVICES.name, found, user=user, at=at),
        "timeline": timeline(DEVICES.name, reference, DEVICE_HAPPENED),
    }
    return render(request, "recordings/device.html", context)


def enter(request: HttpRequest) -> HttpResponse:
    """Enter a device."""
    at, user = timezone.now(), by(request)
    services = services_that_enter(user)
    if not services:
        raise Denied(NOT_YOUR_DEVICE)
    form = forms.EnterForm(request.POST if request.method == "POST" else None, services=services)
    return take_step(
        request,
        form,
        lambda: device_actions.enter(by=user, at=at, **form.facts),
        register=DEVICES,
        verb="enter",
        done="The device is entered.",
        then=DEVICES.url,
        template="staff/form.html",
        title="Enter a device",
        intro="Only devices that belong to us and encrypt what they record may be used.",
        button="Enter it",
        back_url=ADDRESS,
    )


def act(verb: str) -> Callable[[HttpRequest, str], HttpResponse]:
    """The page of one step; a form that is sent twice takes its step once."""
    step = ACTS[verb]

    def view(request: HttpRequest, reference: str) -> HttpResponse:
        at, user = timezone.now(), by(request)
        found: Device = DEVICES.find(reference, user=user, at=at)
        demand_step(request, DEVICES, found, verb, step.form, at=at)
        form = step.form(request.POST if request.method == "POST" else None, device=found)

        def take() -> Device:
            version = form.cleaned_data["read_version"] or 0
            return step.action(found, by=user, at=at, read_version=version, **form.facts)

        label = DEVICES.verbs[verb].label
        return take_step(
            request,
            form,
            take,
            register=DEVICES,
            verb=verb,
            done=step.done,
            then=DEVICES.url,
            template="staff/form.html",
            reference=reference,
            title=label,
            button=label,
            caption=f"{found}",
            intro=step.intro,
            back_url=DEVICES.url(found),
        )

    view.__name__ = verb
    return once(DEVICES, verb, landing(step.done))(view)
