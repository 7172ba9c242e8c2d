"""The one door to guardian: which services and teams a user reaches, and for what.

A grant is always on a service or a team, never on a person (a row per person was thousands of times
slower). What a grant is good for stands in `roles.TABLE`; both must say yes.
"""

from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F, QuerySet
from guardian.shortcuts import assign_perm, remove_perm

from governance.accounts.models import (
    Membership,
    Service,
    ServiceGroupObjectPermission,
    ServiceUserObjectPermission,
    Team,
    TeamUserObjectPermission,
    User,
    UserGroup,
)
from governance.accounts.roles import TABLE, May, Reach, Role, may

# Roles whose cells reach every service have their grants through a group, one row a service.
OVERSEERS = (Role.DATA, Role.IG, Role.COMMS, Role.GUARDIAN, Role.AUDITOR)
WORK, MANAGE, OVERSEE, WORK_IN_TEAM = "work_in_service", "manage_service", "oversee_service", "work_in_team"


@dataclass(frozen=True)
class Sight:
    """What a user may see of one register: these services whole, these teams, how far and how well."""

    services: frozenset[int]
    teams: frozenset[int]
    reach: Reach
    note: str = ""

    @property
    def masked(self) -> bool:
        return self.reach is Reach.MASKED


BLIND = Sight(frozenset(), frozenset(), Reach.NONE)


def _grants(user: User) -> dict[str, frozenset[int]]:
    """Every grant of the user by permission, in one query, once for each request's user object."""
    if not user.is_active:
        return {}
    if not hasattr(user, "_grants"):

        def named(rows: QuerySet) -> QuerySet:  # type: ignore[type-arg]
            return rows.values_list(F("permission__codename"), F("content_object_id"))

        found: dict[str, set[int]] = {}
        for codename, target in named(ServiceUserObjectPermission.objects.filter(user=user)).union(
            named(ServiceGroupObjectPermission.objects.filter(group__user=user)),
            named(TeamUserObjectPermission.objects.filter(user=user)),
        ):
            found.setdefault(codename, set()).add(target)
        user._grants = {codename: frozenset(ids) for codename, ids in found.items()}  # type: ignore[attr-defined]
    return user._grants  # type: ignore[attr-defined,no-any-return]


def _forget_grants(user: User) -> None:
    user.__dict__.pop("_grants", None)


def sight(user: User, register: str, what: May = May.VIEW) -> Sight:
    """Where `user` may do `what` in `register` (handbook section 12)."""
    cell = may(user.role, what, register)
    if cell is None:
        return BLIND
    grants = _grants(user)
    none: frozenset[int] = frozenset()
    if cell.reach is Reach.OWN:
        return Sight(grants.get(WORK, none), grants.get(WORK_IN_TEAM, none), cell.reach, cell.note)
    if cell.reach is Reach.SERVICE:
        return Sight(grants.get(MANAGE, none), none, cell.reach, cell.note)
    return Sight(grants.get(OVERSEE, none), none, cell.reach, cell.note)


def registers(user: User) -> set[str]:
    """The registers that a user may open at all."""
    return {name for name in TABLE if may(user.role, May.VIEW, name)}


@transaction.atomic
def join(user: User, service: Service, team: Team | None = None) -> Membership:
    """Let `user` work in `service`, or in one `team` of it, with the grants of the user's role."""
    membership, _ = Membership.objects.get_or_create(user=user, service=service, team=team)
    if team is not None:
        assign_perm(WORK_IN_TEAM, user, team)
    else:
        assign_perm(MANAGE if user.role == Role.MANAGER else WORK, user, service)
    _forget_grants(user)
    return membership


@transaction.atomic
def leave(user: User, service: Service, team: Team | None = None) -> None:
    """Take back what `join` gave."""
    Membership.objects.filter(user=user, service=service, team=team).delete()
    if team is not None:
        remove_perm(WORK_IN_TEAM, user, team)
    else:
        remove_perm(MANAGE, user, service)
        remove_perm(WORK, user, service)
    _forget_grants(user)


@transaction.atomic
def assume_role(user: User, role: Role) -> None:
    """Give `user` a role: the group that goes with it, and grants anew where the user works."""
    user.role = role
    user.save(update_fields=["role"])
    UserGroup.objects.filter(user=user).delete()
    if role in OVERSEERS:
        UserGroup.objects.create(user=user, group=Group.objects.get_or_create(name=role.value)[0])
    for membership in user.memberships.select_related("service", "team"):
        service, team = membership.service, membership.team
        leave(user, service, team)
        join(user, service, team)
    _forget_grants(user)


@transaction.atomic
def open_service(name: str, nation: str, **facts: object) -> Service:
    """A new service, overseen at once by the roles that oversee all."""
    service = Service.objects.create(name=name, nation=nation, **facts)
    for role in OVERSEERS:
        assign_perm(OVERSEE, Group.objects.get_or_create(name=role.value)[0], service)
    return service
