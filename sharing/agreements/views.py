"""Agreements over HTTP: the central log, and one agreement. No personal data, so looking is not logged."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from consent.items import DataItem
from governance.accounts.models import Service, User
from governance.accounts.roles import May, may
from governance.calendar import local_day
from governance.exports.bar import bar
from governance.organisations.assurance import standing_by
from governance.records.paging import page
from governance.records.searching import searched
from governance.workflow.register import Step, cards_beside, dependants, not_theirs
from governance.workflow.requests import by, sent
from sharing.agreements import dates, deciding, deciding_views, forms, keeping, pages, progress, signing_views
from sharing.agreements.bringing_in import card as brought_in
from sharing.agreements.content import content, label
from sharing.agreements.filters import (
    ASSURANCE,
    EVERYWHERE,
    NOTICE,
    WHOLE_CHARITY,
    chosen,
    filters,
    partners,
    reviews,
)
from sharing.agreements.flags import flags, tells_of_notice
from sharing.agreements.models import Agreement
from sharing.agreements.permissions import may_begin, may_write, sees_all_states
from sharing.agreements.reading import in_words, sections
from sharing.agreements.register import AGREEMENTS, BESIDES
from sharing.agreements.rules import Type
from sharing.agreements.states import NEVER, State
from sharing.agreements.timeline import happened
from sharing.agreements.writing import RENEWABLE

# The steps of its states that have a page of their own, and those that take it on its way: the one that is open
# gets the green button.
PAGES = (
    *("submit", "approve", "send_back", "reject", "sign", "take_back", "discard"),
    *("review", "terminate", "take_back_notice"),
)
ONWARD = ("submit", "approve", "sign")
IN_ANY_STATE = ("note_notice", "appoint")


def agreements(request: HttpRequest) -> HttpResponse:
    """The central log, newest first; search by part of a title or a partner's name, or by a number; or filtered."""
    at, user = timezone.now(), by(request)
    wanted = filters(user, request.GET)
    found, asked = searched(chosen(user, wanted, at), request.GET)
    shown = found.select_related("service").with_partners()
    listed = page(shown, request.GET, by=("-id",))
    flagged = flags(listed.rows, user, at)
    whole = sees_all_states(user)
    context = {
        "page": listed,
        "rows": [(each, each.state_at(at), flagged[each]) for each in listed.rows],
        **asked,
        "filters": wanted,
        "partners": [(each.reference, each.name) for each in partners(user, at)],
        "services": [
            (EVERYWHERE, WHOLE_CHARITY),
            *((str(each.pk), each.name) for each in Service.objects.all()),
        ],
        "states": State.choices if whole else [],
        "items": DataItem.choices,
        "types": Type.choices,
        "reviews": reviews(wanted).items(),
        "notices": NOTICE.items() if whole else [],
        "assurances": ASSURANCE.items(),
        "bar": None if asked["wanted"] else bar(user, AGREEMENTS.name, wanted, rows=found),
        "may_create": bool(may(user.role, May.CREATE, AGREEMENTS.name)),
        "may_bring_in": bool(may(user.role, May.DECIDE, AGREEMENTS.name)),
    }
    return render(request, "agreements/list.html", context)


