"""Who may write down help, correct it, and make the yearly statement (handbook section 12)."""

from datetime import datetime, timedelta

from django.db.models import Q

from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.accounts.roles import May, may
from governance.calendar import local_day
from governance.defaults import OWN_CASELOAD_DAYS
from governance.errors import YES, Code, Verdict, no
from governance.people.models import Case, Person
from governance.people.permissions import NOT_YOURS
from sharing.opt_outs.models import Help, Statement

NOT_YOUR_SERVICE = no(
    "Your role does not write down help here.",
    code=Code.ROLE,
    next_step="Whoever gave the help writes it down, or the IG team does.",
)
IG_ONLY = no(
    "Only the IG team corrects what was written down.",
    code=Code.ROLE,
    next_step="Tell them what is wrong with it.",
)
DPO_ONLY = no(
    "Only the Data Protection Officer makes this statement.",
    code=Code.ROLE,
    next_step="It waits on their desk.",
)


def hides(user: User) -> bool:
    """Whether free text, which can name people, is hidden from the user (section 12: names masked)."""
    return sight(user, "opt_outs").masked


def services_for(user: User) -> list[Service]:
    """Where the user may write down help."""
    view = sight(user, "opt_outs", May.CREATE)
    found = Service.objects.filter(Q(pk__in=view.services) | Q(teams__in=view.teams))
    return list(found.distinct().order_by("name", "pk"))


def cases_for(user: User, person: Person, at: datetime) -> list[Case]:
    """The person's cases, open or closed lately, in which the user may write down help."""
    cases = Case.objects.visible_to(user, at, register="opt_outs", what=May.CREATE)
    last = local_day(at) - timedelta(days=OWN_CASELOAD_DAYS.value)
    lately = Q(closed_on=None) | Q(closed_on__gte=last)
    return list(cases.filter(lately, person=person).select_related("service", "person"))


def may_record(user: User, help: Help, at: datetime) -> Verdict:
    """Those who work with the person, or in the service where somebody asked."""
    if help.case is not None:
        return YES if help.case in cases_for(user, help.case.person, at) else NOT_YOURS
    return YES if help.service in services_for(user) else NOT_YOUR_SERVICE


def may_correct(user: User, help: Help, at: datetime) -> Verdict:
    """The IG team."""
    return YES if may(user.role, May.EDIT, "opt_outs") else IG_ONLY


def may_read_statements(user: User) -> bool:
    """Every role: what we state is part of our policy, and names nobody."""
    return bool(may(user.role, May.VIEW, "policies"))


def may_confirm(user: User, statement: Statement, at: datetime) -> Verdict:
    """The Data Protection Officer alone."""
    return YES if user.is_dpo and may(user.role, May.DECIDE, "opt_outs") else DPO_ONLY
