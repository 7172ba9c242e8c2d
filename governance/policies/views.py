"""Policies over HTTP for those who write and approve them: drafts, one version, and its steps."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from governance.accounts.roles import May, may
from governance.errors import NotThere, demand
from governance.policies import actions, forms
from governance.policies.fingerprint import fingerprint
from governance.policies.models import PolicyVersion
from governance.policies.pages import staff_page
from governance.policies.permissions import may_see_readers, may_write
from governance.policies.reading_list import has_read
from governance.policies.register import VERSIONS
from governance.policies.states import READABLE, State
from governance.records.paging import page
from governance.workflow.requests import by, demand_step, sent, take_step


class Act(NamedTuple):
    """What one verb takes: its form, its action, what its page says first, and what to say once it is done."""

    form: type[forms.StepForm]
    action: Callable[..., PolicyVersion]
    intro: str
    done: str


ACTS = {
    "submit": Act(
        forms.OverdueForm,
        actions.submit,
        "From now on its text cannot change, unless it is sent back. Someone who did not write it reviews it.",
        "The policy is with the IG team.",
    ),
    "endorse": Act(
        forms.StepForm,
        actions.endorse,
        "You say that this text is right and that nothing meant for staff only is outside a box. "
        "The sponsor can publish it then.",
        "The policy is with its sponsor.",
    ),
    "send_back": Act(forms.SendBackForm, actions.send_back, "", "The policy is sent back."),
    "publish": Act(
        forms.PublishForm,
        actions.publish,
        "Everyone can read it from the moment you press the button. It takes the place of the version before.",
        "The policy is published. Everyone can read it now.",
    ),
    "schedule": Act(
        forms.ScheduleForm,
        actions.schedule,
        "You approve this text now, and it is published by itself on the day that you choose. "
        "Until then you can take the day back.",
        "The day is set.",
    ),
    "unschedule": Act(
        forms.StepForm,
        actions.unschedule,
        "It is not published by itself then. It waits for the sponsor as before.",
        "The day is taken back.",
    ),
    "appoint": Act(
        forms.AppointForm,
        actions.appoint,
        "The sponsor publishes the policy and is told when its review is near. "
        "They cannot publish a text that they wrote or reviewed.",
        "The sponsor is named.",
    ),
}

# The verbs that take a version on its way; the first that is open gets the green button.
ONWARD = ("submit", "endorse", "publish")
# As much of a fingerprint as people compare by eye.
SHORT = 16


def drafts(request: HttpRequest) -> HttpResponse:
    """Versions that are not published: all for the IG team, one's own for a sponsor."""
    at, user = timezone.now(), by(request)
    unpublished, state = VERSIONS.visible(user, at).exclude(state__in=READABLE), request.GET.get("state")
    if state in State.values:
        unpublished = unpublished.filter(state=state)
    listed = page(unpublished, request.GET, by=("-created_at", "-id"))
    context = {
        "page": listed,
        "chosen": State(state) if state in State.values else None,
        "rows": [(version, State(version.state)) for version in listed.rows],
        "may_create": bool(may(user.role, May.CREATE, "policies")),
    }
    return render(request, "policies/drafts.html", context)


def create(request: HttpRequest) -> HttpResponse:
    """Bring in a policy: a new one, or a new version of one that we have."""
    at, user = timezone.now(), by(request)
    demand(may_write(user, PolicyVersion(), at))
    form = forms.ImportForm(*sent(request))
    return take_step(
        request,
        form,
        lambda: actions.import_text(by=user, at=at, **form.facts),
        register=VERSIONS,
        verb="draft",
        done="It is a draft now. Look at what the importer decided.",
        then=VERSIONS.url,
        template="staff/form.html",
        title="Bring in a policy",
        button="Bring in a policy",
        intro="A file with the number of a policy that we have becomes a new version of it. "
        "If anything is wrong with it, nothing is changed and you are told the line.",
        back_url="/policies/drafts/",
    )


def version(request: HttpRequest, reference: str) -> HttpResponse:
    """One version: what the importer decided, the next steps, and how it will look."""
    at, user = timezone.now(), by(request)
    version = VERSIONS.find(reference, user=user, at=at)
    steps = VERSIONS.steps(version, user=user, at=at)
    if version.publish_on is None:
        steps = [step for step in steps if step.verb != "unschedule"]
    readable, reads_as = version.state in READABLE, fingerprint(version)
    in_force = version.policy.versions.published().exclude(pk=version.pk).first()
    context = {
        "version": version,
        "state": State(version.state),
        "steps": steps,
        "main_verb": next((step.verb for step in steps if step.verdict and step.verb in ONWARD), ""),
        "page": staff_page(version),
        "readable": readable,
        "fingerprint": reads_as[:SHORT],
        "was_changed": bool(version.reviewed_at) and version.reviewed_hash != reads_as,
        "in_force": in_force,
        "may_begin": version.state == State.PUBLISHED and bool(may_write(user, version, at)),
        "may_see_readers": readable and bool(may_see_readers(user)),
        "is_unread": version.state == State.PUBLISHED and not has_read(user, version),
    }
    return render(request, "policies/detail.html", context)


def act(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """One step of one version."""
    at, user = timezone.now(), by(request)
    version = VERSIONS.find(reference, user=user, at=at)
    if verb not in ACTS:
        raise NotThere(VERSIONS.name, reference)
    step = ACTS[verb]
    demand_step(request, VERSIONS, version, verb, step.form, at=at)
    form = step.form(*sent(request), version=version, at=at, initial={"read_version": version.version})
    return take_step(
        request,
        form,
        lambda: step.action(
            version, by=user, at=at, read_version=form.cleaned_data["read_version"] or 0, **form.facts
        ),
        register=VERSIONS,
        verb=verb,
        done=step.done,
        then=VERSIONS.url,
        template="staff/form.html",
        reference=reference,
        title=VERSIONS.verbs[verb].label,
        caption=str(version),
        button=VERSIONS.verbs[verb].label,
        intro=step.intro,
        back_url=VERSIONS.url(version),
    )
