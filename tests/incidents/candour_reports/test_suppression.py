"""No small number can be worked out from what is published, not even by whoever knows the rule: every year is tried."""

from collections import defaultdict
from itertools import product

import pytest

from incidents.candour_reports.suppression import FEWER, LEAST, NOBODY, NOT_SHOWN, published, share

SMALL = set(range(1, LEAST))


def said(counts: tuple[int, ...]) -> tuple[str, tuple[str, ...]]:
    found = published({str(place): count for place, count in enumerate(counts)})
    return found.total, tuple(found.rows.values())


@pytest.mark.parametrize(("rows", "most"), [(1, 30), (2, 25), (3, 14), (4, 9), (5, 6), (6, 5)])
def test_no_small_number_is_the_only_one_that_it_can_be(rows: int, most: int) -> None:
    alike = defaultdict(list)
    for counts in product(range(most + 1), repeat=rows):
        alike[said(counts)].append(counts)
    for (total, words), years in alike.items():
        for numbers in (set(row) for row in zip(*years, strict=True)):
            assert len(numbers) > 1 or not numbers <= SMALL, (total, words, years)
        if words:
            rest = int(total) - sum(int(each) for each in words if each != NOT_SHOWN)
            assert rest == 0 or rest >= 2 * LEAST, (total, words)


@pytest.mark.parametrize(
    ("counts", "total", "rows"),
    [
        ((0, 0), NOBODY, ()),
        ((1, 0), FEWER, ()),
        ((4, 0), FEWER, ()),
        ((5, 0), "5", ("5", "0")),
        ((12, 7), "19", ("12", "7")),
        # What is left of the total would tell the one, so the six is not shown, and then nothing is.
        ((6, 1), "7", ()),
        ((12, 7, 4), "23", ("12", NOT_SHOWN, NOT_SHOWN)),
        # One and seven are less than ten: the twelve is not shown either.
        ((12, 7, 1, 20), "40", (NOT_SHOWN, NOT_SHOWN, NOT_SHOWN, "20")),
        # Nought is nobody.
        ((12, 7, 4, 0), "23", ("12", NOT_SHOWN, NOT_SHOWN, "0")),
        # Three times four is the only twelve of three small numbers.
        ((4, 4, 4, 5, 9), "26", (NOT_SHOWN, NOT_SHOWN, NOT_SHOWN, NOT_SHOWN, "9")),
        # Which of two sixes is shown would tell where the four stands.
        ((6, 6, 4, 9), "25", (NOT_SHOWN, NOT_SHOWN, NOT_SHOWN, "9")),
        ((12, 5, 3, 2), "22", ("12", NOT_SHOWN, NOT_SHOWN, NOT_SHOWN)),
        ((4, 4), "8", ()),
        ((1234, 8, 4), "1,246", ("1,234", NOT_SHOWN, NOT_SHOWN)),
    ],
)
def test_what_is_said(counts: tuple[int, ...], total: str, rows: tuple[str, ...]) -> None:
    assert said(counts) == (total, rows)


def test_what_was_not_done_a_few_times_cannot_be_told_from_another_number() -> None:
    """A step, and how often it was in time, which is a part of it."""
    alike = defaultdict(list)
    for of in range(1, 31):
        for done, soon in product(range(of + 1), repeat=2):
            if soon <= done:
                alike[said((of,))[0], share(done, of), share(soon, of)].append((of, done, soon))
    for words, all_of in alike.items():
        for few in (
            {done for _, done, _ in all_of},
            {soon for _, _, soon in all_of},
            {of - done for of, done, _ in all_of},
            {of - soon for of, _, soon in all_of},
            {done - soon for _, done, soon in all_of},
        ):
            assert len(few) > 1 or not few <= SMALL, (words, all_of)


@pytest.mark.parametrize(
    ("done", "of", "words"),
    [
        (0, 4, "Not each time"),
        (3, 4, "Not each time"),
        (4, 4, "Each time"),
        (0, 9, "Not each time"),
        (8, 9, "Not each time"),
        (9, 9, "Each time"),
        (0, 10, "Never"),
        (1, 10, "Not each time"),
        (5, 10, "Not each time"),
        (6, 10, "Most times"),
        (9, 10, "Most times"),
        (10, 10, "Each time"),
    ],
)
def test_how_often_a_step_was_done(done: int, of: int, words: str) -> None:
    assert share(done, of) == words
