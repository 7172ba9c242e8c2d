"""Who we share with, for everyone: from the agreements that are in force, partners and purposes only.

It is made without the request, from fields that are classed public alone, and kept as the policies' pages are.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from consent.purposes import WHY, Purpose
from governance.calendar import local_day
from governance.organisations.models import Kind
from governance.policies.public import for_everyone, is_nobody, private
from sharing.agreements.coverage import what_they_lean_on
from sharing.agreements.models import Agreement, Party
from sharing.agreements.querysets import AgreementQuerySet
from sharing.agreements.rules import Type
from sharing.agreements.states import State

A_DAY = timedelta(days=1)
# Every change of an agreement, and every new name of a partner, raises a version.
STATE = "SELECT (SELECT sum(version) FROM agreements_agreement), (SELECT sum(version) FROM organisations_organisation)"
# All that is read of an agreement and of its parties.
OF_AN_AGREEMENT = ("purposes",)
OF_A_PARTNER = ("name", "kind")

OTHERWISE = "For other reasons"
WHAT = {
    Kind.HEALTH: "a health service",
    Kind.COUNCIL: "a council",
    Kind.JUSTICE: "a police or justice service",
    Kind.GOVERNMENT: "a government office",
    Kind.CHARITY: "a charity or group",
    Kind.UNIVERSITY: "a university",
    Kind.COMPANY: "a company",
    Kind.OTHER: "another organisation",
}


class Partner(NamedTuple):
    """A partner by name, and what kind of organisation it is in words."""

    name: str
    kind: str


@transaction.non_atomic_requests
@login_not_required
@require_safe
def how_we_share(request: HttpRequest) -> HttpResponse:
    """With whom we have an agreement today, by what it is for."""
    at = timezone.now()
    if is_nobody(request):
        return for_everyone(request, (_state(), local_day(at)), lambda: _page(at))
    return private(HttpResponse(_page(at)))


def shared(at: datetime) -> list[tuple[str, list[Partner]]]:
    """Each purpose in words, with the partners under it by name."""
    found: dict[Purpose | None, set[Partner]] = {}
    of_agreement = [f"agreement__{name}" for name in OF_AN_AGREEMENT]
    # A duplicate goes by the name of the one that remains.
    of_partner = [_of_the_one_that_remains(name) for name in OF_A_PARTNER]
    parties = Party.objects.filter(agreement__in=in_force(at).values("pk"))
    for purposes, name, kind in parties.values_list(*of_agreement, *of_partner):
        for purpose in purposes or [None]:
            found.setdefault(purpose, set()).add(Partner(name, WHAT[Kind(kind)]))
    return [
        (WHY.get(purpose, OTHERWISE), sorted(found[purpose], key=lambda each: each.name.casefold()))
        for purpose in (*Purpose, None)
        if purpose in found
    ]


def in_force(at: datetime) -> AgreementQuerySet:
    """Those that are active on a day from their start to their end, and count as an agreement to share (section 4)."""
    active = Agreement.objects.in_state(State.ACTIVE, at).filter(starts_on__lte=local_day(at))
    leaning = what_they_lean_on(active.exclude(type=Type.ISA), at)
    return active.exclude(pk__in=[each.pk for each, counted in leaning.items() if not counted])


def updated_on(at: datetime) -> date | None:
    """The last day on which an agreement began or ended; None where there never was one."""
    on = local_day(at)
    found = Agreement.objects.ever_begun().aggregate(
        began=Max("began_at"),
        started=Max("starts_on", filter=Q(starts_on__lte=on)),
        over=Max("ends_on", filter=Q(ends_on__lt=on)),
        replaced=Max("superseded_at", filter=Q(superseded_at__lte=at)),
        ended=Max("ended_at", filter=Q(ended_at__lte=at)),
    )
    days = [local_day(found[name]) for name in ("began", "replaced", "ended") if found[name]]
    days += [found["started"]] if found["started"] else []
    days += [found["over"] + A_DAY] if found["over"] else []
    return max(days, default=None)


def _page(at: datetime) -> str:
    context = {
        "base": "public/base.html",
        "section": "how-we-share",
        "purposes": shared(at),
        "updated_on": updated_on(at),
    }
    return render_to_string("agreements/how_we_share.html", context)


def _of_the_one_that_remains(name: str) -> Coalesce:
    return Coalesce(F(f"organisation__merged_into__{name}"), F(f"organisation__{name}"))


def _state() -> object:
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        return cursor.fetchone()
