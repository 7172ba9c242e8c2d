"""The map of who shares what with whom: the drawing and the table say the same, and stay readable."""

from itertools import pairwise
from typing import Any

import pytest
import time_machine

from consent.purposes import Purpose
from governance.accounts.models import User
from governance.organisations import actions as organisations
from governance.organisations.models import Kind, Organisation
from sharing.agreements import map as drawing
from sharing.agreements.map import MOST_PARTNERS, Group, Shared, drawn
from sharing.agreements.rules import Direction
from tests.cast import NOON, Cast, signed_in
from tests.sharing.agreements.walk import active, approved, surgery, written


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def seen(user: User) -> Any:
    answer = signed_in(user).get("/agreements/map/")
    assert answer.status_code == 200
    return answer


def council(cast: Cast) -> Organisation:
    return organisations.create(by=cast.max, at=NOON, name="Northfield Council", kind=Kind.COUNCIL)


def test_each_partner_is_drawn_and_stands_in_the_table_with_what_is_shared(cast: Cast) -> None:
    active(cast, surgery(cast), direction=Direction.OUT.value)
    active(
        cast,
        council(cast),
        by=cast.igor,
        service=None,
        direction=Direction.IN.value,
        purposes=[Purpose.HOUSING],
    )
    answer = seen(cast.fay)
    assert names(answer) == ["Elm Surgery", "Northfield Council"]
    assert [box.way for box in answer.context["drawing"].boxes] == ["to them", "to us"]
    page = answer.content.decode()
    for words in ("Their care plan", "The whole charity", "Housing, money and daily life", "LOG-2026-0001"):
        assert words in page
    assert page.count('marker-end="url(#arrow)"') == page.count('marker-start="url(#arrow)"') == 1


def test_two_agreements_with_one_partner_are_one_box(cast: Cast) -> None:
    elm = surgery(cast)
    active(cast, elm, direction=Direction.OUT.value)
    active(cast, elm, direction=Direction.IN.value, service=cast.quay, by=cast.igor)
    (group,) = seen(cast.fay).context["groups"]
    (row,) = group.rows
    assert (row.way, row.who, len(row.agreements)) == (Direction.BOTH, ["Harbour", "Quay"], 2)


def names(answer: Any) -> list[str]:
    return [" ".join(words for _, words in box.lines) for box in answer.context["drawing"].boxes]


def test_only_what_is_active_is_drawn(cast: Cast) -> None:
    written(cast, surgery(cast))
    approved(cast, surgery(cast, "Oak"))
    assert "nothing to draw yet" in seen(cast.igor).content.decode()


def test_a_partner_that_was_merged_is_drawn_as_the_one_that_remains(cast: Cast) -> None:
    elm, oak = surgery(cast), surgery(cast, "Oak Practice")
    active(cast, elm)
    organisations.merge(elm, into=oak, by=cast.igor, at=NOON, read_version=elm.version, reason="The same")
    assert names(seen(cast.fay)) == ["Oak Practice"]


def test_too_many_partners_are_drawn_by_kind(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST_PARTNERS", 2)
    active(cast, council(cast))
    for name in ("Ash", "Elm"):
        active(cast, surgery(cast, name))
    answer = seen(cast.fay)
    assert names(answer) == ["2 partners", "1 partner"]
    assert "so those of a kind are together." in answer.content.decode()


def test_it_asks_as_often_with_many(cast: Cast, django_assert_num_queries: Any) -> None:
    active(cast, surgery(cast))
    client = signed_in(cast.fay)
    client.get("/agreements/map/")
    with django_assert_num_queries(QUERIES):
        client.get("/agreements/map/")
    for number in range(3):
        active(cast, surgery(cast, f"Surgery {number}"))
    with django_assert_num_queries(QUERIES):
        client.get("/agreements/map/")


QUERIES = 12


def test_no_box_lies_on_another_and_all_fit_in(cast: Cast) -> None:
    names = [f"Partner {number} with a name of more than a line" for number in range(MOST_PARTNERS)]
    rows = [Shared(name[: 10 + place], Kind.HEALTH, _ways={"out"}) for place, name in enumerate(names)]
    whole = drawn([Group(Kind.HEALTH, rows[:30]), Group(Kind.COUNCIL, rows[30:])])
    assert all(after.y >= before.y + before.height for before, after in pairwise(whole.boxes))
    assert whole.boxes[-1].y + whole.boxes[-1].height <= whole.height
    assert whole.ours_y + whole.ours_height <= whole.height


def test_a_long_name_takes_more_lines_and_no_word_of_it_is_broken() -> None:
    name = "Northfield Council adult social work and safeguarding"
    (box,) = drawn([Group(Kind.COUNCIL, [Shared(name, Kind.COUNCIL, _ways={"in"})])]).boxes
    assert [words for _, words in box.lines] == [
        "Northfield Council",
        "adult social work and",
        "safeguarding",
    ]
    assert box.height > box.lines[-1][0] + drawing.LINE


def test_a_name_longer_than_its_box_is_cut_there_and_whole_beside_it() -> None:
    (box,) = drawn([Group(Kind.OTHER, [Shared("A" * 99, Kind.OTHER, _ways={"in"})])]).boxes
    assert [words for _, words in box.lines] == ["A" * drawing.LONGEST_LINE] * 2 + ["…"]
    assert box.name == "A" * 99
