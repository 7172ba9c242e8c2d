"""The three locks: what keeps each of them closed (handbook section 0)."""

from dataclasses import replace

import pytest

from sharing.locks import (
    HELP,
    NEEDS_ONE_OF,
    Basis,
    Condition,
    Footing,
    Locks,
    Recognised,
    Schedule1,
    are_open,
    missing,
    needs_policy_document,
)

OPEN = Locks(
    basis=Basis.PUBLIC_TASK,
    condition=Condition.CARE,
    schedule1=Schedule1.CARE,
    footing=Footing.EXPRESS_CONSENT,
)


def closed(locks: Locks, *, special: bool = True, crime: bool = False) -> list[str]:
    return [name for name, _ in missing(locks, special=special, crime=crime)]


def test_all_three_are_asked_for() -> None:
    assert closed(Locks()) == ["basis", "condition", "footing"]
    assert are_open(OPEN, special=True)


@pytest.mark.parametrize("name", ["basis", "condition", "footing"])
def test_one_alone_keeps_it_closed(name: str) -> None:
    shut = replace(OPEN, **{name: None})
    assert closed(shut) == [name]
    refused = are_open(shut, special=True)
    assert (refused.allowed, refused.code) == (False, None)
    assert refused.next_step


def test_without_health_data_the_second_lock_is_not_asked_for() -> None:
    assert closed(Locks(basis=Basis.PUBLIC_TASK, footing=Footing.EXPRESS_CONSENT), special=False) == []


def test_the_recognised_interest_opens_the_first_lock_alone() -> None:
    recognised = Locks(basis=Basis.RECOGNISED, recognised=Recognised.SAFEGUARDING)
    assert closed(recognised) == ["condition", "footing"]
    assert closed(replace(OPEN, basis=Basis.RECOGNISED)) == ["recognised"]


@pytest.mark.parametrize(
    ("basis", "field", "words"),
    [
        (Basis.LEGITIMATE, "balancing", "Weighed"),
        (Basis.LEGAL_OBLIGATION, "law", "Care Act 2014, section 45"),
    ],
)
def test_some_bases_need_words(basis: Basis, field: str, words: str) -> None:
    assert closed(replace(OPEN, basis=basis)) == [field]
    assert closed(replace(OPEN, basis=basis, **{field: words})) == []
    assert closed(replace(OPEN, basis=basis, **{field: " "})) == [field]


@pytest.mark.parametrize("condition", Condition)
@pytest.mark.parametrize("schedule1", [None, *Schedule1])
def test_a_condition_has_the_one_of_the_act_that_fits(
    condition: Condition, schedule1: Schedule1 | None
) -> None:
    needed = NEEDS_ONE_OF.get(condition)
    fits = needed is None or schedule1 in needed
    assert (closed(replace(OPEN, condition=condition, schedule1=schedule1)) == []) is fits


def test_data_about_crimes_needs_its_own_authority() -> None:
    assert closed(OPEN, crime=True) == ["crime_authority"]
    assert closed(replace(OPEN, crime_authority="Police, under an order"), crime=True) == []


@pytest.mark.parametrize(
    ("schedule1", "needed"),
    [("2", False), ("3", False), ("6", True), ("10", True), ("17", True), ("18", True)],
)
def test_which_conditions_want_a_policy_document(schedule1: str, needed: bool) -> None:
    assert needs_policy_document(replace(OPEN, schedule1=Schedule1(schedule1))) is needed


def test_every_choice_of_a_lock_is_explained_in_a_sentence() -> None:
    assert {kind: set(sentences) for kind, sentences in HELP.items()} == {
        kind: set(kind) for kind in (Basis, Condition, Footing)
    }
    said = [words for sentences in HELP.values() for words in sentences.values()]
    assert all(words.endswith(".") for words in said)
    assert len(set(said)) == len(said)
