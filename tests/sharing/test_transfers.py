"""When two people look before something leaves (handbook section 5)."""

from dataclasses import replace

import pytest

from sharing.ladder import Rung, hides_people
from sharing.transfers import Transfer, is_needed

SMALL = Transfer(people=49, rung=Rung.IDENTIFIABLE)


class TestWhenItIsNeeded:
    @pytest.mark.parametrize("rung", [Rung.PSEUDONYMISED, Rung.IDENTIFIABLE])
    def test_fifty_people_need_it_and_forty_nine_do_not(self, rung: Rung) -> None:
        assert not is_needed(Transfer(people=49, rung=rung))
        assert is_needed(Transfer(people=50, rung=rung))

    @pytest.mark.parametrize("rung", [Rung.AGGREGATED, Rung.ANONYMISED])
    def test_numbers_about_nobody_do_not_need_it_for_being_many(self, rung: Rung) -> None:
        assert not is_needed(Transfer(people=5_000, rung=rung))

    @pytest.mark.parametrize("why", ["handover", "whole_caseload", "removable_media"])
    def test_some_need_it_at_any_size_and_rung(self, why: str) -> None:
        assert is_needed(Transfer(people=1, rung=Rung.AGGREGATED, **{why: True}))

    def test_a_new_route_needs_it_for_two_people_and_not_for_one(self) -> None:
        assert not is_needed(replace(SMALL, people=1, new_route=True))
        assert is_needed(replace(SMALL, people=2, new_route=True))


@pytest.mark.parametrize(
    ("rung", "people", "hides"),
    [
        *((Rung.AGGREGATED, people, people >= 5) for people in range(1, 7)),
        *((Rung.ANONYMISED, people, people > 1) for people in (1, 2, 5)),
        *((Rung.PSEUDONYMISED, people, True) for people in (1, 4)),
    ],
)
def test_a_number_under_five_shows_somebody(rung: Rung, people: int, hides: bool) -> None:
    assert bool(hides_people(rung, people=people, items=())) is hides
