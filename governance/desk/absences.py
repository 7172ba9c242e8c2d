"""Being away: from when to when, and who stands in and is told of it."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from governance.accounts.models import Absence, Membership, User
from governance.accounts.roles import Role
from governance.desk.handing_over import services_of
from governance.errors import YES, Denied, NotThere, Verdict, demand, no
from governance.notifications.sending import notify
from governance.notifications.words import about

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
def record(away: User, *, cover: User, starts_on: date, ends_on: date, by: User, at: datetime) -> Absence:
    """From the first to the last of these days somebody stands in for them, and is told; the same days once.

    Raises Denied where a rule refuses.
    """
    demand(may_record(by, away))
    # Two at once wait for each other.
    User.objects.select_for_update().get(pk=away.pk)
    if not could_cover(away).filter(pk=cover.pk).exists():
        raise Denied(CANNOT_COVER)
    same = Absence.objects.filter(user=away, cover=cover, starts_on=starts_on, ends_on=ends_on).first()
    if same is not None:
        return same
    if Absence.objects.filter(user=away, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise Denied(TWICE)
    made = Absence.objects.create(user=away, cover=cover, starts_on=starts_on, ends_on=ends_on)
    _tell("stands_in", made, by, at)
    return made


@transaction.atomic
def take_back(pk: int, *, by: User, at: datetime) -> User:
    """They are not away, or back sooner; returns who. Raises NotThere for what is not theirs to take back."""
    found = Absence.objects.select_for_update(of=("self",)).select_related("user", "cover").filter(pk=pk)
    absence = found.first()
    if absence is None or not may_record(by, absence.user):
        raise NotThere("desk", "")
    _tell("stands_in_no_more", absence, by, at)
    absence.delete()
    return absence.user


def _tell(kind: str, absence: Absence, by: User, at: datetime) -> None:
    """Whoever stands in hears of it, if they did not say it themselves; their desk says for whom."""
    told = [absence.cover] if absence.cover != by else []
    notify(told, kind, register="desk", reference="", at=at, occasion=str(absence.pk))


about("stands_in", "You are to stand in for a colleague")
about("stands_in_no_more", "You need not stand in for a colleague any more")
