"""A manager sees who has how much, and hands cases over when somebody leaves or is away."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.accounts import access
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.deadlines.models import Deadline
from governance.desk import handing_over
from governance.desk.models import HandOver
from governance.desk.tasks import hand_over, relay_hand_overs
from governance.desk.team import team
from governance.errors import Denied, NotThere
from governance.ledger.models import Event
from governance.people import actions as people
from tests.cast import Cast, signed_in, user
from tests.desk.conftest import Lay


def rows(cast: Cast) -> dict[str, tuple[int, int, int, int]]:
    """What Max sees: overdue, this week, turns, open cases."""
    found = team([cast.harbour], user=cast.max, at=timezone.now())
    return {
        row.user.name.split()[0] if row.user else "nobody": (row.overdue, row.week, row.turns, row.cases)
        for row in found
    }


def order(cast: Cast, **changes: Any) -> HandOver:
    facts = {"to": cast.dora, "cases": None, "by": cast.max, "at": timezone.now(), "form_key": uuid4()}
    return handing_over.order(cast.fay, cast.harbour, **facts | changes)


def test_each_of_the_team_is_there_with_how_much_they_have(cast: Cast, lay: Lay) -> None:
    for days in (-3, -1, 0, 7, 8):
        lay(days, worker=cast.fay, service=cast.harbour)
    lay(-1, worker=cast.fay, service=cast.harbour, waits=True)
    lay(2, worker=None, service=cast.harbour)
    lay(2, worker=cast.dora, service=cast.harbour, worker_until=-1)
    lay(2, worker=cast.finn, service=cast.quay)
    assert rows(cast) == {
        "Dora": (0, 0, 0, 0),
        "Fay": (2, 2, 1, 0),
        "Max": (0, 0, 0, 0),
        "nobody": (0, 2, 0, 0),
    }
    cast.person()
    assert rows(cast)["Fay"][3] == 1


def test_people_whom_the_manager_knows_count_for_nothing(cast: Cast, lay: Lay) -> None:
    sam = cast.person()
    lay(-1, worker=cast.fay, service=cast.harbour, person=sam)
    before = rows(cast)["Fay"]
    people.report(person=sam, worker=cast.max, relationship="cousin", by=cast.fay, at=timezone.now())
    after = rows(cast)["Fay"]
    assert before[3] == 1
    assert after == (0, 0, 0, 0)


def test_who_has_left_stays_as_long_as_something_is_with_them(cast: Cast) -> None:
    User.objects.filter(pk=cast.dora.pk).update(is_active=False)
    assert "Dora" not in rows(cast)
    cast.person()
    User.objects.filter(pk=cast.fay.pk).update(is_active=False)
    assert "Has left" in signed_in(cast.max).get("/desk/team/").content.decode()


def test_a_colleague_of_another_service_with_something_of_this_one_has_not_left(cast: Cast, lay: Lay) -> None:
    lay(2, worker=cast.finn, service=cast.harbour)
    page = signed_in(cast.max).get("/desk/team/").content.decode()
    assert "Finn Example" in page
    assert "Works elsewhere" in page
    assert "Has left" not in page
    User.objects.filter(pk=cast.finn.pk).update(is_active=False)
    page = signed_in(cast.max).get("/desk/team/").content.decode()
    assert "Has left" in page
    assert "Works elsewhere" not in page


@pytest.mark.parametrize("name", ["fay", "igor", "dana", "cora", "gwen", "aled"])
def test_only_managers_have_a_team(cast: Cast, name: str) -> None:
    client = signed_in(getattr(cast, name))
    for where in ("", "nobody/", f"{cast.dora.pk}/", f"{cast.dora.pk}/hand-over/{cast.harbour.pk}/"):
        answer = client.get(f"/desk/team/{where}")
        assert answer.status_code == 403, where
        assert "Dora Example" not in answer.content.decode()


def test_a_manager_opens_their_own_people_and_no_others(cast: Cast, lay: Lay) -> None:
    reference = lay(2, worker=cast.fay, service=cast.harbour)
    client = signed_in(cast.max)
    assert reference in client.get(f"/desk/team/{cast.fay.pk}/").content.decode()
    assert reference not in client.get("/desk/team/nobody/").content.decode()
    for stranger in (cast.finn, cast.igor):
        for end in ("", "away/", f"hand-over/{cast.harbour.pk}/"):
            assert client.get(f"/desk/team/{stranger.pk}/{end}").status_code == 404
    assert client.get(f"/desk/team/{cast.fay.pk}/hand-over/{cast.quay.pk}/").status_code == 404
    assert client.get("/desk/team/999999/").status_code == 404


def test_names_on_a_workers_list_are_a_view(cast: Cast, lay: Lay) -> None:
    sam = cast.person()
    lay(2, worker=cast.fay, service=cast.harbour, person=sam)
    page = signed_in(cast.max).get(f"/desk/team/{cast.fay.pk}/").content.decode()
    assert "Sam Rivers" in page
    looks = Event.objects.filter(verb="view", register="desk", actor_id=cast.max.pk)
    assert looks.latest("id").detail["people"] == [sam.pk]


def test_all_cases_go_and_what_falls_due_on_them_follows(cast: Cast) -> None:
    made = [cast.person(f"Person {number}") for number in range(3)]
    asked = order(cast)
    assert hand_over(asked.pk) is True
    asked.refresh_from_db()
    assert (asked.moved, asked.left) == (3, 0)
    for person in made:
        assert person.cases.get().key_worker == cast.dora
    assert rows(cast)["Dora"][3] == 3
    assigned = Event.objects.filter(register="cases", verb="assign")
    assert {event.actor_id for event in assigned} == {cast.max.pk}
    assert not Deadline.objects.filter(worker=cast.fay, ended_at=None).exists()


def test_only_those_that_are_ticked_go(cast: Cast) -> None:
    one, other = cast.person("One Person"), cast.person("Other Person")
    asked = order(cast, cases=[one.cases.get().pk])
    hand_over(asked.pk)
    assert (one.cases.get().key_worker, other.cases.get().key_worker) == (cast.dora, cast.fay)


def test_a_case_of_somebody_whom_the_colleague_knows_stays_and_is_only_counted(cast: Cast) -> None:
    sam, ash = cast.person(), cast.person("Ash Field")
    people.report(person=sam, worker=cast.dora, relationship="cousin", by=cast.max, at=timezone.now())
    asked = order(cast)
    hand_over(asked.pk)
    page = signed_in(cast.max).get(f"/desk/team/handed-over/{asked.pk}/").content.decode()
    assert "1 case handed over" in page
    assert "1 stayed where it was" in page
    assert "Rivers" not in page
    assert sam.cases.get().key_worker == cast.fay
    assert ash.cases.get().key_worker == cast.dora


def test_whoever_the_manager_knows_is_not_handed_over_by_them(cast: Cast) -> None:
    sam = cast.person()
    people.report(person=sam, worker=cast.max, relationship="cousin", by=cast.fay, at=timezone.now())
    with pytest.raises(Denied):
        order(cast)
    with pytest.raises(Denied):
        order(cast, cases=[sam.cases.get().pk])


def test_what_changed_meanwhile_stays_as_it_is_now(cast: Cast) -> None:
    sam, ash = cast.person(), cast.person("Ash Field")
    asked = order(cast)
    people.assign(sam.cases.get(), by=cast.max, at=timezone.now(), key_worker=cast.max)
    people.close(ash.cases.get(), by=cast.max, at=timezone.now(), closed_on=timezone.localdate())
    hand_over(asked.pk)
    asked.refresh_from_db()
    assert (asked.moved, asked.left) == (0, 2)
    assert sam.cases.get().key_worker == cast.max


def test_a_worker_that_is_killed_half_way_goes_on_and_repeats_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        cast.person(f"Person {number}")
    asked = order(cast)
    assign = people.assign
    done: list[int] = []

    def dies(case, **facts):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(case.pk)
        return assign(case, **facts)

    monkeypatch.setattr(handing_over.actions, "assign", dies)
    with pytest.raises(KeyboardInterrupt):
        hand_over(asked.pk)
    monkeypatch.setattr(handing_over.actions, "assign", assign)
    assert hand_over(asked.pk) is True
    asked.refresh_from_db()
    assert (asked.moved, asked.left) == (3, 0)
    assert Event.objects.filter(register="cases", verb="assign").count() == 3
    assert hand_over(asked.pk) is False


def test_the_form_is_sent_twice_and_asks_once(cast: Cast) -> None:
    cast.person()
    client, where = signed_in(cast.max), f"/desk/team/{cast.fay.pk}/hand-over/{cast.harbour.pk}/"
    assert "Sam Rivers" in client.get(where).content.decode()
    sent = {"form_key": str(uuid4()), "to": cast.dora.pk, "which": "all"}
    addresses = {client.post(where, sent).url for _ in range(2)}
    assert len(addresses) == HandOver.objects.count() == 1
    page = client.get(addresses.pop()).content.decode()
    assert "We are handing over 1 case" in page
    assert "0 of 1 are with Dora Example by now" in page


def test_a_form_that_was_sent_is_not_sent_again_for_somebody_else(cast: Cast) -> None:
    one, other = (cast.person(name).cases.get().pk for name in ("One Person", "Other Person"))
    key = uuid4()
    asked = order(cast, cases=[one], form_key=key)
    assert order(cast, cases=[one], form_key=key) == asked
    for changes in ({"cases": [one], "to": cast.max}, {"cases": [other]}, {"cases": [one, other]}):
        with pytest.raises(Denied, match="sent already"):
            order(cast, **changes, form_key=key)
    assert HandOver.objects.get().cases == [one]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"to": ""}, "Choose an answer for “Who takes them over?”"),
        ({"to": "finn"}, "Choose one of the answers for “Who takes them over?”"),
        ({"which": ""}, "Choose an answer for “Which cases?”"),
        ({"which": "some"}, "Tick at least one, or choose all of them"),
        ({"which": "some", "cases": ["999999"]}, "Choose one of the answers for “Cases”"),
    ],
)
def test_what_is_missing_is_said_beside_the_field(cast: Cast, changes: dict[str, Any], words: str) -> None:
    cast.person()
    if changes.get("to") == "finn":
        changes = {"to": cast.finn.pk}
    sent = {"form_key": str(uuid4()), "to": cast.dora.pk, "which": "all", **changes}
    where = f"/desk/team/{cast.fay.pk}/hand-over/{cast.harbour.pk}/"
    assert words in signed_in(cast.max).post(where, sent).content.decode()
    assert not HandOver.objects.exists()


def test_another_manager_neither_asks_for_it_nor_sees_how_far_it_is(cast: Cast) -> None:
    cast.person()
    with pytest.raises(NotThere):
        order(cast, by=cast.maya)
    asked = order(cast)
    for stranger in (cast.maya, cast.fay, cast.igor):
        assert signed_in(stranger).get(f"/desk/team/handed-over/{asked.pk}/").status_code == 404


def test_the_relay_takes_up_what_waits_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.person()
    asked = order(cast)
    taken: list[int] = []
    monkeypatch.setattr(hand_over, "delay", taken.append)
    assert [relay_hand_overs(), relay_hand_overs()] == [1, 0]
    assert taken == [asked.pk]


def test_a_team_costs_the_same_for_few_and_many(cast: Cast, lay: Lay) -> None:
    client, costs = signed_in(cast.max), []
    for number in range(9):
        each = user(f"Kit{number}", Role.FRONTLINE)
        access.join(each, cast.harbour)
        lay(-1, worker=each, service=cast.harbour)
        if number in (1, 8):
            with CaptureQueriesContext(connection) as queries:
                client.get("/desk/team/")
            costs.append(len(queries))
    assert costs[0] == costs[1] <= 14
