"""Grants follow where a user works and in which role, exactly, and are read in one query."""

from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.accounts import access
from governance.accounts.access import OVERSEERS, sight
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
from governance.accounts.roles import TABLE, May, Reach, Role
from tests.cast import Cast, user

pytestmark = pytest.mark.django_db
Grants = set[tuple[str, str]]


def grants(of: User) -> Grants:
    """Every grant that guardian holds for this user alone, in words."""
    rows = [
        *ServiceUserObjectPermission.objects.filter(user=of).select_related("permission", "content_object"),
        *TeamUserObjectPermission.objects.filter(user=of).select_related("permission", "content_object"),
    ]
    return {(row.permission.codename, row.content_object.name) for row in rows}


def groups(of: User) -> set[str]:
    return set(UserGroup.objects.filter(user=of).values_list("group__name", flat=True))


@pytest.fixture
def young(cast: Cast) -> Team:
    return Team.objects.create(service=cast.quay, name="Young people")


def test_whoever_joins_a_service_works_in_it_and_a_manager_manages_it(cast: Cast) -> None:
    assert grants(cast.fay) == {("work_in_service", "Harbour")}
    assert grants(cast.max) == {("manage_service", "Harbour")}
    assert groups(cast.fay) == groups(cast.max) == set()


def test_whoever_joins_one_team_gets_that_team_and_not_its_service(cast: Cast, young: Team) -> None:
    access.join(cast.fay, cast.quay, young)
    assert grants(cast.fay) == {("work_in_service", "Harbour"), ("work_in_team", "Young people")}


def test_joining_twice_is_joining_once_and_leaving_takes_everything_back(cast: Cast, young: Team) -> None:
    access.join(cast.fay, cast.harbour)
    access.join(cast.fay, cast.quay, young)
    assert Membership.objects.filter(user=cast.fay).count() == 2
    access.leave(cast.fay, cast.quay, young)
    assert grants(cast.fay) == {("work_in_service", "Harbour")}
    access.leave(cast.fay, cast.harbour)
    assert grants(cast.fay) == set()
    assert not Membership.objects.filter(user=cast.fay).exists()
    access.leave(cast.fay, cast.harbour)


def test_leaving_takes_nothing_from_others(cast: Cast) -> None:
    access.leave(cast.fay, cast.harbour)
    assert grants(cast.dora) == {("work_in_service", "Harbour")}


def test_a_new_role_changes_the_grants_where_one_works(cast: Cast, young: Team) -> None:
    access.join(cast.fay, cast.quay, young)
    access.assume_role(cast.fay, Role.MANAGER)
    assert grants(cast.fay) == {("manage_service", "Harbour"), ("work_in_team", "Young people")}
    access.assume_role(cast.fay, Role.FRONTLINE)
    assert grants(cast.fay) == {("work_in_service", "Harbour"), ("work_in_team", "Young people")}


def test_an_overseer_is_one_of_a_group_and_stops_being_so(cast: Cast) -> None:
    assert groups(cast.dana) == {"data"}
    assert grants(cast.dana) == set()
    access.assume_role(cast.dana, Role.AUDITOR)
    assert groups(cast.dana) == {"auditor"}
    access.assume_role(cast.dana, Role.FRONTLINE)
    assert groups(cast.dana) == set()
    assert sight(cast.dana, "people").services == set()


def test_a_new_service_is_overseen_at_once_by_every_overseer(cast: Cast) -> None:
    ServiceGroupObjectPermission.objects.all().delete()
    made = access.open_service("Beacon", "SCT")
    rows = ServiceGroupObjectPermission.objects.select_related("permission", "group")
    assert {(row.group.name, row.permission.codename, row.content_object_id) for row in rows} == {
        (role.value, "oversee_service", made.pk) for role in OVERSEERS
    }


def test_whoever_becomes_an_overseer_after_the_services_opened_sees_them_all(cast: Cast) -> None:
    late = user("Lars", Role.AUDITOR)
    assert sight(late, "people").services == set(Service.objects.values_list("pk", flat=True))


def test_grants_and_memberships_leave_history(cast: Cast) -> None:
    access.leave(cast.fay, cast.harbour)
    for model in (Membership, ServiceUserObjectPermission):
        kinds = model.history.filter(user_id=cast.fay.pk).order_by("history_id")
        assert list(kinds.values_list("history_type", flat=True)) == ["+", "-"], model


# --- What one sees ------------------------------------------------------------------------------


def test_sight_never_reaches_further_than_the_table_and_the_grants(cast: Cast) -> None:
    ours, every = {cast.harbour.pk}, set(Service.objects.values_list("pk", flat=True))
    reached = {
        Reach.NONE: set(),
        Reach.OWN: ours,
        Reach.SERVICE: ours,
        Reach.ALL: every,
        Reach.MASKED: every,
    }
    everyone = (cast.fay, cast.max, cast.dana, cast.priya, cast.cora, cast.gwen, cast.aled)
    for register, one, what in product(TABLE, everyone, May):
        here = TABLE[register][Role(one.role)]
        expected = reached[here.reach] if what in here else set()
        if here.reach is Reach.OWN and one in (cast.dana, cast.cora):
            # They work in no service, so nothing is their own.
            expected = set()
        if here.reach is Reach.ALL and Role(one.role) not in OVERSEERS:
            # Workers and managers oversee no service; what they may all read belongs to none.
            expected = set()
        seen = sight(one, register, what)
        assert seen.services == expected, (register, one.name, what)
        assert seen.masked is (what in here and here.reach is Reach.MASKED)


def test_every_sight_of_one_request_costs_one_query(cast: Cast) -> None:
    fay = User.objects.get(pk=cast.fay.pk)
    with CaptureQueriesContext(connection) as queries:
        for register in TABLE:
            for what in May:
                sight(fay, register, what)
    assert len(queries) == 1


def test_a_change_of_grants_is_seen_at_once(cast: Cast) -> None:
    assert sight(cast.fay, "people").services == {cast.harbour.pk}
    access.join(cast.fay, cast.quay)
    assert sight(cast.fay, "people").services == {cast.harbour.pk, cast.quay.pk}
    access.leave(cast.fay, cast.harbour)
    assert sight(cast.fay, "people").services == {cast.quay.pk}


def test_whoever_is_inactive_sees_nothing_whatever_the_grants(cast: Cast) -> None:
    for one in (cast.fay, cast.max, cast.priya, cast.aled):
        one.is_active = False
        for register in TABLE:
            seen = sight(one, register)
            assert (seen.services, seen.teams) == (frozenset(), frozenset())


def test_a_superuser_sees_no_more_than_the_role_does(cast: Cast) -> None:
    cast.cora.is_superuser = True
    assert sight(cast.cora, "people") == access.BLIND
