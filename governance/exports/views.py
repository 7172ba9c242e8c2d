"""Lists as files, and saved views, over HTTP."""

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from governance.accounts.access import registers
from governance.accounts.models import User
from governance.calendar import local_day
from governance.documents.giving import given
from governance.errors import Denied, NotThere, demand
from governance.exports import actions
from governance.exports.forms import NameForm, PressForm
from governance.exports.lists import filters_of, find
from governance.exports.models import Export, Format, SavedView
from governance.exports.permissions import may_export
from governance.workflow.requests import by

CONTENT_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PDF: "application/pdf",
}


@require_GET
@transaction.non_atomic_requests
def download(request: HttpRequest, register: str) -> HttpResponseBase:
    """The list of a register with the filters of the address: as CSV at once, or ordered as another file."""
    at, user, wanted = timezone.now(), by(request), find(register)
    demand(may_export(user, register))
    filters = wanted.filters(user, request.GET)
    if (asked := request.GET.get("format")) in Format.values:
        ordered = actions.order(wanted, filters, by=user, at=at, format=Format(asked))
        return redirect("exports:detail", ordered.reference)
    return StreamingHttpResponse(
        actions.download(wanted, filters, by=user, at=at),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{_file_name(register, at)}.csv"'},
    )


@require_safe
def export(request: HttpRequest, reference: str) -> HttpResponse:
    """How far a file is; where to get it once it is there."""
    at, found = timezone.now(), _own_export(request, reference)
    wanted = find(found.register)
    there = found.done_at is not None and bool(found.file) and at - found.done_at <= actions.KEPT
    context = {
        "export": found,
        "list": wanted,
        "there": there,
        "until": found.done_at + actions.KEPT if there and found.done_at else None,
        "back_url": wanted.url(filters_of(found.query)),
    }
    return render(request, "exports/detail.html", context)


@require_safe
def file(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The file itself, for whoever asked for it."""
    found = _own_export(request, reference)
    opened = actions.open_file(found, by=by(request), at=timezone.now())
    name = f"{_file_name(found.register, found.created_at)}.{found.format}"
    return given(opened, name, CONTENT_TYPES[Format(found.format)])


@require_safe
def saved_views(request: HttpRequest) -> HttpResponse:
    """All that the user has saved, to open, rename or delete."""
    user = by(request)
    views = SavedView.objects.filter(owner=user, register__in=registers(user)).order_by("register", "name")
    shown = [{"view": view, "list": find(view.register)} for view in views]
    return render(request, "exports/saved_views.html", {"shown": shown})


@require_safe
def saved_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the list with the filters that were saved, as far as they are still there."""
    view = _own_view(request, pk)
    wanted, asked = find(view.register), filters_of(view.query)
    filters = wanted.filters(by(request), asked)
    if filters != asked:
        messages.warning(
            request,
            "Part of what this view asked for is not there any more, so the list below may show more than before."
            " You can choose again and save it anew.",
        )
    return redirect(wanted.url(filters))


def save_view(request: HttpRequest, register: str) -> HttpResponse:
    """Keep the filters of the address under a name."""
    user, wanted = by(request), find(register)
    if register not in registers(user):
        raise Http404
    filters = wanted.filters(user, request.GET)
    if not filters:
        messages.info(request, "First choose what to show. Then save it as a view.")
        return redirect(wanted.url({}))
    form = NameForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            view = actions.save_view(wanted, filters, name=form.cleaned_data["name"], by=user)
        except Denied as refusal:
            form.refuse(refusal.verdict)
        else:
            messages.success(request, f"“{view.name}” is saved.")
            return redirect(wanted.url(filters))
    context = {
        "form": form,
        "title": "Save this view",
        "caption": wanted.name,
        "back_url": wanted.url(filters),
    }
    return render(request, "staff/form.html", context)


def rename_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name for a saved view."""
    view = _own_view(request, pk)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": view.name})
    if form.is_valid():
        try:
            actions.rename_view(view, name=form.cleaned_data["name"])
        except Denied as refusal:
            form.refuse(refusal.verdict)
        else:
            messages.success(request, f"It is called “{view.name}” now.")
            return redirect("exports:saved_views")
    context = {
        "form": form,
        "title": "Rename a saved view",
        "caption": find(view.register).name,
        "back_url": "/saved-views/",
    }
    return render(request, "staff/form.html", context)


def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a saved view, once somebody has said that they mean it."""
    view = _own_view(request, pk)
    if request.method == "POST":
        actions.delete_view(view)
        messages.success(request, f"“{view.name}” is deleted. The records it showed are not touched.")
        return redirect("exports:saved_views")
    context = {
        "form": PressForm(),
        "title": "Delete a saved view",
        "intro": f"This deletes “{view.name}” for you. The records that it shows are not touched.",
        "button": "Delete it",
        "back_url": "/saved-views/",
    }
    return render(request, "staff/form.html", context)


def _own_export(request: HttpRequest, reference: str) -> Export:
    # PostgreSQL can't even be asked for a text with a null byte.
    known = "\0" not in reference
    found = Export.objects.filter(owner=by(request), reference=reference).first() if known else None
    if found is None:
        raise NotThere("exports", reference.replace("\0", ""))
    return found


def _own_view(request: HttpRequest, pk: int) -> SavedView:
    user: User = by(request)
    view = SavedView.objects.select_related("owner").filter(owner=user, pk=pk, register__in=registers(user))
    found = view.first()
    if found is None:
        raise NotThere("saved_views", str(pk))
    return found


def _file_name(register: str, at: datetime) -> str:
    """What the list is of and from which day, and nothing about anybody."""
    return f"{register}-{local_day(at):%Y-%m-%d}"
