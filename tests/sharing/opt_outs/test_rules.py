"""The pure rules of handbook section 7: what may be written down, and when a statement falls due."""

from datetime import date, timedelta

import pytest

from sharing.opt_outs.rules import (
    IN_SHORT,
    POSITION,
    About,
    day_allowed,
    despite_allowed,
    first_due,
    next_due,
    question_allowed,
)

TODAY = date(2026, 11, 22)


def test_help_is_written_down_on_the_day_or_later() -> None:
    assert day_allowed(TODAY, TODAY)
    assert day_allowed(TODAY - timedelta(days=40), TODAY)
    assert not day_allowed(TODAY + timedelta(days=1), TODAY)


@pytest.mark.parametrize(
    "words",
    [
        "They opted out",
        "has OPTED IN again",
        "opted-out on the page",
        "opted  out",
        "She optedout",
        "“Opted in.”",
    ],
)
def test_what_somebody_chose_is_never_kept(words: str) -> None:
    for about in About:
        assert not question_allowed(about, words)


@pytest.mark.parametrize(
    "words",
    ["She chose to opt out", "opt out chosen: yes", "They have decided they want to opt in", "Opt-out done"],
)
def test_nor_in_other_words(words: str) -> None:
    assert not question_allowed(About.NATIONAL, words)


@pytest.mark.parametrize(
    "words", ["How to opt out", "What the opt-out is", "Adopted in 2020: which name", ""]
)
def test_what_somebody_asked_is(words: str) -> None:
    assert question_allowed(About.NATIONAL, words)


@pytest.mark.parametrize(("words", "enough"), [("", False), ("   ", False), ("The leaflet in Polish", True)])
def test_something_else_says_what(words: str, enough: bool) -> None:
    assert bool(question_allowed(About.OTHER, words)) is enough


@pytest.mark.parametrize(
    ("applies", "despite", "allowed"), [(0, "", True), (1, "", False), (1, " ", False), (1, "Removed", True)]
)
def test_where_the_opt_out_applies_the_statement_says_how_it_is_true(
    applies: int, despite: str, allowed: bool
) -> None:
    assert bool(despite_allowed(applies, despite)) is allowed


def test_a_statement_falls_due_a_year_after_the_last_and_the_first_after_30_days() -> None:
    assert first_due(TODAY) == date(2026, 12, 22)
    assert next_due(TODAY) == date(2027, 11, 22)
    assert next_due(date(2028, 2, 29)) == date(2029, 2, 28)


def test_the_ready_made_words_fit_their_fields() -> None:
    assert len(POSITION) <= 2000
    assert len(IN_SHORT) <= 300
