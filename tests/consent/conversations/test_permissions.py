"""Who sees conversations and writes in them: handbook section 12, as for consents, but with names only."""

from datetime import date

import pytest

from consent.conversations.models import Conversation
from consent.conversations.register import CONVERSATIONS
from governance.accounts import access
from governance.accounts.models import Team
from governance.accounts.roles import Role
from governance.errors import Denied
from governance.people.actions import close, report
from tests.cast import NOON, Cast, user
from tests.consent.conversations.talks import not_decided, talk_of

# Who → what they may do with a conversation of Harbour (Fay's and Dora's service, under Max).
MAY = {
    "fay": {"see", "undecided"},
    "dora": {"see", "undecided"},
    "max": {"see", "undecided"},
    "igor": {"see"},
    "priya": {"see"},
    "gwen": {"see"},
    "sol": {"see"},
    "aled": set(),
    "dana": set(),
    "cora": set(),
    "finn": set(),
    "isla": set(),
    "maya": set(),
}


@pytest.mark.parametrize("name", MAY)
def test_each_role_may_what_the_table_says(cast: Cast, name: str) -> None:
    who, sam = getattr(cast, name), cast.person()
    talk = talk_of(sam)
    may = {verb for verb in CONVERSATIONS.verbs if CONVERSATIONS.verbs[verb].may(who, talk, NOON)}
    if CONVERSATIONS.visible(who, NOON).filter(pk=talk.pk).exists():
        may.add("see")
    assert may == MAY[name]
    if "undecided" not in may:
        with pytest.raises(Denied):
            not_decided(cast, sam, by=who)


def test_whoever_knows_the_person_sees_and_does_nothing(cast: Cast) -> None:
    sam = cast.person()
    talk = talk_of(sam)
    for worker, role in ((cast.fay, "worker"), (cast.max, "manager"), (cast.igor, "IG")):
        report(person=sam, worker=worker, relationship="cousin", by=cast.dora, at=NOON)
        assert not CONVERSATIONS.visible(worker, NOON).exists(), role
        assert not CONVERSATIONS.verbs["undecided"].may(worker, talk, NOON), role


def test_a_worker_loses_sight_28_days_after_the_case(cast: Cast) -> None:
    close(cast.person().cases.get(), by=cast.fay, at=NOON, closed_on=date(2026, 11, 22))
    assert Conversation.objects.visible_to(cast.fay, NOON.replace(day=20, month=12)).exists()
    assert not Conversation.objects.visible_to(cast.fay, NOON.replace(day=21, month=12)).exists()
    assert Conversation.objects.visible_to(cast.max, NOON.replace(day=21, month=12)).exists()


def test_a_worker_of_a_team_sees_the_conversations_of_its_cases_alone(cast: Cast) -> None:
    team = Team.objects.create(service=cast.harbour, name="Opiate team")
    tina = user("Tina", Role.FRONTLINE)
    access.join(tina, cast.harbour, team)
    sam, kim = cast.person(), cast.person("Kim Lake")
    sam.cases.update(team=team)
    assert list(Conversation.objects.visible_to(tina, NOON)) == [talk_of(sam)]
    assert set(Conversation.objects.visible_to(cast.fay, NOON)) == {talk_of(sam), talk_of(kim)}
