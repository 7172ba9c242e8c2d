"""What every view of a register does: know who asks, and take a step with a form."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict

from governance.accounts.models import User
from governance.errors import YES, Code, demand
from governance.workflow.forms import VerbForm, attempt, keeps
from governance.workflow.register import Register

T = TypeVar("T")

# The refusals that no change of the record makes: the step is not for this person.
OF_WHO_THEY_ARE = (Code.ROLE, Code.SAME_PERSON)


def by(request: HttpRequest) -> User:
    """The signed-in user; every view that calls it stands behind the login."""
    return cast(User, request.user)


def sent(request: HttpRequest) -> tuple[QueryDict | None, MultiValueDict[str, "UploadedFile[Any]"] | None]:
    """What was sent, however little, and the files with it: what a form is bound to. None where nothing was sent."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def demand_step(
    request: HttpRequest, register: Register, record: Any, verb: str, form: type[VerbForm], *, at: datetime
) -> None:
    """Raise IllegalTransition where the step is not open any more, and Denied where a rule refuses it to this user.

    Where a form that keeps what was typed was sent, only who they are is asked here: whatever else stands in the way
    came up since the form was shown perhaps, and the action says it, in the form.
    """
    verdict = register.verbs[verb].may(by(request), record, at)
    if request.method == "POST" and keeps(form):
        demand(verdict if verdict.code in OF_WHO_THEY_ARE else YES)
        return
    if register.machine is not None:
        register.machine.target(verb, register.state_at(record, at))
    demand(verdict)


def take_step(
    request: HttpRequest,
    form: VerbForm,
    action: Callable[[], T],
    *,
    register: Register,
    verb: str,
    done: str,
    then: Callable[[T], str],
    template: str,
    reference: str = "",
    **context: Any,
) -> HttpResponse:
    """Show `form`; when it is sent and right, do `action`, say `done` and go to `then` of its result.

    What is wrong, or what a rule refuses, comes back in the form with everything typed kept.
    """
    if request.method == "POST" and form.is_valid():
        result = attempt(register, form, action, reference=reference, verb=verb)
        if result is not None:
            messages.success(request, done)
            return redirect(then(result))
    return render(request, template, {"form": form, **context}, status=409 if form.conflict else 200)
