"""Who may do what with service closures (handbook sections 5 and 12). Nobody bypasses the second person."""

from collections.abc import Iterable
from datetime import datetime

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, Role
from governance.errors import YES, Code, Verdict, no
from governance.people.models import AccessExclusion
from sharing.closures.models import Closure
from sharing.closures.querysets import ROW
from sharing.closures.rules import second_person

NOT_YOURS = no(
    "Your role does not begin a service closure here.",
    code=Code.ROLE,
    next_step="Ask the service’s manager, the Data team or the IG team.",
)
LEAD_ONLY = no(
    "Only the one who leads it does this.",
    code=Code.ROLE,
    next_step="Ask them; their name stands at the top.",
)
OURS_ONLY = no(
    "Only the one who leads it, the service’s manager, the Data team or the IG team does this.",
    code=Code.ROLE,
    next_step="Ask one of them.",
)
NOT_YOU = no(
    "You cannot do this with this one.",
    code=Code.ROLE,
    next_step="Leave it to somebody else on the Data or IG team.",
)
SIGNS_ONLY = no(
    "Only the service’s manager or the IG team signs the receipt for us.",
    code=Code.ROLE,
    next_step="It waits on their desks.",
)


def may_begin(user: User, closure: Closure, at: datetime) -> Verdict:
    """The service's manager, the Data team and the IG team."""
    return YES if closure.service_id in may_begin_in(user) else NOT_YOURS


def may_begin_in(user: User) -> frozenset[int]:
    """The services in which the user may begin one."""
    return sight(user, ROW).services if user.role in (Role.MANAGER, Role.DATA, Role.IG) else frozenset()


def may_lead(user: User, service_id: int) -> bool:
    """Whether somebody can send the files: whoever may start a Stop and Check in the service."""
    return user.is_active and service_id in sight(user, ROW, May.CREATE).services


def may_prepare(user: User, closure: Closure, at: datetime) -> Verdict:
    """Whoever leads it, the service's manager, the Data and IG teams."""
    return YES if _is_ours(user, closure) else OURS_ONLY


def may_send(user: User, closure: Closure, at: datetime) -> Verdict:
    return YES if user.pk == closure.lead_id else LEAD_ONLY


def may_seal(user: User, closure: Closure, at: datetime) -> Verdict:
    """Somebody else than the lead, who knows nobody on the list: else E-SAME-PERSON or E-ROLE."""
    another = second_person(
        user.pk,
        closure.lead_id,
        does="seals it too",
        other="You lead this, and whoever leads it sends it",
        manages=user.pk == closure.service.manager_id,
    )
    if not another:
        return another
    if not _is_ours(user, closure):
        return OURS_ONLY
    return NOT_YOU if knows(user, closure.people.values_list("person_id", flat=True)) else YES


def may_countersign(user: User, closure: Closure, at: datetime) -> Verdict:
    """The service's manager or the IG team, never the lead: else E-SAME-PERSON or E-ROLE."""
    another = second_person(
        user.pk,
        closure.lead_id,
        does="signs the receipt too",
        other="You lead this, and whoever leads it sends it",
        manages=user.pk == closure.service.manager_id,
    )
    if not another:
        return another
    return YES if user.role == Role.IG or _manages(user, closure) else SIGNS_ONLY


def may_certify(user: User, closure: Closure, at: datetime) -> Verdict:
    """Whoever saw it, of ours, and never the one who destroyed: else E-SAME-PERSON or E-ROLE."""
    another = second_person(
        user.pk,
        closure.destroyed_by_id or closure.lead_id,
        does="the second person who saw it",
        other="Whoever destroyed our copies says so",
        manages=user.pk == closure.service.manager_id,
    )
    if not another:
        return another
    return YES if _is_ours(user, closure) else OURS_ONLY


def is_apart(user: User, closure: Closure) -> bool:
    """Whether they are on the Data or IG team, and neither lead it nor had a hand in a file of it."""
    if user.role not in (Role.DATA, Role.IG) or user.pk == closure.lead_id:
        return False
    return all(user.pk not in each.check_of.had_a_hand for each in closure.alive)


def knows(user: User, people: Iterable[int]) -> bool:
    """Whether the user knows one of these people personally (section 2)."""
    return AccessExclusion.objects.in_force().filter(worker=user, person__in=people).exists()


def _is_ours(user: User, closure: Closure) -> bool:
    return user.pk == closure.lead_id or user.role in (Role.DATA, Role.IG) or _manages(user, closure)


def _manages(user: User, closure: Closure) -> bool:
    return user.role == Role.MANAGER and closure.service_id in sight(user, ROW).services
