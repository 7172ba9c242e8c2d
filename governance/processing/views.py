"""The record of processing over HTTP: what it says, where it has gaps, and writing what no register holds."""

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.accounts.models import Service
from governance.errors import demand
from governance.exports.bar import bar
from governance.processing import actions, export
from governance.processing.activities import KINDS, NOTED, PARTS
from governance.processing.forms import WriteForm
from governance.processing.models import Note
from governance.processing.permissions import may_read, may_write
from governance.processing.register import PROCESSING
from governance.records.addresses import address
from governance.records.paging import page
from governance.workflow.requests import by, sent, take_step

# Each is as long as a screen.
ON_A_PAGE = 10


class Line(NamedTuple):
    """One part of an activity; missing: it must be there, and nobody wrote it. url: where it is written."""

    title: str
    words: str
    missing: bool
    url: str


class Activity(NamedTuple):
    """One activity: its name and its parts."""

    name: str
    lines: list[Line]

    @property
    def has_gaps(self) -> bool:
        return any(line.missing for line in self.lines)


@require_safe
def processing(request: HttpRequest) -> HttpResponse:
    """The activities of one kind, and who answers for all of them."""
    at, user = timezone.now(), by(request)
    demand(may_read(user))
    wanted = export.filters(user, request.GET)
    kind = wanted.get("kind", "services")
    title, found, order = KINDS[kind]
    listed = page(found(user, at), request.GET, by=order, size=ON_A_PAGE)
    context = {
        "page": listed,
        "activities": [_activity(row, kind) for row in listed.rows],
        "kinds": [(each, words, each == kind) for each, (words, *_) in KINDS.items()],
        "title": title,
        "controller": export.controller(),
        "may_write": bool(may_write(user, Note(), at)),
        "bar": bar(user, PROCESSING.name, wanted),
    }
    return render(request, "processing/list.html", context)


@require_safe
def note(request: HttpRequest, reference: str) -> HttpResponse:
    """A note has no page of its own: it stands in the list."""
    PROCESSING.find(reference, user=by(request), at=timezone.now())
    return redirect("processing:list")


def write(request: HttpRequest, service: int | None = None) -> HttpResponse:
    """Write what no register holds: of one service, or of the whole charity."""
    at, user = timezone.now(), by(request)
    of = Service.objects.filter(pk=service).first() if service is not None else None
    if service is not None and of is None:
        raise Http404
    before = Note.objects.filter(service=of).first()
    demand(may_write(user, before or Note(service=of), at))
    form = WriteForm(sent(request)[0], note=before)
    return take_step(
        request,
        form,
        lambda: actions.write(
            of, by=user, at=at, read_version=form.cleaned_data["read_version"] or 0, **form.facts
        ),
        register=PROCESSING,
        verb="write",
        reference=before.reference if before else "",
        done="It is written.",
        then=lambda _: reverse("processing:list"),
        template="staff/form.html",
        title="What no register says",
        caption=str(of) if of else "The whole charity",
        intro="Leave out what you do not know: it is shown as missing."
        if of is None
        else "Leave empty what is the same for the whole charity.",
        back_url=reverse("processing:list"),
    )


def _activity(row: Any, kind: str) -> Activity:
    lines = [
        Line(part.title, words, part.asked and not words, _where(row, kind, part.name))
        for part in PARTS[1:]
        for words in (getattr(row, part.name) or "",)
    ]
    return Activity(row.rop_what, lines)


def _where(row: Any, kind: str, part: str) -> str:
    if kind == "services":
        return reverse("processing:write", args=[row.pk])
    if kind == "assessments" and part in NOTED:
        service = [row.service_id] if row.service_id else []
        return reverse("processing:write" if service else "processing:write_whole", args=service)
    return address(_REGISTERS[kind], row.reference)


_REGISTERS = {"agreements": "agreements", "assessments": "dpias"}
