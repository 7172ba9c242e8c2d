"""Being away: from when to when, and who stands in."""

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from governance.accounts.models import Absence, Membership, User
from governance.accounts.roles import Role
from governance.desk.handing_over import services_of
from governance.errors import YES, Denied, NotThere, Verdict, demand, no

NOT_YOURS = no(
    "Only they themselves, or the manager of their service, say when somebody is away.",
    next_step="Ask one of them.",
)
CANNOT_COVER = no(
    "This colleague cannot stand in.",
    next_step="Choose somebody who works in all the same services, with the same role or as a manager.",
)
TWICE = no("These days overlap with days that are written down already.", next_step="Take those back first.")


def could_cover(user: User) -> QuerySet[User]:
    """Who can stand in for somebody: who works wherever they do, and may do as much; nobody, for who works in no
    service, since whole teams share what is theirs.
    """
    if not user.memberships.exists():
        return User.objects.none()
    ours = Membership.objects.filter(user=OuterRef(OuterRef("pk")), service=OuterRef("service"))
    ours = ours.filter(Q(team=None) | Q(team=OuterRef("team")))
    nowhere = Membership.objects.filter(~Exists(ours), user=user)
    here = User.objects.filter(is_active=True, role__in={user.role, Role.MANAGER})
    return here.filter(~Exists(nowhere)).exclude(pk=user.pk).distinct().order_by("name", "pk")


def may_record(user: User, away: User) -> Verdict:
    """Oneself, and a manager of a service where they work."""
    manages = away.memberships.filter(service__in=services_of(user)).exists()
    return YES if user == away or manages else NOT_YOURS


@transaction.atomic
def record(away: User, *, cover: User, starts_on: date, ends_on: date, by: User) -> Absence:
    """From the first to the last of these days somebody stands in for them. Raises Denied where a rule refuses."""
    demand(may_record(by, away))
    # Two at once wait for each other.
    User.objects.select_for_update().get(pk=away.pk)
    if not could_cover(away).filter(pk=cover.pk).exists():
        raise Denied(CANNOT_COVER)
    if Absence.objects.filter(user=away, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise Denied(TWICE)
    return Absence.objects.create(user=away, cover=cover, starts_on=starts_on, ends_on=ends_on)


@transaction.atomic
def take_back(pk: int, *, by: User) -> User:
    """They are not away, or back sooner; returns who. Raises NotThere for what is not theirs to take back."""
    absence = Absence.objects.select_for_update(of=("self",)).select_related("user").filter(pk=pk).first()
    if absence is None or not may_record(by, absence.user):
        raise NotThere("desk", "")
    absence.delete()
    return absence.user
