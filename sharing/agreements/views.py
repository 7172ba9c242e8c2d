"""Agreements over HTTP: the central log, and one agreement. No personal data, so looking is not logged."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from consent.items import DataItem
from governance.accounts.models import Service, User
from governance.accounts.roles import May, may
from governance.calendar import local_day
from governance.exports.bar import bar
from governance.ledger.models import Event
from governance.ledger.timeline import timeline
from governance.organisations.assurance import standing_by
from governance.records.paging import page
from governance.records.searching import SHORTEST_SEARCH, typed
from governance.workflow.dependants import newest_first
from governance.workflow.register import dependants
from governance.workflow.requests import by
from sharing.agreements.content import content
from sharing.agreements.filters import (
    ASSURANCE,
    EVERYWHERE,
    NOTICE,
    REVIEW,
    chosen,
    filters,
    partners,
    sees_all_states,
)
from sharing.agreements.flags import flags
from sharing.agreements.models import Agreement
from sharing.agreements.reading import sections
from sharing.agreements.register import AGREEMENTS, HAPPENED
from sharing.agreements.rules import Type
from sharing.agreements.states import State


def agreements(request: HttpRequest) -> HttpResponse:
    """The central log, newest first; search by part of a title or a partner's name, or by a number; or filtered."""
    at, user = timezone.now(), by(request)
    wanted, text = filters(user, request.GET), typed(request.GET)
    too_short = bool(text) and len(text) < SHORTEST_SEARCH
    found = chosen(user, wanted, at)
    if text:
        found = found.none() if too_short else found.named_like(text)
    shown = found.select_related("service").with_partners()
    listed = page(shown, request.GET, by=("-id",))
    whole = sees_all_states(user)
    context = {
        "page": listed,
        "rows": [(each, each.state_at(at), flags(each, user, at)) for each in listed.rows],
        "wanted": text,
        "too_short": too_short,
        "filters": wanted,
        "partners": partners(user, at),
        "services": Service.objects.all(),
        "everywhere": EVERYWHERE,
        "states": State.choices if whole else [],
        "items": DataItem.choices,
        "types": Type.choices,
        "reviews": REVIEW.items(),
        "notices": NOTICE.items() if whole else [],
        "assurances": ASSURANCE.items(),
        "bar": None if text else bar(user, AGREEMENTS.name, wanted, rows=found),
        "may_create": bool(may(user.role, May.CREATE, AGREEMENTS.name)),
    }
    return render(request, "agreements/list.html", context)
