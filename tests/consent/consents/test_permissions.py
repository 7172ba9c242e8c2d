"""Who may do what with consents: handbook sections 3.3 and 12, by role."""

from datetime import date

import pytest

from consent.consents.actions import withdraw
from consent.consents.models import Consent
from consent.consents.permissions import status_only
from consent.consents.register import CONSENTS
from governance.accounts import access
from governance.accounts.models import Team
from governance.accounts.roles import Role
from governance.people.actions import close, open_case, report
from governance.records.actor import acting_as
from tests.cast import NOON, Cast, user
from tests.consent.consents.answers import say

# Who → what they may do with an active consent of Harbour (Fay's and Dora's service, under Max).
MAY = {
    "fay": {"see", "draft", "amend", "reconfirm", "withdraw"},
    "dora": {"see", "draft", "amend", "reconfirm", "withdraw"},
    "max": {"see", "draft", "amend", "reconfirm", "withdraw", "invalidate"},
    "igor": {"see", "amend", "withdraw", "invalidate"},
    "priya": {"see", "amend", "withdraw", "invalidate"},
    "dana": {"see", "withdraw"},
    "gwen": {"see", "withdraw"},
    "aled": {"see", "withdraw"},
    "cora": set(),
    "finn": set(),
    "isla": set(),
    "maya": set(),
}


@pytest.mark.parametrize("name", MAY)
def test_each_role_may_what_the_table_says(cast: Cast, name: str) -> None:
    user = getattr(cast, name)
    consent = say(cast, cast.person()).consent
    verbs = ("draft", "amend", "reconfirm", "withdraw", "invalidate")
    may = {verb for verb in verbs if CONSENTS.verbs[verb].may(user, consent, NOON)}
    if CONSENTS.visible(user, NOON).filter(pk=consent.pk).exists():
        may.add("see")
    assert may == MAY[name]


def test_only_the_data_team_sees_no_more_than_the_status(cast: Cast) -> None:
    others = (cast.fay, cast.max, cast.igor, cast.gwen, cast.aled)
    assert status_only(cast.dana)
    assert not any(status_only(user) for user in others)


def test_a_colleague_in_the_persons_other_service_may_take_down_a_withdrawal(cast: Cast) -> None:
    sam = cast.person()
    consent = say(cast, sam).consent
    open_case(sam, by=cast.finn, at=NOON, service=cast.quay)
    assert not CONSENTS.visible(cast.finn, NOON).filter(pk=consent.pk).exists()
    assert withdraw(consent, by=cast.finn, at=NOON, withdrawn_at=NOON).withdrawn_by == cast.finn


def test_whoever_knows_the_person_sees_and_does_nothing(cast: Cast) -> None:
    sam = cast.person()
    consent = say(cast, sam).consent
    report(person=sam, worker=cast.fay, relationship="cousin", by=cast.dora, at=NOON)
    assert not CONSENTS.visible(cast.fay, NOON).exists()
    assert not any(verb.may(cast.fay, consent, NOON) for verb in CONSENTS.verbs.values())


def test_what_fell_due_leaves_the_desk_of_whoever_knows_the_person(cast: Cast) -> None:
    from governance.deadlines.models import Deadline

    sam = cast.person()
    say(cast, sam)
    report(person=sam, worker=cast.fay, relationship="cousin", by=cast.dora, at=NOON)
    say(cast, sam, by=cast.dora, recipient="Oak Surgery")
    mine = Deadline.objects.filter(register="consents", worker=cast.fay)
    assert not mine.exists()


def test_a_worker_loses_sight_28_days_after_the_case(cast: Cast) -> None:
    sam = cast.person()
    say(cast, sam)
    with acting_as(cast.fay.pk):
        close(sam.cases.get(), by=cast.fay, at=NOON, closed_on=date(2026, 11, 22))
    assert Consent.objects.visible_to(cast.fay, NOON.replace(day=20, month=12)).exists()
    assert not Consent.objects.visible_to(cast.fay, NOON.replace(day=21, month=12)).exists()


def test_a_worker_of_a_team_sees_the_consents_of_its_cases_alone(cast: Cast) -> None:
    team = Team.objects.create(service=cast.harbour, name="Opiate team")
    tina = user("Tina", Role.FRONTLINE)
    access.join(tina, cast.harbour, team)
    sam, kim = cast.person(), cast.person("Kim Lake")
    sam.cases.update(team=team)
    ours, theirs = say(cast, sam).consent, say(cast, kim).consent
    assert list(Consent.objects.visible_to(tina, NOON)) == [ours]
    assert set(Consent.objects.visible_to(cast.fay, NOON)) == {ours, theirs}


def test_a_workers_list_can_be_served_by_the_indexes_of_the_service(cast: Cast) -> None:
    sql = str(Consent.objects.visible_to(cast.fay, NOON).query)
    assert f'"consents_consent"."service_id" IN ({cast.harbour.pk}) AND' in sql
