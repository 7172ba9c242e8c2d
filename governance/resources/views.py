"""Resources over HTTP for staff: the list, one of them, its steps, and the forms that Sharewell makes."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from governance.calendar import add_months, is_overdue, local_day
from governance.defaults import RESOURCE_REVIEW_MONTHS
from governance.documents.door import opened
from governance.documents.giving import given
from governance.errors import NotThere, demand
from governance.exports.bar import bar
from governance.ledger.timeline import timeline
from governance.policies.rendering import render as safe_html
from governance.records.paging import page
from governance.resources import actions, documents, forms, sections
from governance.resources.blanks import BLANKS
from governance.resources.files import file_of
from governance.resources.filters import chosen, filters
from governance.resources.kinds import Kind
from governance.resources.models import Resource
from governance.resources.permissions import may_add
from governance.resources.register import RESOURCES
from governance.resources.states import State
from governance.workflow.forms import VerbForm
from governance.workflow.register import not_theirs
from governance.workflow.requests import by, demand_step, sent, take_step

HAPPENED = {
    "add": "Added",
    "edit": "Changed",
    "review": "Looked at: it still holds",
    "withdraw": "Withdrawn",
    "give_back": "Given back",
}
WRITTEN = ("title", "kind", "summary", "text", "address", "blank")


class Act(NamedTuple):
    """What one verb takes: its form, its action, what its page says first, and what to say once it is done."""

    form: type[VerbForm]
    action: Callable[..., Resource]
    intro: str
    done: str


ACTS = {
    "edit": Act(
        forms.WriteForm,
        actions.edit,
        "It is made of one thing: a text, an address, a form that Sharewell makes, or a file.",
        "It is changed.",
    ),
    "review": Act(
        forms.UntilForm,
        actions.review,
        "You say that you read it, and that it still holds.",
        "It holds until you look at it again.",
    ),
    "withdraw": Act(
        forms.WithdrawForm,
        actions.withdraw,
        "Nobody finds it any more, and policies that lead to it show its words without the link. "
        "You can give it back later.",
        "It is withdrawn.",
    ),
    "give_back": Act(
        forms.UntilForm,
        actions.give_back,
        "Everyone whom it is for can use it again at once.",
        "It is in use again.",
    ),
}


def resources(request: HttpRequest) -> HttpResponse:
    """All that there are, those in use unless others are asked for."""
    at, user = timezone.now(), by(request)
    wanted = filters(user, request.GET)
    listed = page(chosen(user, wanted, at), request.GET, by=("title", "id"))
    places = sections.places(listed.rows)
    context = {
        "page": listed,
        "rows": [
            (each, Kind(each.kind), places.get(sections.of(each)), is_overdue(each.review_on, at=at))
            for each in listed.rows
        ],
        "filters": wanted,
        "kinds": Kind.choices,
        "sections": sections.in_use().items(),
        "states": State.choices,
        "bar": bar(user, RESOURCES.name, wanted),
        "may_add": bool(may_add(user, Resource(), at)),
    }
    return render(request, "resources/list.html", context)


def add(request: HttpRequest) -> HttpResponse:
    """Put one into the library."""
    at, user = timezone.now(), by(request)
    demand(may_add(user, Resource(), at))
    on = local_day(at)
    initial = {"owner": user.email, "review_on": add_months(on, RESOURCE_REVIEW_MONTHS.value)}
    form = forms.AddForm(*sent(request), on=on, initial=initial)
    return take_step(
        request,
        form,
        lambda: actions.add(by=user, at=at, **form.facts),
        register=RESOURCES,
        verb="add",
        done="It is in the library.",
        then=RESOURCES.url,
        template="staff/form.html",
        title="Add a resource",
        intro=ACTS["edit"].intro,
        button="Add it",
        back_url="/resources/",
    )


@require_safe
def resource(request: HttpRequest, reference: str) -> HttpResponse:
    """One of them: what it is, where it is, and the next steps."""
    at, user = timezone.now(), by(request)
    found: Resource = RESOURCES.find(reference, user=user, at=at)
    steps = RESOURCES.steps(found, user=user, at=at)
    kept = file_of(found)
    context = {
        "resource": found,
        "kind": Kind(found.kind),
        "place": sections.places([found]).get(sections.of(found)),
        "is_late": found.state == State.LIVE and is_overdue(found.review_on, at=at),
        # What `safe_html` gives back has been through the sanitiser.
        "text": mark_safe(safe_html(found.text, under=2)),  # noqa: S308
        "files": [kept] if kept else [],
        "fill_in": found.made_here.fill_in_for(user) if found.made_here else "",
        "steps": [step for step in steps if step.verdict],
        "missing_steps": not_theirs(steps),
        "timeline": timeline(RESOURCES.name, reference, HAPPENED),
    }
    return render(request, "resources/detail.html", context)


def act(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """One step of one resource."""
    at, user = timezone.now(), by(request)
    found: Resource = RESOURCES.find(reference, user=user, at=at)
    if verb not in ACTS:
        raise NotThere(RESOURCES.name, reference)
    step = ACTS[verb]
    demand_step(request, RESOURCES, found, verb, step.form, at=at)
    form = step.form(*sent(request), **_options(step.form, found, local_day(at)))
    return take_step(
        request,
        form,
        lambda: step.action(
            found, by=user, at=at, read_version=form.cleaned_data["read_version"] or 0, **form.facts
        ),
        register=RESOURCES,
        verb=verb,
        done=step.done,
        then=RESOURCES.url,
        template="staff/form.html",
        reference=reference,
        title=RESOURCES.verbs[verb].label,
        caption=str(found),
        button=RESOURCES.verbs[verb].label,
        intro=step.intro,
        back_url=RESOURCES.url(found),
    )


@require_safe
def blank(request: HttpRequest, key: str) -> HttpResponseBase:
    """The PDF of a form that Sharewell makes, as it is now; how far it is while it is being made.

    One that the library has only as withdrawn is given to nobody.
    """
    entered = Resource.objects.filter(blank=key)
    if key not in BLANKS or (entered.exists() and not entered.live().exists()):
        raise NotThere(RESOURCES.name, "")
    wanted = BLANKS[key]
    document = documents.newest(wanted, at=timezone.now())
    file = opened(document) if document is not None else None
    if file is not None:
        return given(file, f"{key}.pdf", saved=False)
    context = {
        "blank": wanted,
        "fill_in": wanted.fill_in_for(by(request)),
        "lost": document is not None,
        "pdf_is_on": settings.PDF,
    }
    return render(request, "resources/making.html", context)


def _options(form: type[VerbForm], found: Resource, on: Any) -> dict[str, Any]:
    """What the form of a step starts from."""
    initial: dict[str, Any] = {"read_version": found.version}
    if form is forms.UntilForm:
        return {"on": on, "initial": initial | {"review_on": add_months(on, RESOURCE_REVIEW_MONTHS.value)}}
    if form is forms.WriteForm:
        initial |= {name: getattr(found, name) for name in WRITTEN}
        initial |= {
            "staff_only": forms.STAFF if found.staff_only else forms.EVERYONE,
            "section": sections.of(found),
            "owner": found.owner.email,
        }
        return {"resource": found, "initial": initial}
    return {"initial": initial}
