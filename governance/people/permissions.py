"""Who may do what with people, their cases and exclusions (handbook sections 2 and 12)."""

from datetime import datetime

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, Role, may
from governance.calendar import local_day
from governance.errors import YES, Code, Verdict, no
from governance.people.models import AccessExclusion, Case, Person
from governance.people.querysets import in_sight

NOT_YOURS = no(
    "Your role does not allow this for this person.",
    code=Code.ROLE,
    next_step="Ask the person's key worker or the service's manager.",
)


def may_create(user: User, person: Person, at: datetime) -> Verdict:
    return YES if may(user.role, May.CREATE, "people") else NOT_YOURS


def may_edit(user: User, person: Person, at: datetime) -> Verdict:
    seen = Person.objects.visible_to(user, at, what=May.EDIT).filter(pk=person.pk)
    return YES if seen.exists() else NOT_YOURS


def may_open_case(user: User, case: Case, at: datetime) -> Verdict:
    """A case is opened in a service where one works."""
    view = sight(user, "people", May.CREATE)
    if case.service_id in view.services or case.team_id in view.teams:
        return YES
    return NOT_YOURS


def may_change_case(user: User, case: Case, at: datetime) -> Verdict:
    seen = Case.objects.filter(in_sight(sight(user, "people", May.EDIT), local_day(at)), pk=case.pk)
    return YES if seen.exists() else NOT_YOURS


def may_report(user: User, exclusion: AccessExclusion, at: datetime) -> Verdict:
    """Anyone who may see the person and whose role may report at all; the worker too."""
    return YES if may(user.role, May.CREATE, "exclusions") else NOT_YOURS


def may_end(user: User, exclusion: AccessExclusion, at: datetime) -> Verdict:
    """Only the person's manager or IG, and never the excluded worker."""
    if user.pk == exclusion.worker_id:
        return no(
            "You cannot end your own exclusion.",
            code=Code.SAME_PERSON,
            next_step="Ask another manager or the IG team.",
        )
    if user.role not in (Role.MANAGER, Role.IG):
        return no(
            "Only a manager of the service or the IG team ends an exclusion.",
            code=Code.ROLE,
            next_step="Ask the service's manager.",
        )
    seen = Person.objects.visible_to(user, at, register="exclusions", what=May.EDIT)
    return YES if seen.filter(pk=exclusion.person_id).exists() else NOT_YOURS
