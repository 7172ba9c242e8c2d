"""Who sees whom (handbook sections 2 and 12)."""

from datetime import timedelta

import pytest

from governance.accounts import access
from governance.accounts.models import Team
from governance.people import actions
from governance.people.models import Person
from tests.cast import NOON, Cast


def sees(user: object, person: Person, at: object = NOON) -> bool:
    if hasattr(user, "_grants"):
        del user._grants
    return Person.objects.visible_to(user, at).filter(pk=person.pk).exists()


def test_a_worker_sees_the_people_of_their_service_and_no_others(cast: Cast) -> None:
    sam = cast.person()
    assert sees(cast.fay, sam)
    assert sees(cast.dora, sam)
    assert not sees(cast.finn, sam)
    assert not sees(cast.isla, sam)


@pytest.mark.parametrize(("days", "still"), [(28, True), (29, False)])
def test_a_worker_sees_closed_cases_for_28_days_and_the_manager_always(
    cast: Cast, days: int, still: bool
) -> None:
    sam = cast.person()
    actions.close(sam.cases.get(), by=cast.fay, at=NOON, closed_on=NOON.date())
    later = NOON + timedelta(days=days)
    assert sees(cast.fay, sam, later) is still
    assert sees(cast.max, sam, later)


def test_a_manager_sees_only_the_services_they_manage(cast: Cast) -> None:
    sam = cast.person()
    assert sees(cast.max, sam)
    assert not sees(cast.maya, sam)


def test_overseers_see_everyone_and_communications_nobody(cast: Cast) -> None:
    sam = cast.person()
    for overseer in (cast.dana, cast.priya, cast.gwen, cast.sol, cast.aled):
        assert sees(overseer, sam), overseer
    assert not sees(cast.cora, sam)


def test_someone_in_one_team_sees_that_team_only(cast: Cast) -> None:
    young = Team.objects.create(service=cast.quay, name="Young people")
    access.leave(cast.finn, cast.quay)
    access.join(cast.finn, cast.quay, young)
    cast.quay.refresh_from_db()
    inside = actions.create(by=cast.maya, at=NOON, service=cast.quay, team=young, key_worker=None, name="In")
    outside = actions.create(by=cast.maya, at=NOON, service=cast.quay, team=None, key_worker=None, name="Out")
    assert sees(cast.finn, inside)
    assert not sees(cast.finn, outside)


def test_nobody_inactive_and_no_superuser_goes_round_the_table(cast: Cast) -> None:
    sam = cast.person()
    cast.fay.is_active = False
    cast.finn.is_superuser = True
    assert not sees(cast.fay, sam)
    assert not sees(cast.finn, sam)
