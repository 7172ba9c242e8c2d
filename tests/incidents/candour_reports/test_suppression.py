"""No small number can be worked out from what is published: every guess that fits is tried."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.candour_reports.suppression import AT_LEAST, FEWER, NOBODY, NOT_SHOWN, published, share

COUNTS = st.lists(st.integers(0, 9), min_size=1, max_size=4).map(
    lambda numbers: {f"row {place}": number for place, number in enumerate(numbers)}
)


def guesses(words: str) -> range:
    """What somebody may take these words for."""
    if words == FEWER:
        return range(5)
    return range(5, 31) if words == NOT_SHOWN else range(int(words), int(words) + 1)


def fits(total: str, numbers: tuple[int, ...]) -> bool:
    return sum(numbers) >= 5 if total == AT_LEAST else sum(numbers) == int(total)


@given(COUNTS)
def test_each_small_number_could_be_another(counts: dict[str, int]) -> None:
    said = published(counts)
    if sum(counts.values()) < 5:
        assert said.rows == {}
        return
    possible = [
        numbers
        for numbers in product(*(guesses(words) for words in said.rows.values()))
        if fits(said.total, numbers)
    ]
    for place, (name, count) in enumerate(counts.items()):
        if 0 < count < 5:
            assert said.rows[name] == FEWER
            assert len({numbers[place] for numbers in possible}) > 1, (counts, said)


@pytest.mark.parametrize(
    ("counts", "total", "rows"),
    [
        ([0, 0], NOBODY, []),
        ([1, 0], FEWER, []),
        ([4, 0], FEWER, []),
        ([5, 0], "5", ["5", FEWER]),
        ([12, 7], "19", ["12", "7"]),
        # The total would tell the four.
        ([12, 4], "16", [NOT_SHOWN, FEWER]),
        ([12, 7, 4], "23", ["12", NOT_SHOWN, FEWER]),
        # Two of them keep each other's secret.
        ([12, 3, 2], "17", ["12", FEWER, FEWER]),
        # Twice four is the most that two can be.
        ([4, 4], AT_LEAST, [FEWER, FEWER]),
        ([12, 4, 4], "20", [NOT_SHOWN, FEWER, FEWER]),
    ],
)
def test_what_is_said(counts: list[int], total: str, rows: list[str]) -> None:
    said = published({str(place): count for place, count in enumerate(counts)})
    assert (said.total, list(said.rows.values())) == (total, rows)


@pytest.mark.parametrize(
    ("done", "of", "words"),
    [
        (0, 4, "Not each time"),
        (1, 4, "Not each time"),
        (4, 4, "Each time"),
        (0, 5, "Never"),
        (1, 5, "Fewer than 5 times"),
        (4, 5, "Fewer than 5 times"),
        (5, 5, "Each time"),
        (5, 9, "All but fewer than 5 times"),
        (5, 10, "5 times"),
        (9, 10, "All but fewer than 5 times"),
        (10, 10, "Each time"),
    ],
)
def test_how_often_a_step_was_done(done: int, of: int, words: str) -> None:
    assert share(done, of) == words
