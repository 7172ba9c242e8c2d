"""Service closures over HTTP: the list of them, one of them, and whom it is about. Every look is in the ledger."""

from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from consent.consents import to_ask
from consent.consents.permissions import cases_for as cases_to_ask
from consent.items import DataItem
from consent.purposes import Purpose
from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.documents import door
from governance.errors import Code, NotThere, demand, no
from governance.ledger.models import Event
from governance.ledger.timeline import timeline
from governance.ledger.writing import record_view
from governance.people.models import Case
from governance.people.names import shown_name
from governance.people.permissions import NOT_YOURS
from governance.records.paging import LONGEST_ID, Page, page
from governance.workflow.register import Step, cards_beside
from governance.workflow.requests import by
from sharing.closures import coverage, documents
from sharing.closures.documents import PAPERS, TITLES
from sharing.closures.filters import chosen, filters, providers, services_of
from sharing.closures.models import Closure, ClosureFile, OnList
from sharing.closures.permissions import may_begin_in
from sharing.closures.querysets import ROW
from sharing.closures.register import CLOSURES, HAPPENED
from sharing.closures.states import State
from sharing.closures.steps import Stage, way

# A step that is not this user's is explained beside the stage that it belongs to; these are not.
QUIET = ("edit", "cancel", "unseal", "send_link", "settle", "account_for")
BEFORE_IT = no(
    "Only who may read what they said asks them.",
    code=Code.ROLE,
    next_step="Ask their key worker.",
)


def closures(request: HttpRequest) -> HttpResponse:
    """All that the user may see, newest first."""
    at, user = timezone.now(), by(request)
    if not may(user.role, May.VIEW, ROW):
        demand(NOT_YOURS)
    wanted = filters(user, request.GET)
    listed = page(
        chosen(user, wanted, at).select_related("service", "provider", "lead"), request.GET, by=("-id",)
    )
    context = {
        "page": listed,
        "rows": [(each, State(each.state)) for each in listed.rows],
        "filters": wanted,
        "states": State.choices,
        "services": services_of(user),
        "providers": providers(user, at),
        "may_create": bool(may_begin_in(user)),
    }
    return render(request, "closures/list.html", context)


def closure(request: HttpRequest, reference: str) -> HttpResponse:
    """One of them: whose turn it is, its six steps, who is covered and who is not, its files, what happened."""
    at, user = timezone.now(), by(request)
    ours = _found(reference, user, at)
    record_view(register=CLOSURES.name, reference=reference, service_id=ours.service_id)
    files, steps = list(ours.alive), {each.verb: each for each in _steps(ours, user, at)}
    going = way(ours, files, at)
    agreement, cover = coverage.agreement(ours, at)
    context = {
        **_about(ours),
        "turn": going.turn,
        "agreement": agreement,
        "cover": cover,
        "stages": [(stage, *_buttons(stage, steps)) for stage in going.stages],
        "against": going.against,
        "besides": [steps[verb] for verb in ("edit", "cancel") if verb in steps and steps[verb].verdict],
        "counts": _counts(ours),
        "files": [(each, each.check_of.state_at(at)) for each in files],
        "manifest": _manifest(ours, files, at),
        "papers": _papers(ours),
        "links": list(ours.links.order_by("-pk")),
        "items": [DataItem(item).label for item in ours.items],
        "beside": cards_beside(CLOSURES.name, ours, user=user, at=at),
        "timeline": timeline(CLOSURES.name, reference, HAPPENED, text=_told),
    }
    return render(request, "closures/detail.html", context)


def people(request: HttpRequest, reference: str) -> HttpResponse:
    """Who is covered."""
    return _people(request, reference, covered=True)


def apart(request: HttpRequest, reference: str) -> HttpResponse:
    """Who is not covered, each with why, and with what can be done about it."""
    return _people(request, reference, covered=False)


def _people(request: HttpRequest, reference: str, *, covered: bool) -> HttpResponse:
    at, user = timezone.now(), by(request)
    ours = _found(reference, user, at)
    shown = ours.people.filter(covered=covered).shown_to(user)
    listed: Page = page(shown.select_related("person", "consent"), request.GET, by=("person__name", "id"))
    lines: list[OnList] = listed.rows
    ids = [line.person_id for line in lines]
    record_view(register=CLOSURES.name, reference=reference, service_id=ours.service_id, people=ids)
    askable = _askable(ours, ids, user, at) if not covered else set()
    context = {
        **_about(ours),
        "page": listed,
        "rows": [(line, shown_name(line.person, user, ROW), line.person_id in askable) for line in lines],
        "covered": covered,
        "opens_people": bool(may(user.role, May.VIEW, "people")),
        "opens_consents": bool(may(user.role, May.VIEW, "consents")),
        "settle": next(
            (each for each in _steps(ours, user, at) if each.verb == "settle" and each.verdict), None
        ),
        "counts": _counts(ours),
        "back_url": CLOSURES.url(ours),
    }
    return render(request, "closures/people.html", context)


