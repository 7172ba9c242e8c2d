"""Who may do what with rights requests (handbook section 12): everybody takes one in, the IG team does the rest."""

from datetime import date, datetime, timedelta

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.defaults import RECEIVED_WITHIN_DAYS
from governance.errors import YES, Code, Verdict, no
from governance.people.models import Person
from governance.people.permissions import NOT_YOURS
from governance.rights import rules
from governance.rights.models import RightsRequest

REGISTER = "rights"
NOT_TAKEN_HERE = no(
    "Your role does not write down what people ask for.",
    code=Code.ROLE,
    next_step="Give them the address of our web page, or ask the IG team.",
)
LONG_AGO = no(
    "This day is more than a year ago.",
    next_step="Check the year. If it is right, the IG team writes it down.",
)
IG_ONLY = no(
    "Only the IG team works on what people ask for.",
    code=Code.ROLE,
    next_step="If you know something that helps, tell them.",
)


def hides(user: User) -> bool:
    """Whether names and free text are hidden from the user (section 12: names masked)."""
    return sight(user, REGISTER).masked


def may_see_or_take_in(user: User) -> bool:
    """Whether there is anything for the user on the list: requests, or the way to write one down."""
    return any(may(user.role, what, REGISTER) for what in (May.VIEW, May.CREATE))


def may_receive(user: User, request: RightsRequest, at: datetime) -> Verdict:
    """Whoever may write one down; about somebody whom we know, who may see that person."""
    if not may(user.role, May.CREATE, REGISTER):
        return NOT_TAKEN_HERE
    if request.person_id is None:
        return YES
    seen = Person.objects.visible_to(user, at).filter(pk=request.person_id)
    return YES if seen.exists() else NOT_YOURS


def may_have_come(user: User | None, received_on: date, on: date) -> Verdict:
    """Whether the user writes down on the day `on` that it came on that day; from long ago the IG team alone."""
    old = user is not None and bool(may(user.role, May.EDIT, REGISTER))
    verdict = rules.day_fits(received_on, first=date.min, on=on)
    if verdict and not old and received_on < on - timedelta(days=RECEIVED_WITHIN_DAYS.value):
        return LONG_AGO
    return verdict


def may_work(user: User, request: RightsRequest, at: datetime) -> Verdict:
    """The IG team."""
    return YES if may(user.role, May.EDIT, REGISTER) else IG_ONLY


def may_decide(user: User, request: RightsRequest, at: datetime) -> Verdict:
    """The IG team: to answer, to refuse, to take longer, to let the copy go."""
    return YES if may(user.role, May.DECIDE, REGISTER) else IG_ONLY


def may_open_copy(user: User, request: RightsRequest, at: datetime) -> Verdict:
    """What is gathered of a person from every service: the IG team alone."""
    return may_work(user, request, at)
