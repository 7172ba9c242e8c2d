"""For anyone, without an account and without scripts: raise a concern, and follow it by its reference and code.

Nothing is shown to whoever follows but what they said, what we said to them, and how far it is.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from governance.calendar import local_day
from governance.ledger import writing as ledger
from governance.workflow.follow import FollowForm, by_code, followed, let_in_again, let_out
from governance.workflow.guests import charity
from governance.workflow.open_forms import open_to_all, take_open_step
from incidents.concerns import actions
from incidents.concerns.forms import MessageForm, RaiseForm
from incidents.concerns.models import Concern
from incidents.concerns.register import CONCERNS
from incidents.concerns.rules import Outcome, progress_by
from incidents.concerns.states import HEARS, OPEN, State

PLACE = "/concerns/follow/"
PAGE = {"base": "public/base.html", "section": "concerns"}


@open_to_all
def new(request: HttpRequest) -> HttpResponse:
    """Raise a concern. The reference and the code are shown on the page that answers, and never again."""
    at = timezone.now()
    form = RaiseForm(request.POST if request.method == "POST" else None, at=at)

    def show(status: int) -> HttpResponse:
        return render(request, "concerns/new.html", {**PAGE, **charity(), "form": form}, status=status)

    def thank(raised: actions.Raised) -> HttpResponse:
        return render(request, "concerns/thanks.html", {**PAGE, **charity(), "raised": raised})

    return take_open_step(
        request,
        form,
        lambda: actions.raise_concern(by=None, at=at, **form.facts),
        then=thank,
        again=show,
    )


@open_to_all
def follow(request: HttpRequest) -> HttpResponse:
    """Asks for the reference and the code; every wrong pair is answered with the same words."""

    def then(found: Concern, words: str) -> HttpResponse:
        if not words:
            return redirect("concerns:mine")
        return _shown(request, found, MessageForm(at=timezone.now(), initial={"words": words}))

    return by_code(
        request, CONCERNS, PLACE, then=then, show=lambda form, status: _asked(request, form, status)
    )


@open_to_all
def mine(request: HttpRequest) -> HttpResponse:
    """The one concern that this browser was let in to, and the form to write to us about it."""
    at = timezone.now()
    found: Concern | None = followed(request, CONCERNS.rows(), PLACE)
    if found is None:
        wrote = request.method == "POST"
        return _asked(request, let_in_again(request)) if wrote else redirect("concerns:follow")
    form = MessageForm(request.POST if request.method == "POST" else None, at=at)
    return take_open_step(
        request,
        form,
        lambda: actions.hear(found, by=None, at=at, **form.facts),
        then=lambda _: redirect("/concerns/follow/mine/?sent=1"),
        again=lambda status: _shown(request, found, form, status),
    )


@require_POST
@open_to_all
def leave(request: HttpRequest) -> HttpResponse:
    """This browser forgets it: others may use it next."""
    return let_out(redirect("concerns:follow"), PLACE)


def _asked(request: HttpRequest, form: FollowForm, status: int = 200) -> HttpResponse:
    return render(request, "concerns/follow.html", {**PAGE, **charity(), "form": form}, status=status)


def _shown(request: HttpRequest, found: Concern, form: MessageForm, status: int = 200) -> HttpResponse:
    ledger.record_view(register=CONCERNS.name, reference=found.reference, service_id=found.service_id)
    state = State(found.state)
    waiting = state is State.RECEIVED
    # Until they are told that we have it, the law's day for that stands there and no other.
    told = None if waiting else found.told_at or found.acknowledged_at
    context = {
        **PAGE,
        **charity(),
        "form": form,
        "concern": found,
        "state": state,
        "hears": state in HEARS,
        "waiting": waiting,
        "next_on": progress_by(local_day(told), found.nation) if told and state in OPEN else None,
        "answered": state not in OPEN,
        "outcome": Outcome(found.outcome).said if found.outcome else "",
        "messages_both_ways": list(found.messages.all()),
        "sent": request.method == "GET" and "sent" in request.GET,
    }
    return render(request, "concerns/mine.html", context, status=status)
