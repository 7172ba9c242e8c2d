"""The review round: whose consents are to be asked about again, so that one talk settles all of a person's.

It shows what rows 3 and 4 of handbook section 13 have open: reviews and ends within four weeks, or past.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, When

from consent.consents import deadlines
from consent.consents.card import SOON, recipient
from consent.consents.filters import workers_of as those_of
from consent.consents.models import Consent
from consent.consents.permissions import table_row
from consent.consents.register import CONSENTS
from consent.consents.rules import State
from consent.kinds import KINDS, ORAL, Kind, Method
from governance.accounts.models import Service, User
from governance.accounts.roles import May, Role
from governance.calendar import local_day
from governance.deadlines.models import Deadline
from governance.deadlines.querysets import DeadlineQuerySet
from governance.exports.lists import Filters
from governance.people.models import Case, Person

RULES = (deadlines.REVIEW.key, deadlines.EXPIRY.key)
EVERYBODY, MINE, NOBODY = "all", "mine", "nobody"


@dataclass(frozen=True)
class Line:
    """One consent to ask about again. `ask_url` is empty for who may not ask about it."""

    consent: Consent
    state: State
    who: str
    due_on: date
    ask_url: str


@dataclass(frozen=True)
class Talk:
    """All that one talk with a person can settle, the most urgent first."""

    person: Person
    lines: list[Line]
    # Whether the user may open the person's page: communications see the publicity, and not the person.
    opens: bool


@dataclass(frozen=True)
class Behind:
    """How many overdue consents wait for a worker; none for a worker means that they have nobody."""

    worker: User | None
    overdue: int


def filters(user: User, asked: Mapping[str, str], services: list[Service], workers: list[User]) -> Filters:
    """What an address asks for, as far as we know it; without a word, a worker is shown their own."""
    usual = MINE if user.role == Role.FRONTLINE else EVERYBODY
    known = {EVERYBODY, MINE, NOBODY, *(str(worker.pk) for worker in workers)}
    whose = asked.get("whose", "")
    wanted = {"whose": whose if whose in known else usual}
    if asked.get("service") in {str(service.pk) for service in services}:
        wanted["service"] = asked["service"]
    return wanted


def workers_of(user: User, services: list[Service]) -> list[User]:
    """Whom a manager can choose: who works in the services. Nobody else chooses."""
    if user.role != Role.MANAGER:
        return []
    return list(those_of(services))


def due(user: User, services: list[Service], at: datetime) -> DeadlineQuerySet:
    """The open reviews and ends of the consents that the user may see."""
    on = local_day(at)
    return Deadline.objects.standing(on).filter(
        register=CONSENTS.name,
        rule__in=RULES,
        due_on__lte=on + SOON,
        service__in=services,
        record_id__in=CONSENTS.visible(user, at).values("pk"),
    )


def chosen(found: DeadlineQuerySet, user: User, wanted: Filters, on: date) -> DeadlineQuerySet:
    """Those of a worker, and of a service, as far as they are wanted."""
    whose = wanted["whose"]
    if whose == MINE:
        found = found.held_by(user.pk, on)
    elif whose == NOBODY:
        found = found.held_by_nobody(on)
    elif whose != EVERYBODY:
        found = found.held_by(int(whose), on)
    return found.filter(service=int(wanted["service"])) if "service" in wanted else found


def first_of_each(found: QuerySet[Deadline]) -> QuerySet[Deadline]:
    """The most urgent deadline of each person: one row a talk, so that talks can be paged like any list."""
    same_person = found.filter(person_id=OuterRef("person_id"))
    sooner = Q(due_on__lt=OuterRef("due_on")) | Q(due_on=OuterRef("due_on"), pk__lt=OuterRef("pk"))
    return found.filter(~Exists(same_person.filter(sooner)))


def overdue(found: QuerySet[Deadline], on: date) -> QuerySet[Deadline]:
    """Those whose last good day is past; a consent has one of them at most, since its end ends its review."""
    return found.filter(due_on__lt=on)


def behind(found: QuerySet[Deadline], on: date) -> list[Behind]:
    """Who has how many overdue, the most first."""
    # What communications do waits for no worker.
    now_with = models.Case(When(worker_until__lt=on, then=None), default=F("worker_id"))
    waits = overdue(found, on).filter(team="").order_by().annotate(now_with=now_with)
    counted = waits.values_list("now_with").annotate(Count("pk"))
    counts: dict[int | None, int] = dict(counted)
    workers = User.objects.in_bulk([pk for pk in counts if pk is not None])
    rows = [Behind(workers[pk] if pk else None, count) for pk, count in counts.items()]
    return sorted(rows, key=lambda row: (-row.overdue, str(row.worker or "")))


def talks(
    found: QuerySet[Deadline], people: list[int], user: User, at: datetime, wanted: Filters
) -> list[Talk]:
    """All that is due for each of these people, in their order, whoever's it is."""
    due_on: dict[int, date] = {}
    for deadline in found.filter(person_id__in=people).order_by("due_on", "pk"):
        due_on.setdefault(deadline.record_id, deadline.due_on)
    with_names = Consent.objects.select_related("person", "service", "organisation", "case__key_worker")
    consents = with_names.in_bulk(list(due_on))
    may_ask = _may_ask(consents.values(), user, at)
    may_open = set(Person.objects.visible_to(user, at).filter(pk__in=people).values_list("pk", flat=True))
    of: dict[int, list[Line]] = {person: [] for person in people}
    for pk, due in due_on.items():
        # What somebody ended a moment ago is gone between the two.
        if (consent := consents.get(pk)) is not None:
            state = consent.state_at(at)
            ask_url = _ask_url(consent, state, wanted) if pk in may_ask else ""
            of[consent.person_id].append(Line(consent, state, recipient(consent, user), due, ask_url))
    return [Talk(lines[0].consent.person, lines, pk in may_open) for pk, lines in of.items() if lines]


def _may_ask(consents: Iterable[Consent], user: User, at: datetime) -> set[int]:
    """As the verb "reconfirm" says, for all of them at once."""
    may_ask: set[int] = set()
    for row in ("consents", "media_consents"):
        ours = {consent.pk: consent.case_id for consent in consents if table_row(consent.kind) == row}
        if ours:
            cases = Case.objects.visible_to(user, at, register=row, what=May.CREATE)
            theirs = set(cases.filter(pk__in=ours.values()).values_list("pk", flat=True))
            may_ask |= {pk for pk, case in ours.items() if case in theirs}
    return may_ask


def _ask_url(consent: Consent, state: State, wanted: Filters) -> str:
    """Where they are asked again with the person there; and what ran out is asked as if for the first time."""
    kind = Kind(consent.kind)
    how = {"how": Method.IN_PERSON_VERBAL.value} if KINDS[kind].methods >= ORAL else {}
    back = {"round": "1", **wanted}
    if state is State.ACTIVE:
        return f"{CONSENTS.url(consent, 'reconfirm')}?{urlencode({**how, **back})}"
    asked = {"person": consent.person.reference, "kind": kind.value}
    return f"/consents/new/?{urlencode({**asked, **(how or {'how': Method.E_FORM.value}), **back})}"
