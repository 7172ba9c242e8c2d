"""Which consents the list shows: how they stand, what is due, what they are for, of whom, with whom and where."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import JSONObject, Upper

from consent.consents import deadlines
from consent.consents.card import SOON
from consent.consents.models import Consent
from consent.consents.permissions import status_only
from consent.consents.register import CONSENTS
from consent.consents.rules import State
from consent.kinds import Kind
from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.calendar import local_day
from governance.deadlines.models import Deadline
from governance.exports.lists import Filters
from governance.organisations.models import Organisation
from governance.records.paging import LONGEST_ID

# What is due → the words of the choice, and the rule.
DUE = {
    "review": ("Review due", deadlines.REVIEW),
    "expiry": ("Ending soon", deadlines.EXPIRY),
    "tell": ("Recipients to be told", deadlines.TELL_RECIPIENTS),
    "acknowledged": ("Recipients have not answered", deadlines.ACKNOWLEDGED),
}
# Of those in force: whether it is time to ask again, whatever became of its deadline.
ASKING_AGAIN = {"in_time": "In force, and asked in time", "late": "In force, and late to ask again"}
# Cases without a key worker.
NOBODY = "nobody"
# So many can be chosen from a list on a page.
MOST_OFFERED = 300


def filters(user: User, asked: Mapping[str, str]) -> Filters:
    """What an address asks for, as far as we know it and the user may ask."""
    known: dict[str, Callable[[str], bool]] = {
        "state": lambda value: value in State.values,
        "kind": lambda value: value in Kind.values,
        "due": lambda value: value in DUE,
        "asking": lambda value: value in ASKING_AGAIN,
        "service": lambda value: value in {str(service.pk) for service in services_of(user)},
        "organisation": lambda value: _is_one_of(organisations_of(user), value),
        "worker": lambda value: value == NOBODY or _is_one_of(workers_of(services_of(user)), value),
    }
    return {
        name: asked[name] for name, is_known in known.items() if asked.get(name) and is_known(asked[name])
    }


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
    if "asking" in wanted:
        late = Q(review_on__lt=local_day(at))
        in_force = found.active_on(local_day(at))  # type: ignore[attr-defined]
        found = in_force.filter(late) if wanted["asking"] == "late" else in_force.exclude(late)
    if "kind" in wanted:
        found = found.filter(kind=wanted["kind"])
    if "service" in wanted:
        found = found.filter(service=int(wanted["service"]))
    if "organisation" in wanted:
        found = found.filter(organisation=int(wanted["organisation"]))
    if "worker" in wanted:
        worker = None if wanted["worker"] == NOBODY else int(wanted["worker"])
        found = found.filter(case__key_worker=worker)
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
    return list(_services(user).distinct())


def places_of(user: User) -> tuple[list[Service], list[tuple[int, str]]]:
    """As `services_of`, and the id and name of who works there by name, in one query for both."""
    member = JSONObject(pk="memberships__user", name="memberships__user__name")
    workers = JSONBAgg(member, filter=Q(memberships__isnull=False), distinct=True, default=Value("[]"))
    services: list[Any] = list(_services(user).annotate(workers=workers))
    found = {each["pk"]: each["name"] for service in services for each in service.workers}
    return services, sorted(found.items(), key=lambda worker: (worker[1], worker[0]))


def _services(user: User) -> QuerySet[Service]:
    where = Q(pk__in=[])
    for row in ("consents", "media_consents"):
        view = sight(user, row)
        where |= Q(pk__in=view.services) | Q(teams__in=view.teams)
    return Service.objects.filter(where)


def organisations_of(user: User) -> QuerySet[Organisation]:
    """Those that can be asked for; none where the role sees how a consent stands, and not who receives it."""
    found = Organisation.objects.none() if status_only(user) else Organisation.objects.remaining()
    return found.order_by(Upper("name"), "pk")


def workers_of(services: list[Service]) -> QuerySet[User]:
    """Who works in the services, and can be the key worker of a case there."""
    return User.objects.filter(memberships__service__in=services).distinct().order_by("name", "pk")


def _is_one_of(found: QuerySet[Organisation] | QuerySet[User], value: str) -> bool:
    short = value.isascii() and value.isdecimal() and len(value) <= LONGEST_ID
    return short and found.filter(pk=int(value)).exists()
