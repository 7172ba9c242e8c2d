"""Writing an agreement over HTTP: begun, written step by step with its parties and items, copied, renewed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from governance.calendar import local_day
from governance.errors import IllegalTransition, NotThere, demand, no
from governance.organisations.assurance import standing, standing_by
from governance.organisations.models import Organisation
from governance.organisations.register import ORGANISATIONS
from governance.records.paging import page
from governance.records.searching import searched
from governance.workflow.forms import attempt
from governance.workflow.requests import by, sent, take_step
from sharing.agreements import writing
from sharing.agreements.content import items, parties
from sharing.agreements.models import Agreement, Item, Part, Party
from sharing.agreements.permissions import may_begin, may_write
from sharing.agreements.progress import next_open, stages
from sharing.agreements.ready_made import READY
from sharing.agreements.register import AGREEMENTS
from sharing.agreements.rules import Type
from sharing.agreements.states import OPEN_TO_CHANGE, State
from sharing.agreements.steps import BY_SLUG
from sharing.agreements.writing import AtStake, at_stake
from sharing.agreements.writing_forms import (
    COPY,
    DraftForm,
    ItemForm,
    PartyForm,
    RemoveForm,
    RenewForm,
    StartForm,
    StepForm,
    WritingForm,
)
from sharing.locks import needs_policy_document

LIST = "/agreements/"


# --- Begun -----------------------------------------------------------------------------


def create(request: HttpRequest) -> HttpResponse:
    """Begin an agreement: first what it is and what to start from, then what it is called and whose it is."""
    at, user = timezone.now(), by(request)
    demand(may_begin(user))
    start = StartForm(request.GET or None)
    if not start.is_valid():
        context = {"form": start, "title": "Start an agreement", "back_url": LIST}
        return render(request, "agreements/start.html", context)
    type_, ready = Type(start.cleaned_data["type"]), READY.get(start.cleaned_data["start"])
    if start.cleaned_data["start"] == COPY:
        return redirect(f"{reverse('agreements:find_copy')}?type={type_.value}")
    form = DraftForm(sent(request)[0], user=user, at=at, type=type_)
    begun: dict[str, Any] = {**ready.facts, "items": ready.items} if ready else {}
    return take_step(
        request,
        form,
        lambda: writing.draft(by=user, at=at, type=type_, **begun, **form.facts),
        register=AGREEMENTS,
        verb="draft",
        done="It is begun. Everything you save stays, so you can stop at any time and go on later."
        + (" Read each step through, and change what does not fit." if ready else ""),
        then=AGREEMENTS.url,
        template="staff/form.html",
        title=type_.label,
        caption=ready.title if ready else "An empty one",
        button="Start",
        back_url=f"{request.path}?type={type_.value}",
    )


def find_copy(request: HttpRequest) -> HttpResponse:
    """Look for the agreement to copy, among those that the user may see."""
    at, user = timezone.now(), by(request)
    demand(may_begin(user))
    wanted = request.GET.get("type", "")
    found, asked = searched(AGREEMENTS.visible(user, at), request.GET)
    listed = page(found, request.GET, by=("-id",))
    context = {
        "page": listed,
        "rows": [(each, each.state_at(at)) for each in listed.rows],
        **asked,
        "type": wanted if wanted in Type else "",
    }
    return render(request, "agreements/find_copy.html", context)


def copy(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin a new agreement that says what this one says."""
    at, user = timezone.now(), by(request)
    demand(may_begin(user))
    source: Agreement = AGREEMENTS.find(reference, user=user, at=at)
    wanted = request.GET.get("type", source.type)
    type_ = Type(wanted if wanted in Type else source.type)
    above = source.parent if type_ == source.type else None
    form = DraftForm(sent(request)[0], user=user, at=at, type=type_, above=above)
    return take_step(
        request,
        form,
        lambda: writing.copy(source, by=user, at=at, type=type_, **form.facts),
        register=AGREEMENTS,
        verb="draft",
        done="It is begun as a copy. Read each step through, and change what does not fit.",
        then=AGREEMENTS.url,
        template="staff/form.html",
        reference=reference,
        title=f"A copy of {source.title}",
        caption=type_.label,
        intro="It says what that one says, with its partners and what is shared. Its dates, its impact assessment and "
        "its signatures are not copied.",
        button="Copy it",
        back_url=AGREEMENTS.url(source),
    )


