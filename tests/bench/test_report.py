"""What the table says of figures that fall short, and of figures that grow."""

from typing import Any

import pytest

from tests.bench import report
from tests.bench.figures import Figure, compare


def result(people: int, *figures: Figure) -> dict[str, Any]:
    """What one size found."""
    sizes = {"people_person": (people, people * 400), "ledger_event": (people * 10, people * 4_000)}
    return {
        "people": people,
        "loaded_seconds": 1.0,
        "sizes": sizes,
        "plans": [],
        "figures": [figure._asdict() for figure in figures],
    }


def figure(*, reached: bool | None = True, took: float = 2.0, growth: float | None = None) -> Figure:
    return Figure("a list", "a bare view", "≤ 40×", "2.00×", reached, took, 1.0, growth)


def test_a_figure_within_its_reach_is_shown_with_what_it_took() -> None:
    results = [result(10_000, figure()), result(100_000, figure())]
    assert "| a list | a bare view | ≤ 40× | 2.00× (2.00 ms) | 2.00× (2.00 ms) | 1.00× |" in report.words(
        results
    )
    assert report.reached(results)


def test_a_figure_that_falls_short_is_marked_at_its_size_and_is_a_failure() -> None:
    results = [result(10_000, figure()), result(100_000, figure(reached=False))]
    assert "| 2.00× (2.00 ms) | **MISSED** 2.00× (2.00 ms) |" in report.words(results)
    assert not report.reached(results)


def test_a_figure_for_information_is_never_a_failure() -> None:
    assert report.reached([result(10_000, figure(reached=None))])


@pytest.mark.parametrize(("took", "words"), [(2.6, "1.30×, ≤ 1.3×"), (2.62, "**MISSED** 1.31×, ≤ 1.3×")])
def test_growth_is_from_the_smallest_size_to_the_largest(took: float, words: str) -> None:
    results = [
        result(10_000, figure(growth=1.3)),
        result(100_000, figure(took=9.0, growth=1.3)),
        result(1_000_000, figure(took=took, growth=1.3)),
    ]
    assert f"| {words} |" in report.words(results)
    assert report.reached(results) is ("MISSED" not in words)


def test_what_a_person_costs_is_the_slope_between_the_sizes() -> None:
    words = report.words([result(10_000, figure()), result(1_000_000, figure())])
    assert "| the ledger of it all | 4,000 |" in words
    assert "| all together | 4,400 |" in words


def test_both_are_measured_and_the_slower_is_so_many_times_slower() -> None:
    """A thousand additions, and ten thousand."""
    found = compare("ten", lambda: sum(range(100_000)), "one", lambda: sum(range(10_000)), at_most=100)
    assert found.reached
    assert 2 < float(found.shown.removesuffix("×")) < 100
    assert found.milliseconds > found.yardstick_milliseconds


def test_a_figure_may_not_be_judged_at_a_size() -> None:
    found = compare("ten", lambda: sum(range(100_000)), "one", lambda: None, at_most=0.1, judged=False)
    assert found.reached is None
