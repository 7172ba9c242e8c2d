"""Which consents the list shows: how they stand, what is due, and of which service."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from consent.consents import deadlines
from consent.consents.card import SOON
from consent.consents.models import Consent
from consent.consents.register import CONSENTS
from consent.consents.rules import State
from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.calendar import local_day
from governance.deadlines.models import Deadline
from governance.exports.lists import Filters

# What is due → the words of the choice, and the rule.
DUE = {
    "review": ("Review due", deadlines.REVIEW),
    "expiry": ("Ending soon", deadlines.EXPIRY),
    "tell": ("Recipients to be told", deadlines.TELL_RECIPIENTS),
    "acknowledged": ("Recipients have not answered", deadlines.ACKNOWLEDGED),
}


def filters(user: User, asked: Mapping[str, str]) -> Filters:
    """What an address asks for, as far as we know it and the user may ask."""
    services = {str(service.pk) for service in services_of(user)} if asked.get("service") else set()
    known = {"state": set(State.values), "service": services, "due": set(DUE)}
    return {name: asked[name] for name, values in known.items() if asked.get(name) in values}


def chosen(user: User, wanted: Filters, at: datetime) -> QuerySet[Consent]:
    """The consents that the user may see, as far as they are wanted."""
    found = standing(user, wanted, at)
    if "due" in wanted:
        found = found.filter(pk__in=due(user, wanted, at).values("record_id"))
    return found


def standing(user: User, wanted: Filters, at: datetime) -> QuerySet[Consent]:
    """As `chosen`, whatever is due."""
    found: QuerySet[Consent] = CONSENTS.visible(user, at)
    if "state" in wanted:
        found = found.in_state(State(wanted["state"]), local_day(at))  # type: ignore[attr-defined]
    if "service" in wanted:
        found = found.filter(service=int(wanted["service"]))
    return found


def due(user: User, wanted: Filters, at: datetime) -> QuerySet[Deadline]:
    """The open deadlines of these consents.

    The dates on the consents say it too; but there they stand among all that ended in past years.
    """
    rule, on = DUE[wanted["due"]][1], local_day(at)
    open_now = Deadline.objects.standing(on).filter(register=CONSENTS.name, rule=rule.key)
    ours = open_now.filter(
        due_on__lte=on + SOON,
        service__in=services_of(user),
        record_id__in=standing(user, wanted, at).values("pk"),
    )
    # What has ended already is not ending soon.
    return ours.filter(due_on__gte=on) if rule is deadlines.EXPIRY else ours


def services_of(user: User) -> list[Service]:
    """The services whose consents the user may see."""
    where = Q(pk__in=[])
    for row in ("consents", "media_consents"):
        view = sight(user, row)
        where |= Q(pk__in=view.services) | Q(teams__in=view.teams)
    return list(Service.objects.filter(where).distinct())