def _askable(closure: Closure, people: list[int], user: User, at: datetime) -> set[int]:
    """Of these people, those whom the user may ask now, in this service."""
    cases = Case.objects.visible_to(user, at, register="consents", what=May.CREATE)
    found = cases.filter(person__in=people, service=closure.service_id, closed_on=None)
    return set(found.values_list("person_id", flat=True))


@require_POST
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """On to the form of an answer, with what is known filled in."""
    at, user = timezone.now(), by(request)
    ours = _found(reference, user, at)
    number = request.POST.get("line", "")
    if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_ID):
        raise NotThere(CLOSURES.name, reference)
    line = ours.people.shown_to(user).filter(pk=int(number)).select_related("person").first()
    if line is None:
        raise NotThere(CLOSURES.name, reference)
    if not cases_to_ask(user, line.person, at):
        demand(BEFORE_IT)
    return to_ask.go(
        request,
        line.person,
        organisation=ours.provider_id,
        purpose=Purpose(ours.purpose),
        items=ours.items,
    )


@require_safe
def paper(request: HttpRequest, reference: str, paper: str) -> HttpResponseBase:
    """The manifest, the receipt or the certificate, as a PDF."""
    ours = _found(reference, by(request), timezone.now())
    if paper not in PAPERS or getattr(ours, PAPERS[paper][1]) is None:
        raise NotThere(CLOSURES.name, reference)
    document = documents.find(paper, ours)
    file: Any = door.opened(document) if document is not None else None
    if file is None:
        return redirect(CLOSURES.url(ours))
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{paper}-{reference}.pdf",
        content_type="application/pdf",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )


def _found(reference: str, user: User, at: datetime) -> Closure:
    ours: Closure = CLOSURES.find(reference, user=user, at=at)
    known = CLOSURES.rows().select_related(
        "sealed_by", "sent_by", "countersigned_by", "destroyed_by", "certified_by"
    )
    found: Closure = known.get(pk=ours.pk)
    return found


def _about(closure: Closure) -> dict[str, Any]:
    return {"closure": closure, "state": State(closure.state)}


def _steps(closure: Closure, user: User, at: datetime) -> list[Step]:
    """What is open now, save what waits for something else."""
    waits = {
        "certify": closure.destroyed_at is None,
        "add_file": closure.list_made_at is None,
        "settle": not closure.people.filter(covered=False).exists(),
    }
    return [each for each in CLOSURES.steps(closure, user=user, at=at) if not waits.get(each.verb)]


def _buttons(stage: Stage, steps: dict[str, Step]) -> tuple[list[Step], list[Step]]:
    """The steps of a stage that this user can take, and those that are somebody else’s, with why."""
    open_now = [steps[verb] for verb in stage.verbs if verb in steps]
    return (
        [each for each in open_now if each.verdict],
        [each for each in open_now if not each.verdict and stage.now and each.verb not in QUIET],
    )


def _counts(closure: Closure) -> dict[str, int]:
    covered = closure.people.filter(covered=True).count()
    apart = closure.people.filter(covered=False)
    everybody = covered + apart.count()
    return {
        "covered": covered,
        "apart": everybody - covered,
        "undecided": apart.filter(decided="").count(),
    }


def _manifest(closure: Closure, files: list[ClosureFile], at: datetime) -> list[dict[str, Any]]:
    """The lines that were sealed, each with how its Stop and Check stands now."""
    stands = {each.number: each.check_of.state_at(at) for each in files}
    return [{**line, "stands": stands.get(line["number"])} for line in documents.lines(closure)]


def _papers(closure: Closure) -> list[tuple[str, str, bool]]:
    """Each paper that there is by now: its name in the address, its title, and whether it is made."""
    return [
        (name, TITLES[kind], documents.find(name, closure) is not None)
        for name, (kind, since) in PAPERS.items()
        if getattr(closure, since) is not None
    ]


def _told(event: Event) -> str:
    """What an event says besides what happened."""
    said = event.detail.get("said") or {}
    number = said.get("people")
    people = "" if number is None else "1 person." if number == 1 else f"{number:,} people."
    return " ".join(part for part in (event.reason, people, said.get("changes", "")) if part)
