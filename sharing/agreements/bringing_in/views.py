"""Bringing in an older log over HTTP, for the IG team: upload, columns, partners, report, load."""

from typing import Any, NamedTuple
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.documents.giving import given
from governance.errors import NotThere, demand
from governance.ledger.timeline import timeline
from governance.records.paging import page
from governance.workflow.once import landing, once
from governance.workflow.requests import by, sent, take_step
from sharing.agreements.bringing_in import actions, mapping
from sharing.agreements.bringing_in.forms import (
    ChooseForm,
    CorrectForm,
    DecideForm,
    LoadForm,
    MapForm,
    UploadForm,
)
from sharing.agreements.bringing_in.models import LogImport, LogRow
from sharing.agreements.bringing_in.outlook import (
    Fate,
    Line,
    columns,
    count,
    names,
    outlook,
    under_the_names,
)
from sharing.agreements.bringing_in.partners import alike, known
from sharing.agreements.bringing_in.permissions import may_bring_in
from sharing.agreements.bringing_in.register import ADDRESS, LOG_IMPORTS
from sharing.agreements.bringing_in.states import State
from sharing.agreements.bringing_in.words import normal

A_PAGE = 50
LOADING = "The agreements are being brought in."


class Part(NamedTuple):
    """Some lines of a long list, and the addresses of its neighbours."""

    rows: list[Any]
    number: int
    previous_url: str
    next_url: str


def imports(request: HttpRequest) -> HttpResponse:
    """Every older log that was brought in, or begun to be; the newest first."""
    at, user = timezone.now(), by(request)
    demand(may_bring_in(user, None, at))
    listed = page(LOG_IMPORTS.visible(user, at), request.GET, by=("-id",))
    return render(request, "agreements/imports.html", {"page": listed})


def upload(request: HttpRequest) -> HttpResponse:
    """Choose the file."""
    at, user = timezone.now(), by(request)
    demand(may_bring_in(user, None, at))
    form = UploadForm(*sent(request), initial={"form_key": uuid4()})
    return take_step(
        request,
        form,
        lambda: actions.upload(
            by=user, at=at, upload=form.cleaned_data["file"], form_key=form.cleaned_data["form_key"]
        ),
        register=LOG_IMPORTS,
        verb="upload",
        done="The file is kept, and is being read.",
        then=LOG_IMPORTS.url,
        template="staff/form.html",
        title="Bring in an older log",
        intro="Nothing is added yet: first you say what each column holds, and see what would become of each row.",
        button="Go on",
        back_url=f"/{ADDRESS}/",
    )


def log_import(request: HttpRequest, reference: str) -> HttpResponse:
    """Where one older log stands, and what to do next."""
    at = timezone.now()
    log = _find(request, reference)
    lines = outlook(log, at=at)
    counted = count(lines)
    context = {
        "log": log,
        "counted": [(fate, number) for fate, number in counted.items() if number],
        "to_add": counted[Fate.ADD],
        "undecided": counted[Fate.UNDECIDED],
        "in": log.rows.filter(agreement__isnull=False).count(),
        "timeline": timeline(LOG_IMPORTS.name, log.reference, LOG_IMPORTS.happened),
        "covers_nothing": not (log.defaults.get("items") and log.defaults.get("purposes")),
    }
    return render(request, "agreements/import.html", context)


def choose(request: HttpRequest, reference: str) -> HttpResponse:
    """Another sheet, or another row with the names of the columns."""
    log = _find(request, reference)
    found: dict[str, set[int]] = {name: set() for name in log.sheets}
    for sheet, number in log.rows.values_list("sheet", "number"):
        found.setdefault(sheet, set()).add(number)
    initial = {"sheet": log.sheet, "names_row": log.names_row, "read_version": log.version}
    form = ChooseForm(request.POST or None, initial=initial, rows=found or {"": set()})
    return _step(request, log, form, "choose", done="The columns are shown anew.", then="map")