def agreement(request: HttpRequest, reference: str) -> HttpResponse:
    """One agreement: where it stands, with whom, what it says, what is next, and what happened to it."""
    at, user = timezone.now(), by(request)
    AGREEMENTS.find(reference, user=user, at=at)
    whole = Agreement.objects.select_related("service", "owner", "parent", "renews").with_partners()
    found: Agreement = whole.get(reference=reference)
    on, state, seen = local_day(at), found.state_at(at), AGREEMENTS.visible(user, at)
    above = [each.pk for each in (found.parent, found.renews) if each is not None]
    written, signatures = progress.card(found, user, at), signing_views.card(found, user, at)
    # What is not finished is gone on with, and who has signed does not sign again.
    not_yet = {"submit"} if written and written["next"] else set()
    not_yet |= set() if signatures["may_sign"] else {"sign"}
    not_yet |= set() if found.ended_at else {"take_back_notice"}
    steps = [step for step in _steps(found, user, at) if step.verb not in not_yet]
    context = {
        "progress": written,
        **deciding_views.card(found, user, at),
        **signatures,
        "agreement": found,
        "state": state,
        "flags": flags([found], user, at)[found],
        "parties": [
            (each, standing_by(each.organisation.assured_until, on))  # type: ignore[attr-defined]
            for each in found.parties.all()
        ],
        "at_a_glance": list(_at_a_glance(found)),
        "sections": sections(content(found)),
        # What somebody may not open is named and not linked.
        "may_open": set(seen.filter(pk__in=above).values_list("pk", flat=True)),
        "renewals": [(each, each.state_at(at)) for each in seen.filter(renews=found).order_by("id")],
        "protocols": [(each, each.state_at(at)) for each in seen.under(found).order_by("id")],
        "dependants": dependants(found),
        "tells_of_notice": tells_of_notice(found, user),
        "steps": [step for step in steps if step.verdict],
        # Whoever only reads agreements need not know what they cannot do to one.
        "missing_steps": not_theirs(steps) if _takes_part(user) else [],
        "main_verb": next((step.verb for step in steps if step.verdict and step.verb in ONWARD), ""),
        "may_renew": state in RENEWABLE and may_write(user, found, at),
        "may_copy": may_begin(user),
        "dates": dates.card(found, user, at),
        "brought_in": brought_in.card(found, user, at),
        "cards": cards_beside(AGREEMENTS.name, found, user=user, at=at),
        "timeline": happened(found),
    }
    return render(request, "agreements/detail.html", context)


def _steps(agreement: Agreement, user: User, at: datetime) -> list[Step]:
    """The steps that have a page of their own, those besides its states last."""
    found = [step for step in AGREEMENTS.steps(agreement, user=user, at=at) if step.verb in PAGES]
    if agreement.state not in NEVER:
        found += [step for step in BESIDES.steps(agreement, user=user, at=at) if step.verb in IN_ANY_STATE]
    return found


def _at_a_glance(agreement: Agreement) -> Iterator[tuple[str, str]]:
    """What decides what it covers, as far as it is said; items that go out on the same rung on one line."""
    items: dict[str, list[str]] = {}
    for each in agreement.items.order_by("-rung", "id"):
        items.setdefault(each.get_rung_display(), []).append(each.get_item_display())
    for name in ("purposes", "people", "direction", "items", "basis", "condition", "footing"):
        if name == "items":
            text = "\n".join(f"{'; '.join(found)}\n({rung})" for rung, found in items.items())
        else:
            text = in_words(Agreement._meta.get_field(name), getattr(agreement, name))
        if text:
            yield label(name), text


def _takes_part(user: User) -> bool:
    return bool(may(user.role, May.EDIT, AGREEMENTS.name)) or user.is_siro


class Act(NamedTuple):
    """What a step takes that asks little: its form, its action, what its page says, and what to say then."""

    form: type[forms.KeepingForm]
    action: Callable[..., Agreement]
    intro: str
    done: str
    button: str = ""


ACTS = {
    "submit": Act(
        forms.KeepingForm,
        deciding.submit,
        "The IG team reads it next. They may ask about it, send it back to you, or let it be signed.",
        "It is with the IG team.",
        "Send to the IG team",
    ),
    "note_notice": Act(
        forms.NoticeForm,
        keeping.note_notice,
        "People have a right to know whom we share with. A privacy notice lists what we share as a matter of routine.",
        "It is recorded.",
    ),
    "appoint": Act(
        forms.AppointForm,
        keeping.appoint,
        "The owner answers for the agreement and is told before it must be reviewed, and before it ends.",
        "It has another owner.",
    ),
}


def act(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Sending it in, or a step that it can take in any state."""
    register = BESIDES if verb in IN_ANY_STATE else AGREEMENTS
    step = ACTS[verb]
    at, user, found = pages.opened(request, reference, verb, step.form, register=register)
    form = step.form(sent(request)[0], agreement=found)
    return pages.step(
        request,
        found,
        form,
        lambda: step.action(found, by=user, at=at, **pages.facts(form)),
        verb=verb,
        done=step.done,
        intro=step.intro,
        button=step.button,
        topic="sharing",
    )
