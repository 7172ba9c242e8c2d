"""Who may do what with assessments (handbook sections 3.4, 3.5 and 12)."""

from datetime import datetime, timedelta

from django.db.models import Q

from consent.capacity.models import Assessment
from consent.capacity.questions import Kind
from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May
from governance.calendar import local_day
from governance.defaults import OWN_CASELOAD_DAYS
from governance.errors import YES, Code, Verdict, no
from governance.people.models import Case, Person
from governance.people.permissions import NOT_YOURS


def hides(user: User) -> bool:
    """Whether free text, which can name people, is hidden from the user (section 12: names masked)."""
    return sight(user, "capacity").masked


def cases_for(user: User, person: Person, at: datetime) -> list[Case]:
    """The person's cases in which the user may record an assessment now."""
    cases = Case.objects.visible_to(user, at, register="capacity", what=May.CREATE)
    last = local_day(at) - timedelta(days=OWN_CASELOAD_DAYS.value)
    lately = Q(closed_on=None) | Q(closed_on__gte=last)
    return list(cases.filter(lately, person=person).select_related("service", "person"))


def is_for(user: User, kind: Kind) -> Verdict:
    """Whether somebody like the user may do this test: treatment is a doctor's to judge (section 3.5)."""
    if kind != Kind.TREATMENT or user.is_doctor:
        return YES
    return no(
        "Only a doctor can say whether a child understands a treatment.",
        code=Code.ROLE,
        next_step="Ask a doctor of your service to record it.",
    )


def may_record(user: User, assessment: Assessment, at: datetime) -> Verdict:
    """Those who work with the person in this service; for treatment, a doctor."""
    cases = Case.objects.visible_to(user, at, register="capacity", what=May.CREATE)
    if not cases.filter(pk=assessment.case_id).exists():
        return NOT_YOURS
    return is_for(user, Kind(assessment.kind))


def may_correct(user: User, assessment: Assessment, at: datetime) -> Verdict:
    """The service's manager marks what was recorded in error, once."""
    if assessment.is_in_error:
        return no("It is marked already.", next_step="Record the assessment anew from the person’s page.")
    if Assessment.objects.visible_to(user, at, what=May.DECIDE).filter(pk=assessment.pk).exists():
        return YES
    return no(
        "Only a manager of the service can mark this as recorded in error.",
        code=Code.ROLE,
        next_step="Tell the manager of the service what is wrong with it.",
    )