def map(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what each column holds."""
    log = _find(request, reference)
    samples = [row.cells for row in under_the_names(log)[:A_PAGE]]
    initial: dict[str, Any] = {f"column_{index}": field for index, field in columns(log).items()}
    initial |= {**log.defaults, "read_version": log.version}
    form = MapForm(request.POST or None, initial=initial, names=names(log), samples=samples)
    return _step(
        request,
        log,
        form,
        "map",
        done="The columns are kept.",
        then="decide",
        template="agreements/import_map.html",
    )


def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Say who each partner is, whose name is not one that we have."""
    log = _find(request, reference)
    wanted: dict[str, str] = {}
    for line in outlook(log, at=timezone.now()):
        for name in line.meant.partners if line.row.agreement_id is None else ():
            wanted.setdefault(normal(name), name)
    found = known(wanted.values(), {})
    asked = [name for key, name in sorted(wanted.items()) if key not in found]
    part = _part(request, asked)
    form = DecideForm(
        request.POST or None,
        initial={"read_version": log.version},
        names=part.rows,
        alike=alike(part.rows),
        decided=log.partners,
    )
    return _step(
        request,
        log,
        form,
        "decide",
        done="What you said about the partners is kept.",
        then=f"decide/?page={part.number + 1}" if part.next_url else "rows/",
        template="agreements/import_decide.html",
        part=part,
        asked=len(asked),
        found=len(wanted) - len(asked),
    )


def rows(request: HttpRequest, reference: str) -> HttpResponse:
    """What would become of each row."""
    log = _find(request, reference)
    lines = outlook(log, at=timezone.now())
    fate = request.GET.get("fate", "")
    part = _part(request, [line for line in lines if not fate or line.fate == fate])
    context = {
        "log": log,
        "part": part,
        "chosen": fate,
        "counted": [(each, number) for each, number in count(lines).items() if number],
        "all": len(lines),
        "open": log.state in (State.READ, State.LOADED),
    }
    return render(request, "agreements/import_rows.html", context)


def correct(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One row as it is in the file, and what it should say."""
    log = _find(request, reference)
    line = _line(log, number)
    which = columns(log)
    read = mapping.said(which, line.row.cells, {})
    form = CorrectForm(request.POST or None, initial={**line.said, "read_version": log.version}, read=read)
    at, user = timezone.now(), by(request)

    def step() -> LogRow:
        version = form.cleaned_data["read_version"] or 0
        return actions.correct(line.row, by=user, at=at, read_version=version, corrections=form.corrections)

    labelled = names(log)
    return take_step(
        request,
        form,
        step,
        register=LOG_IMPORTS,
        reference=log.reference,
        verb="correct",
        done=f"Row {number} is put right. What the file says stays with it.",
        then=lambda row: LOG_IMPORTS.url(log, "rows"),
        template="agreements/import_correct.html",
        log=log,
        line=line,
        cells=[
            (labelled[index] if index < len(labelled) else mapping.column(index), cell)
            for index, cell in enumerate(line.row.cells)
            if cell
        ],
        open=log.state in (State.READ, State.LOADED) and line.row.agreement_id is None,
    )


@once(LOG_IMPORTS, "load", landing(LOADING))
def load(request: HttpRequest, reference: str) -> HttpResponse:
    """Bring in every row that can be."""
    log = _find(request, reference)
    counted = count(outlook(log, at=timezone.now()))
    form = LoadForm(request.POST or None, initial={"read_version": log.version})
    return _step(
        request,
        log,
        form,
        "load",
        done=LOADING,
        then="",
        template="agreements/import_load.html",
        to_add=counted[Fate.ADD],
        left_out=counted[Fate.UNDECIDED] + counted[Fate.UNREADABLE] + counted[Fate.DIFFERS],
        covers_nothing=not (log.defaults.get("items") and log.defaults.get("purposes")),
    )


@require_safe
def file(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The file as it came. Nothing opens it by itself."""
    log = _find(request, reference)
    opened = actions.open_file(log, by=by(request), at=timezone.now())
    name = f"log-{log.reference}.{'csv' if log.encoding else 'xlsx'}"
    return given(opened, name, "application/octet-stream")


def _find(request: HttpRequest, reference: str) -> LogImport:
    found: LogImport = LOG_IMPORTS.find(reference, user=by(request), at=timezone.now())
    return found


def _line(log: LogImport, number: int) -> Line:
    found = next((line for line in outlook(log, at=timezone.now()) if line.row.number == number), None)
    if found is None:
        raise NotThere(LOG_IMPORTS.name, log.reference)
    return found


def _part(request: HttpRequest, rows: list[Any]) -> Part:
    """The page of a list that the address asks for."""
    asked = request.GET.get("page", "1")
    last = max(1, -(-len(rows) // A_PAGE))
    number = min(max(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1, 1), last)

    def url(to: int) -> str:
        query = request.GET.copy()
        query["page"] = str(to)
        return f"?{query.urlencode()}" if 1 <= to <= last else ""

    return Part(rows[(number - 1) * A_PAGE : number * A_PAGE], number, url(number - 1), url(number + 1))


def _facts(form: Any, verb: str) -> dict[str, Any]:
    if verb == "map":
        return {"mapping": form.mapping, "defaults": form.defaults}
    if verb == "decide":
        return {"partners": form.partners}
    if verb == "load":
        return {"form_key": form.cleaned_data["form_key"]}
    return form.facts


TITLES = {
    "choose": "Where the log is",
    "map": "What each column holds",
    "decide": "Who each partner is",
    "load": "Bring it in",
}


def _step(
    request: HttpRequest,
    log: LogImport,
    form: Any,
    verb: str,
    *,
    done: str,
    then: str,
    template: str = "staff/form.html",
    **context: Any,
) -> HttpResponse:
    """One step of an import; then to another page of it."""
    at, user = timezone.now(), by(request)
    if verb not in LOG_IMPORTS.machine.open_verbs(log.state) and request.method != "POST":  # type: ignore[union-attr]
        return redirect(LOG_IMPORTS.url(log))

    def step() -> LogImport:
        action = getattr(actions, verb)
        version = form.cleaned_data["read_version"] or 0
        taken: LogImport = action(log, by=user, at=at, read_version=version, **_facts(form, verb))
        return taken

    where = LOG_IMPORTS.url(log)
    return take_step(
        request,
        form,
        step,
        register=LOG_IMPORTS,
        reference=log.reference,
        verb=verb,
        done=done,
        then=lambda taken: f"{where}{then if '/' in then or not then else f'{then}/'}",
        template=template,
        log=log,
        title=TITLES[verb],
        caption=f"{log.reference}, {log.name}",
        back_url=where,
        **context,
    )
