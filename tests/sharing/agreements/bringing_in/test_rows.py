"""What the dates and the standing of a row come to: no review, end or cover that the rules do not know."""

from datetime import date
from typing import Any

import pytest

from sharing.agreements.bringing_in.rows import Defaults, Meant, read_row
from sharing.agreements.rules import Type

TODAY = date(2026, 11, 22)


def read(**said: str) -> Meant:
    row = {"partners": "Police", "title": "Court reports", "starts": "1/1/2026", "ends": "31/12/2028", **said}
    return read_row(row, Defaults(type=Type.ISA), TODAY)


REVIEWS: dict[str, tuple[dict[str, str], date, str]] = {
    "none given": ({}, date(2027, 1, 1), ""),
    "12 months after the last": (
        {"reviewed": "1/6/2026", "review": "1/6/2027"},
        date(2027, 6, 1),
        "",
    ),
    "a day more": (
        {"reviewed": "1/6/2026", "review": "2/6/2027"},
        date(2027, 6, 1),
        "Next review: 2 June 2027 is more than 12 months after the last one, so it is due by 1 June 2027.",
    ),
    "sooner": ({"reviewed": "1/6/2026", "review": "1/2/2027"}, date(2027, 2, 1), ""),
    "more than 12 months after the start": (
        {"review": "2/1/2027"},
        date(2027, 1, 1),
        "so it is due by 1 January",
    ),
    "last one today": ({"reviewed": "22/11/2026"}, date(2027, 11, 22), ""),
    "last one tomorrow": (
        {"reviewed": "23/11/2026"},
        date(2027, 1, 1),
        "in the future, so it does not count",
    ),
    "years after the start, the last one unknown": (
        {"starts": "1/1/2025", "ends": "31/12/2027", "review": "22/11/2027"},
        date(2027, 11, 22),
        "",
    ),
    "more than 12 months from now, the last one unknown": (
        {"starts": "1/1/2025", "ends": "31/12/2027", "review": "23/11/2027"},
        date(2027, 11, 22),
        "so it is due by 22 November 2027",
    ),
    "no day at all": ({"review": "31/2/2027"}, date(2027, 1, 1), "It does not count."),
}


@pytest.mark.parametrize("case", REVIEWS)
def test_a_review_is_due_12_months_after_the_last_one_at_the_latest(case: str) -> None:
    said, review_on, note = REVIEWS[case]
    meant = read(**said)
    assert (meant.problems, meant.review_on) == ([], review_on)
    assert any(note in each for each in meant.notes) if note else meant.notes == []


@pytest.mark.parametrize(
    ("ends", "ends_on", "known"),
    [
        ("1/1/2029", date(2029, 1, 1), True),
        ("2/1/2029", date(2029, 1, 1), False),
        ("31/12/2035", date(2029, 1, 1), False),
    ],
)
def test_an_end_after_more_than_36_months_is_cut_and_told_of(ends: str, ends_on: date, known: bool) -> None:
    meant = read(ends=ends)
    assert (meant.ends_on, meant.end_known) == (ends_on, known)
    assert any("36 months at most, so we take 1 January 2029" in note for note in meant.notes) is not known


STANDINGS: list[tuple[dict[str, Any], bool]] = [
    ({"ends": "21/11/2026"}, True),
    ({"ends": "22/11/2026"}, False),
    ({"ends": "31/12/2027"}, False),
    # Nothing is known of the end, and what we assume proves nothing.
    ({"ends": ""}, False),
    ({"starts": "1/1/2015", "ends": ""}, False),
    ({"starts": "1/1/2015", "ends": "31/12/2025"}, False),
]


@pytest.mark.parametrize("status", ["Terminated", "Expired"])
@pytest.mark.parametrize(("said", "comes_in"), STANDINGS)
def test_what_the_log_calls_over_comes_in_only_with_the_day_on_which_it_ended(
    said: dict[str, str], comes_in: bool, status: str
) -> None:
    meant = read(status=status, **said)
    asked = f"The log says “{status}”, and not when. Give the day on which it ended as its last day."
    assert meant.problems == ([] if comes_in else [asked])
