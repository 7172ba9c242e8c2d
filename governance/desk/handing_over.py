"""Cases go from one worker to another: each by the verb of its own, so that everything that hangs on it follows."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.accounts.roles import May, Role
from governance.desk.models import HandOver
from governance.errors import Denied, NotThere, Refused, no
from governance.people import actions
from governance.people.models import Case
from governance.people.register import CASES
from governance.records.actor import acting_as
from governance.records.effects import CLAIM

NOBODY = no("None of these cases is with them any more.", next_step="Look at the team again.")
SENT = no(
    "This form was sent already, and asked for something else.",
    next_step="Open the page of your colleague again.",
)
# How often the row says how far it is.
SAID_EVERY = 20


def services_of(user: User) -> QuerySet[Service]:
    """The services whose team the user looks after."""
    if user.role != Role.MANAGER:
        return Service.objects.none()
    return Service.objects.filter(pk__in=sight(user, "people", May.EDIT).services).order_by("name", "pk")


def cases_with(worker: User, service: Service, *, user: User, at: datetime) -> QuerySet[Case]:
    """The open cases of a worker in a service that the user may see, the longest open first."""
    mine = CASES.visible(user, at).filter(service=service, key_worker=worker, closed_on=None)
    found: QuerySet[Case] = mine.order_by("opened_on", "pk")
    return found


def could_take(worker: User, service: Service) -> QuerySet[User]:
    """The others who work in the service."""
    here = User.objects.filter(memberships__service=service, is_active=True).exclude(pk=worker.pk)
    return here.distinct().order_by("name", "pk")


@transaction.atomic
def order(
    worker: User,
    service: Service,
    *,
    to: User,
    cases: Sequence[int] | None,
    by: User,
    at: datetime,
    form_key: UUID,
) -> HandOver:
    """Ask for these cases of a worker to be handed to a colleague, or for all; the same form asks once.

    Raises NotThere for a service that is not the user's, Denied where there is nothing to hand over, and where the
    same form asked for something else.
    """
    if not services_of(by).filter(pk=service.pk).exists():
        raise NotThere("desk", "")
    theirs = cases_with(worker, service, user=by, at=at)
    chosen = theirs if cases is None else theirs.filter(pk__in=cases)
    found, is_new = HandOver.objects.get_or_create(
        effect_key=f"hand_over:{by.pk}:{form_key}",
        defaults={
            "next_try_at": at,
            "service": service,
            "worker": worker,
            "to": to,
            "asked_by": by,
            "asked_at": at,
            "cases": list(chosen.values_list("pk", flat=True)),
        },
    )
    if not found.cases:
        raise Denied(NOBODY)
    same = (found.worker, found.service, found.to) == (worker, service, to)
    if not is_new and not (same and (cases is None or set(cases) == set(found.cases))):
        raise Denied(SENT)
    return found


def hand_over(pk: int, *, clock: Callable[[], datetime]) -> bool:
    """Hand over the cases of a waiting order, each in a transaction of its own; says whether this call finished it.

    What was killed half way goes on where it was: a case that is with the colleague already counts as moved. One that
    is with somebody else by now, is closed, or is of a person whom the colleague knows, stays.
    """
    waiting = HandOver.objects.filter(pk=pk, done_at=None)
    asked = waiting.select_related("worker", "to", "asked_by").first()
    if asked is None:
        return False
    moved = left = 0
    for number, case_id in enumerate(asked.cases, start=1):
        if _move(asked, case_id, clock()):
            moved += 1
        else:
            left += 1
        if number % SAID_EVERY == 0:
            waiting.update(moved=moved, left=left, next_try_at=clock() + CLAIM)
    return waiting.update(moved=moved, left=left, done_at=clock()) == 1


def _move(asked: HandOver, case_id: int, at: datetime) -> bool:
    seen = CASES.visible(asked.asked_by, at).filter(pk=case_id, closed_on=None)
    case = seen.select_related("person", "service").first()
    if case is None or case.key_worker_id not in (asked.worker_id, asked.to_id):
        return False
    if case.key_worker_id == asked.to_id:
        return True
    try:
        with acting_as(asked.asked_by_id):
            actions.assign(case, by=asked.asked_by, at=at, key_worker=asked.to)
    except Refused:
        return False
    return True
