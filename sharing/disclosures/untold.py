"""What is shared and stands in no privacy notice: agreements, and what goes out again and again without one.

For whoever answers for an agreement, for the manager of a service, and for the IG team (handbook section 1).
Nobody is named here but organisations.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib import messages
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from consent.purposes import Purpose
from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.accounts.roles import May, Reach
from governance.calendar import local_day, overdue_from
from governance.defaults import REPEATED_WITHIN_DAYS
from governance.errors import demand
from governance.organisations.models import Organisation
from governance.privacy_notices.actions import excuse
from governance.privacy_notices.forms import ExcuseForm
from governance.privacy_notices.in_force import telling
from governance.privacy_notices.models import Excuse
from governance.privacy_notices.permissions import may_excuse
from governance.privacy_notices.querysets import ExcuseQuerySet
from governance.privacy_notices.register import VERSIONS
from governance.privacy_notices.rules import Routine, names
from governance.records.paging import page
from governance.workflow.requests import by, sent, take_step
from sharing.agreements.models import Agreement, Notice
from sharing.agreements.querysets import AgreementQuerySet
from sharing.agreements.states import State
from sharing.disclosures.models import Disclosure

TIMES = 2
MOST = 100
ADDRESS = "/privacy-notices/missing/"


class Repeated(NamedTuple):
    """What a service told an organisation more than once for one purpose, lately and under no agreement."""

    service_id: int
    service: str
    organisation: str
    organisation_id: int
    purpose: str
    times: int

    @property
    def key(self) -> tuple[int, int, str]:
        return self.service_id, self.organisation_id, self.purpose

    @property
    def why(self) -> str:
        return str(Purpose(self.purpose).label)


def untold(request: HttpRequest) -> HttpResponse:
    """Agreements whose sharing no notice tells of, and what goes out repeatedly."""
    at, user = timezone.now(), by(request)
    listed = page(unlisted(user, at), request.GET, by=("-began_at", "-id"))
    context = {
        "page": listed,
        "rows": listed.rows,
        "repeated": repeated(user, at),
        "decides": bool(may_excuse(user)),
        "days": REPEATED_WITHIN_DAYS.value,
    }
    return render(request, "disclosures/untold.html", context)


def excuse_one(request: HttpRequest, service: int, organisation: int, purpose: str) -> HttpResponse:
    """Keep why no notice needs to say it."""
    at, user = timezone.now(), by(request)
    demand(may_excuse(user))
    same = (service, organisation, purpose)
    found = next((each for each in repeated(user, at) if each.key == same), None)
    if found is None:
        if not _excused(organisation).filter(service=service, purpose=purpose).exists():
            raise Http404
        messages.info(request, "It is written down already, and does not stand here any more.")
        return redirect(ADDRESS)
    form = ExcuseForm(sent(request)[0])
    return take_step(
        request,
        form,
        lambda: excuse(
            by=user,
            at=at,
            service=Service.objects.get(pk=service),
            organisation=Organisation.objects.get(pk=organisation),
            purpose=Purpose(purpose),
            reason=form.cleaned_data["reason"],
        ),
        register=VERSIONS,
        verb="excuse",
        done="It is written down, and does not stand here any more.",
        then=lambda made: ADDRESS,
        template="staff/form.html",
        title="Why no privacy notice says so",
        caption=f"{found.service}, {found.organisation}: {found.why}",
        button="Write it down",
        back_url=ADDRESS,
    )


def unlisted(user: User, at: datetime) -> AgreementQuerySet:
    """Active agreements that no notice tells of: those that the user answers for, and all for the IG team."""
    seen = sight(user, "agreements", May.EDIT)
    found = Agreement.objects.visible_to(user, at).in_state(State.ACTIVE, at).filter(notice=Notice.MISSING)
    if seen.reach is not Reach.ALL:
        found = found.filter(Q(owner=user) | Q(service__in=seen.services))
    return found.select_related("service").with_partners()


def repeated(user: User, at: datetime) -> list[Repeated]:
    """What services that the user answers for shared again and again, under no agreement and told in no notice."""
    seen = sight(user, "privacy_notices", May.EDIT)
    since = overdue_from(local_day(at) - timedelta(days=REPEATED_WITHIN_DAYS.value + 1))
    gone = Disclosure.objects.gone().filter(
        sent_at__gte=since, sent_at__lte=at, agreement=None, organisation__isnull=False
    )
    if seen.reach is not Reach.ALL:
        gone = gone.filter(service__in=seen.services)
    excused = _excused(OuterRef("whom")).filter(service=OuterRef("service_id"), purpose=OuterRef("purpose"))
    counted = (
        gone.annotate(
            whom=Coalesce("organisation__merged_into", "organisation"),
            name=Coalesce("organisation__merged_into__name", "organisation__name"),
        )
        .filter(~Exists(excused))
        .values_list("service_id", "service__name", "name", "whom", "purpose")
        .annotate(times=Count("pk"))
        .filter(times__gte=TIMES)
        .order_by("service__name", "name", "purpose", F("whom"))
    )
    found = [Repeated(*row) for row in counted[:MOST]]
    notices = telling({each.service_id for each in found})
    return [
        each
        for each in found
        if each.service_id not in notices or not _told(each, notices[each.service_id].shared)
    ]


def _excused(organisation: int | OuterRef) -> ExcuseQuerySet:
    """What was written down of an organisation, under whichever name it was entered."""
    same = Q(organisation=organisation) | Q(organisation__merged_into=organisation)
    return Excuse.objects.holding().filter(same)


def _told(each: Repeated, shared: list[Routine]) -> bool:
    return names(shared, agreements=(), partners=[{each.organisation}], purposes=[each.purpose])