def renew(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin the next version, which replaces this one when it is active."""
    at, user = timezone.now(), by(request)
    source: Agreement = AGREEMENTS.find(reference, user=user, at=at)
    demand(may_write(user, source, at))
    if request.method != "POST":
        writing.demand_renewable(source, at)
    form = RenewForm(sent(request)[0])
    return take_step(
        request,
        form,
        lambda: writing.renew(source, by=user, at=at, **form.facts),
        register=AGREEMENTS,
        verb="draft",
        done="Its renewal is begun. Read each step through, and give it new dates.",
        then=AGREEMENTS.url,
        template="agreements/renew.html",
        reference=reference,
        agreement=source,
        state=source.state_at(at),
        title=f"Renew {source.title}",
        caption=source.log_number,
        button="Begin the renewal",
        back_url=AGREEMENTS.url(source),
    )


# --- Written ---------------------------------------------------------------------------


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Go on where something is left to do; where nothing is, from the first step."""
    ours = _writable(request, reference)
    stage = next_open(stages(ours))
    return redirect(_step_url(ours, stage.step.slug if stage else "start"))


def step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """One step: its questions, and its parties or items where it has some."""
    at, user = timezone.now(), by(request)
    ours = _writable(request, reference)
    asked = BY_SLUG.get(step)
    if asked is None:
        raise NotThere(AGREEMENTS.name, reference)
    form = StepForm(sent(request)[0], step=asked, agreement=ours, user=user, at=at)

    def save() -> Agreement:
        return writing.edit(ours, by=user, at=at, read_version=_read(form), **form.facts)

    if request.method == "POST" and form.is_valid():
        stake = at_stake(ours)
        # What is saved already is not saved anew, so that pressing twice is no conflict with oneself.
        changed = bool(form.facts)
        saved = attempt(AGREEMENTS, form, save, reference=reference, verb="edit") if changed else ours
        if saved is not None:
            _say(request, "Saved.", stake if saved.state != ours.state else None)
            return redirect(_onward(request, form, saved, step))
    on = local_day(at)
    context = {
        **_about(ours, form, asked.title),
        "step": asked,
        "number": list(BY_SLUG).index(step) + 1,
        "of": len(BY_SLUG),
        "left": next(stage.left for stage in stages(ours) if stage.step is asked),
        "parties": [(each, standing(each.organisation, on)) for each in parties(ours)],
        "items": items(ours),
        "special": ours.is_special,
        "crime": ours.has_crime,
        "policy_document": needs_policy_document(ours.locks),
    }
    return render(request, "agreements/step.html", context, status=409 if form.conflict else 200)


def _onward(request: HttpRequest, form: StepForm, saved: Agreement, step: str) -> str:
    """The same step where a question follows from what was answered; else as the button says."""
    if request.POST.get("then") == "later":
        return AGREEMENTS.url(saved)
    if form.asks_more:
        messages.info(request, "What you answered brings up one more question on this page.")
        return _step_url(saved, step)
    stage = next_open(stages(saved), step)
    return _step_url(saved, stage.step.slug) if stage else AGREEMENTS.url(saved)


# --- Parties and items -----------------------------------------------------------------


def add_party(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose an organisation; then say how it decides, whom to ask there, and who signs."""
    at, user = timezone.now(), by(request)
    ours = _writable(request, reference)
    if "organisation" not in request.GET:
        return _find_partner(request, ours, at)
    partner: Organisation = ORGANISATIONS.find(request.GET["organisation"], user=user, at=at)
    if partner.merged_into is not None:
        return redirect(f"{request.path}?organisation={partner.merged_into.reference}")
    on = local_day(at)
    form = PartyForm(sent(request)[0], agreement=ours, organisation=partner, on=on)
    there = ours.parties.filter(organisation=partner).first()
    return _part_step(
        request,
        ours,
        form,
        lambda: writing.add_party(
            ours, by=user, at=at, read_version=_read(form), organisation=partner, **form.facts
        ),
        step="parties",
        done=f"{partner} is added.",
        there=there,
        title=partner.name,
        **_partner(partner, on),
    )


def _find_partner(request: HttpRequest, ours: Agreement, at: datetime) -> HttpResponse:
    """Look for the organisation that becomes a party."""
    on = local_day(at)
    taken = [each.organisation_id for each in parties(ours)]
    left = Organisation.objects.remaining().with_assurance().exclude(pk__in=taken)
    found, asked = searched(left, request.GET)
    listed = page(found.with_sorted_name(), request.GET, by=("sorted_name", "id"))
    context = {
        "agreement": ours,
        "page": listed,
        "rows": [(each, standing_by(each.assured_until, on)) for each in listed.rows],
        **asked,
        "back_url": _step_url(ours, "parties"),
    }
    return render(request, "agreements/find_partner.html", context)


def change_party(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Change how a partner decides, whom to ask there, or who signs."""
    at, user = timezone.now(), by(request)
    ours = _writable(request, reference)
    found = _part(Party, ours, pk)
    on = local_day(at)
    form = PartyForm(sent(request)[0], agreement=ours, organisation=found.organisation, on=on, part=found)
    return _part_step(
        request,
        ours,
        form,
        lambda: writing.change_part(found, by=user, at=at, read_version=_read(form), **form.facts),
        step="parties",
        done="It is changed.",
        there=found,
        title=found.name,
        remove_url=reverse("agreements:remove_party", args=[reference, pk]),
        **_partner(found.organisation, on),
    )


def remove_party(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take a partner out."""
    return _remove(request, _writable(request, reference), Party, pk, "parties")


def add_item(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a kind of information."""
    at, user = timezone.now(), by(request)
    ours = _writable(request, reference)
    listed = items(ours)
    there = next((each for each in listed if each.item == request.POST.get("item")), None)
    # What is listed is not offered; what was sent twice is there already, and that is no mistake.
    taken = [each.item for each in listed if each != there]
    form = ItemForm(sent(request)[0], agreement=ours, taken=taken)
    return _part_step(
        request,
        ours,
        form,
        lambda: writing.add_item(ours, by=user, at=at, read_version=_read(form), **form.facts),
        step="items",
        done="It is added.",
        there=there,
        title="Add a kind of information",
    )


def change_item(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Change why a kind of information is needed, or how much of the person shows."""
    at, user = timezone.now(), by(request)
    ours = _writable(request, reference)
    found = _part(Item, ours, pk)
    taken = [each.item for each in items(ours)]
    form = ItemForm(sent(request)[0], agreement=ours, taken=taken, part=found)
    return _part_step(
        request,
        ours,
        form,
        lambda: writing.change_part(found, by=user, at=at, read_version=_read(form), **form.facts),
        step="items",
        done="It is changed.",
        there=found,
        title=str(found),
        remove_url=reverse("agreements:remove_item", args=[reference, pk]),
    )


def remove_item(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take a kind of information out."""
    return _remove(request, _writable(request, reference), Item, pk, "items")


def _part_step(
    request: HttpRequest,
    ours: Agreement,
    form: PartyForm | ItemForm,
    action: Callable[[], Any],
    *,
    step: str,
    done: str,
    there: Part | None,
    **context: Any,
) -> HttpResponse:
    """Add or change a part; `there` is what the agreement has of it already, which may be the very same."""
    if request.method == "POST" and form.is_valid():
        stake, same = at_stake(ours), form.is_there(there)
        if same or attempt(AGREEMENTS, form, action, reference=ours.reference, verb="edit") is not None:
            _say(request, done, None if same else stake)
            return redirect(_step_url(ours, step))
    context = {**_about(ours, form, context.pop("title")), **context, "back_url": _step_url(ours, step)}
    return render(request, "agreements/part.html", context, status=409 if form.conflict else 200)


def _remove(request: HttpRequest, ours: Agreement, model: type[Part], pk: int, step: str) -> HttpResponse:
    at, user = timezone.now(), by(request)
    found: Any = _part(model, ours, pk)
    form = RemoveForm(sent(request)[0], agreement=ours)
    stake, name = at_stake(ours), str(found)

    def remove() -> Agreement:
        return writing.remove_part(found, by=user, at=at, read_version=_read(form))

    sound = request.method == "POST" and form.is_valid()
    if sound and attempt(AGREEMENTS, form, remove, reference=ours.reference, verb="edit") is not None:
        _say(request, f"{name} is taken out.", stake)
        return redirect(_step_url(ours, step))
    context = {
        **_about(ours, form, f"Take out: {name}"),
        "back_url": _step_url(ours, step),
        "button": "Take it out",
    }
    return render(request, "agreements/part.html", context, status=409 if form.conflict else 200)


def _part(model: type[Any], ours: Agreement, pk: int) -> Any:
    # A number that is too large for PostgreSQL is nobody's.
    found = model.objects.filter(agreement=ours, pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise NotThere(AGREEMENTS.name, ours.reference)
    return found


def _partner(organisation: Organisation, on: Any) -> dict[str, Any]:
    """What is known of a partner, beside the form about it."""
    return {
        "organisation": organisation,
        "standing": standing(organisation, on),
        "contacts": organisation.contacts.there_on(on).order_by("role", "name", "id"),
    }


# --- What they share -------------------------------------------------------------------


def _writable(request: HttpRequest, reference: str) -> Agreement:
    """The agreement, if the user may write it and its words may change; with what was sent, `apply` says the latter."""
    at, user = timezone.now(), by(request)
    ours: Agreement = AGREEMENTS.find(reference, user=user, at=at)
    demand(may_write(user, ours, at))
    if request.method != "POST" and ours.state not in OPEN_TO_CHANGE:
        raise IllegalTransition(
            no(
                f"What it says cannot be changed any more: it is “{State(ours.state_at(at)).label}”.",
                next_step="Renew it with what has to change, or start a new one from a copy.",
            )
        )
    return ours


def _read(form: WritingForm) -> int:
    """The version that was read; without one it is no version at all."""
    return form.cleaned_data["read_version"] or 0


def _step_url(agreement: Agreement, slug: str) -> str:
    return reverse("agreements:step", args=[agreement.reference, slug])


def _about(ours: Agreement, form: WritingForm, title: str) -> dict[str, Any]:
    return {
        "agreement": ours,
        "form": form,
        "title": title,
        "at_stake": at_stake(ours),
        "back_url": AGREEMENTS.url(ours),
    }


def _say(request: HttpRequest, done: str, lost: AtStake | None) -> None:
    """Say that it is done, and what that took back."""
    if lost:
        gone = "It is out of the review"
        if lost.approved_by is not None:
            many = "" if lost.signatures == 1 else "s"
            signed = f", and {lost.signatures} signature{many}" if lost.signatures else ""
            gone = f"This took back the approval of {lost.approved_by}{signed}"
        done = f"{done} {gone}. It is a draft again: send it to the IG team when it is ready."
    messages.success(request, done)
