"""Writing a Stop and Check over HTTP: begun, its questions one by one and saved as you go, and its file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from governance.accounts.roles import May, may
from governance.attachments.uploads import takes
from governance.errors import IllegalTransition, NotThere, demand, no
from governance.workflow.forms import attempt
from governance.workflow.once import landing, once
from governance.workflow.requests import by, sent, take_step
from sharing.stop_checks import actions, extracts, gates
from sharing.stop_checks.forms import DraftForm, FileForm, QuestionForm, WhoForm
from sharing.stop_checks.inspection.faults import MOST_BYTES
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.permissions import NOT_YOURS, may_write
from sharing.stop_checks.questions import BY_SLUG, QUESTIONS, Question, left, says_what
from sharing.stop_checks.register import STOP_CHECKS
from sharing.stop_checks.states import OPEN
from sharing.stop_checks.views import WRITABLE

PUT_IN = "The file is here. We look through it now, which can take some minutes."
SAID_WHO = "It is kept who is in the file."


def create(request: HttpRequest) -> HttpResponse:
    """Begin one."""
    at, user = timezone.now(), by(request)
    if not may(user.role, May.CREATE, STOP_CHECKS.name):
        demand(NOT_YOURS)
    form = DraftForm(sent(request)[0], user=user)
    return take_step(
        request,
        form,
        lambda: actions.draft(by=user, at=at, **form.facts),
        register=STOP_CHECKS,
        verb="draft",
        done="It is begun. Everything you save stays, so you can stop at any time and go on later.",
        then=lambda made: reverse("stop_checks:question", args=[made.reference, QUESTIONS[0].slug]),
        template="staff/form.html",
        title="Start a Stop and Check",
        intro="Two people look before anything large leaves: you, and somebody on the Data team. You answer thirteen "
        "questions and put the file in.",
        topic="sharing",
        button="Start",
        back_url=STOP_CHECKS.url(StopCheck(reference="")),
    )


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Go on where something is left to do; where nothing is, from the first question."""
    ours = _writable(request, reference)
    return redirect(_url(ours, _next(ours) or QUESTIONS[0]))


def question(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """One question."""
    asked = BY_SLUG.get(step)
    if asked is None or not asked.fields:
        raise NotThere(STOP_CHECKS.name, reference)
    at, user, ours = timezone.now(), by(request), _writable(request, reference)
    form = QuestionForm(sent(request)[0], question=asked, check=ours)

    def save() -> StopCheck:
        return actions.edit(
            ours, by=user, at=at, read_version=form.cleaned_data["read_version"] or 0, **form.facts
        )

    if request.method == "POST" and form.is_valid():
        # What is saved already is not saved anew, so that pressing twice is no conflict with oneself.
        saved = attempt(STOP_CHECKS, form, save, reference=reference, verb="edit") if form.facts else ours
        if saved is not None:
            reset = " Somebody looks anew." if saved.state != ours.state else ""
            messages.success(request, f"Saved.{reset}")
            onward = _next(saved, step)
            later = request.POST.get("then") == "later" or onward is None
            return redirect(STOP_CHECKS.url(saved) if later or onward is None else _url(saved, onward))
    agreement, cover, warning = gates.covered(ours, at)
    context = {
        **_about(ours, asked),
        "form": form,
        "agreement": agreement,
        "cover": cover,
        "warning": warning,
        "asks_cover": says_what(ours),
        "at_stake": ours.state_at(at) not in OPEN,
    }
    return render(request, "stop_checks/question.html", context, status=409 if form.conflict else 200)


@takes(MOST_BYTES)
@once(STOP_CHECKS, "edit", landing(PUT_IN))
@once(STOP_CHECKS, "replace_file", landing(PUT_IN))
def put_in(request: HttpRequest, reference: str) -> HttpResponse:
    """Put the file in, or another in its place."""
    at, user, ours = timezone.now(), by(request), _writable(request, reference)
    typed, files = sent(request)
    form = FileForm(typed, files, check=ours, user=user)

    def keep() -> StopCheck:
        facts = form.facts
        return extracts.put_in(
            ours,
            facts["file"],
            name=facts["file"].name or "",
            people=facts["people"],
            creator=facts["creator"],
            by=user,
            at=at,
            read_version=form.cleaned_data["read_version"] or 0,
            form_key=facts["form_key"],
        )

    return take_step(
        request,
        form,
        keep,
        register=STOP_CHECKS,
        verb="replace_file",
        done=PUT_IN,
        then=STOP_CHECKS.url,
        template="stop_checks/question.html",
        reference=reference,
        **_about(ours, BY_SLUG["file"]),
        at_stake=ours.state_at(at) not in OPEN,
    )


@once(STOP_CHECKS, "edit", landing(SAID_WHO))
@once(STOP_CHECKS, "change", landing(SAID_WHO))
def who(request: HttpRequest, reference: str) -> HttpResponse:
    """Say who is in a file that holds nothing to know people by."""
    at, user, ours = timezone.now(), by(request), _writable(request, reference)
    form = WhoForm(sent(request)[0], check=ours)

    def say() -> StopCheck:
        facts = form.facts
        return actions.say_who(
            ours,
            by=user,
            at=at,
            people=facts["numbers"],
            read_version=form.cleaned_data["read_version"] or 0,
            form_key=facts["form_key"],
        )

    return take_step(
        request,
        form,
        say,
        register=STOP_CHECKS,
        verb="change",
        done=SAID_WHO,
        then=STOP_CHECKS.url,
        template="stop_checks/act.html",
        reference=reference,
        title="Say who is in the file",
        intro="Then we know who must not check it, whether they said yes, and on whose page it stands that it left. "
        "Once it was sent in, somebody looks anew.",
        button="Save",
        caption=ours.title,
        check=ours,
        back_url=STOP_CHECKS.url(ours),
    )


def _next(check: StopCheck, after: str = "") -> Question | None:
    """The first question that is not answered, looking first behind the one `after`."""
    open_now = left(check)
    start = list(BY_SLUG).index(after) + 1 if after else 0
    return next((each for each in (*QUESTIONS[start:], *QUESTIONS[:start]) if open_now[each.slug]), None)


def _url(check: StopCheck, asked: Question) -> str:
    if not asked.fields:
        return reverse("stop_checks:put_in", args=[check.reference])
    return reverse("stop_checks:question", args=[check.reference, asked.slug])


def _about(check: StopCheck, asked: Question) -> dict[str, object]:
    return {
        "check": check,
        "question": asked,
        "place": list(BY_SLUG).index(asked.slug) + 1,
        "of": len(QUESTIONS),
        "left": left(check)[asked.slug],
        "back_url": STOP_CHECKS.url(check),
    }


def _writable(request: HttpRequest, reference: str) -> StopCheck:
    """The record, if the user may write it and it has not left yet; with what was sent, `apply` says the latter."""
    at, user = timezone.now(), by(request)
    found: StopCheck = STOP_CHECKS.find(reference, user=user, at=at)
    ours: StopCheck = STOP_CHECKS.rows().get(pk=found.pk)
    demand(may_write(user, ours, at))
    if request.method != "POST" and ours.state_at(at) not in WRITABLE:
        raise IllegalTransition(
            no(
                f"Nothing in it can be changed any more: it is “{ours.state_at(at).label}”.",
                next_step="Start a new one with what has to change.",
            )
        )
    return ours
