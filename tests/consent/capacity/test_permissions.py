"""Who may do what with assessments: handbook sections 3.5 and 12, by role."""

from datetime import date

import pytest

from consent.capacity.models import Assessment
from consent.capacity.questions import Kind
from consent.capacity.register import CAPACITY
from governance.accounts import access
from governance.accounts.models import Team
from governance.accounts.roles import Role
from governance.calendar import Nation
from governance.people.actions import close, report
from tests.cast import NOON, Cast, user
from tests.consent.capacity.typed import able, assess

FACTS = able(Kind.CAPACITY, Nation.ENG)
# Who → what they may do with an assessment of Harbour (Fay's and Dora's service, under Max).
MAY = {
    "fay": {"see", "record"},
    "dora": {"see", "record"},
    "max": {"see", "record", "correct"},
    "igor": {"see"},
    "priya": {"see"},
    "gwen": {"see"},
    "sol": {"see"},
    "aled": {"see"},
    "dana": set(),
    "cora": set(),
    "finn": set(),
    "isla": set(),
    "maya": set(),
}


@pytest.mark.parametrize("name", MAY)
def test_each_role_may_what_the_table_says(cast: Cast, name: str) -> None:
    who = getattr(cast, name)
    found = assess(cast, cast.person(), FACTS)
    may = {verb for verb in CAPACITY.verbs if CAPACITY.verbs[verb].may(who, found, NOON)}
    if CAPACITY.visible(who, NOON).filter(pk=found.pk).exists():
        may.add("see")
    assert may == MAY[name]


def test_whoever_knows_the_person_sees_and_does_nothing(cast: Cast) -> None:
    sam = cast.person()
    found = assess(cast, sam, FACTS)
    for worker, role in ((cast.fay, "worker"), (cast.max, "manager"), (cast.igor, "IG")):
        report(person=sam, worker=worker, relationship="cousin", by=cast.dora, at=NOON)
        assert not CAPACITY.visible(worker, NOON).exists(), role
        assert not any(verb.may(worker, found, NOON) for verb in CAPACITY.verbs.values()), role


def test_a_worker_loses_sight_28_days_after_the_case(cast: Cast) -> None:
    sam = cast.person()
    assess(cast, sam, FACTS)
    close(sam.cases.get(), by=cast.fay, at=NOON, closed_on=date(2026, 11, 22))
    assert Assessment.objects.visible_to(cast.fay, NOON.replace(day=20, month=12)).exists()
    assert not Assessment.objects.visible_to(cast.fay, NOON.replace(day=21, month=12)).exists()
    assert Assessment.objects.visible_to(cast.max, NOON.replace(day=21, month=12)).exists()


def test_a_worker_of_a_team_sees_the_assessments_of_its_cases_alone(cast: Cast) -> None:
    team = Team.objects.create(service=cast.harbour, name="Opiate team")
    tina = user("Tina", Role.FRONTLINE)
    access.join(tina, cast.harbour, team)
    sam, kim = cast.person(), cast.person("Kim Lake")
    sam.cases.update(team=team)
    ours, theirs = (assess(cast, each, FACTS) for each in (sam, kim))
    assert list(Assessment.objects.visible_to(tina, NOON)) == [ours]
    assert set(Assessment.objects.visible_to(cast.fay, NOON)) == {ours, theirs}
