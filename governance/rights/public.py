"""Rights requests for anyone: sending one in without an account, and following it by its reference and code.

Nothing is shown of anybody but to whoever has both, and then only what they asked and what we said to them.
"""

from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from governance.calendar import local_day
from governance.ledger import writing as ledger
from governance.rights import actions, forms
from governance.rights.models import Channel, Clock, RightsRequest
from governance.rights.register import RIGHTS
from governance.rights.rules import Longer, Right
from governance.rights.states import State
from governance.rights.words import NEXT_STEPS
from governance.workflow.follow import FollowForm, by_code, code_if_good, followed, let_in_again, let_out
from governance.workflow.open_forms import open_to_all, take_open_step

# Below it the browser keeps what lets it look.
PLACE = "/rights/follow/"


@open_to_all
def ask(request: HttpRequest) -> HttpResponse:
    """The form for anyone."""
    at = timezone.now()
    form = forms.AskForm(request.POST if request.method == "POST" else None, at=at)

    def thanks(made: RightsRequest) -> HttpResponse:
        context = {
            "request_": made,
            "code": code_if_good(made, made.form_key),
            "due_on": Clock(made, made.received_on).due_on,
        }
        return _shown(request, "rights/thanks.html", context)

    return take_open_step(
        request,
        form,
        lambda: actions.receive(by=None, at=at, channel=Channel.WEB, received_on=local_day(at), **form.facts),
        then=thanks,
        again=lambda status: _shown(request, "rights/ask.html", {"form": form}, status),
    )


@open_to_all
def find(request: HttpRequest) -> HttpResponse:
    """Asks for the reference and the code."""

    def then(found: RightsRequest, words: str) -> HttpResponse:
        if not words:
            return redirect("rights:followed")
        return _followed(request, found, forms.HearForm(at=timezone.now(), initial={"words": words}))

    return by_code(request, RIGHTS, PLACE, then=then, show=lambda form, status: _asked(request, form, status))


@open_to_all
def request(request: HttpRequest) -> HttpResponse:
    """What they asked, how far it is, and what was said."""
    found = _theirs(request)
    if found is None:
        return redirect("rights:follow")
    return _followed(request, found, forms.HearForm(at=timezone.now()))


@require_POST
@open_to_all
def write(request: HttpRequest) -> HttpResponse:
    """They write to us."""
    at, found = timezone.now(), _theirs(request)
    if found is None:
        return _asked(request, let_in_again(request))
    form = forms.HearForm(request.POST, at=at)
    return take_open_step(
        request,
        form,
        lambda: actions.hear(found, at=at, **form.facts),
        then=lambda _: redirect("rights:followed"),
        again=lambda status: _followed(request, found, form, status),
    )


@require_POST
@open_to_all
def leave(request: HttpRequest) -> HttpResponse:
    """Forget it in this browser."""
    return let_out(redirect("rights:follow"), PLACE)


class Said(NamedTuple):
    """One thing that was said, by us or by them."""

    at: datetime
    who: str
    words: str


def said(found: RightsRequest) -> list[Said]:
    """All that we said to them and they to us, the newest first."""
    us, them = "We", "You"
    lines = [Said(each.written_at, us if each.is_ours else them, each.words) for each in found.messages.all()]
    for pause in found.pauses.all():
        lines.append(Said(pause.asked_at, us, pause.question))
        if pause.replied_at is not None:
            lines.append(Said(pause.replied_at, them, pause.reply))
    if found.identity_asked_at is not None:
        lines.append(Said(found.identity_asked_at, us, found.identity_asked))
    if found.extended_at is not None:
        longer = (
            f"It takes up to two months longer. {Longer(found.extended_for).label}. {found.extended_because}"
        )
        lines.append(Said(found.extended_at, us, longer))
    # How we know that they do not want it any more is a note of ours.
    if found.answered_at is not None and found.outcome != "dropped":
        lines.append(Said(found.answered_at, us, found.answer))
    return sorted(lines, key=lambda each: each.at, reverse=True)


def _asked(request: HttpRequest, form: FollowForm, status: int = 200) -> HttpResponse:
    return _shown(request, "rights/find.html", {"form": form}, status)


def _theirs(request: HttpRequest) -> RightsRequest | None:
    return followed(request, RightsRequest.objects.select_related("service"), PLACE)


def _followed(
    request: HttpRequest, found: RightsRequest, form: forms.HearForm, status: int = 200
) -> HttpResponse:
    ledger.record_view(
        register=RIGHTS.name,
        reference=found.reference,
        person_id=found.person_id,
        service_id=found.service_id,
    )
    state, clock = State(found.state), Clock(found, local_day(timezone.now()))
    context = {
        "request_": found,
        "right": Right(found.right),
        "state": state,
        "due_on": clock.due_on if found.is_open and not clock.stands_still else None,
        "said": said(found),
        "next_steps": NEXT_STEPS if state is State.REFUSED else (),
        "form": form,
    }
    return _shown(request, "rights/followed.html", context, status)


def _shown(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    ours = {"section": "rights", "charity": settings.CHARITY_NAME, "contact": settings.CHARITY_CONTACT}
    return render(request, template, ours | context, status=status)
