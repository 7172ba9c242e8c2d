"""A code that is shown once: easy to read out, hard to guess, and the same words for every wrong pair."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest

from governance.workflow.follow import (
    LETTERS,
    WRONG,
    FollowForm,
    code_for,
    hashed,
)

KEY = UUID("12345678-1234-5678-1234-567812345678")


def test_a_code_is_twelve_letters_in_groups_that_nobody_mistakes() -> None:
    assert re.fullmatch(rf"[{LETTERS}]{{4}}-[{LETTERS}]{{4}}-[{LETTERS}]{{4}}", code_for(KEY))
    assert not set(LETTERS) & set("AEIOU01")


def test_whoever_presses_twice_gets_the_same_code_and_everybody_else_another() -> None:
    assert code_for(KEY) == code_for(KEY)
    assert len({code_for(uuid4()) for _ in range(200)}) == 200


def test_it_is_worth_nothing_under_another_key_of_the_application(settings: Any) -> None:
    before, kept = code_for(KEY), hashed("BCDF")
    settings.SECRET_KEY = "another"
    assert (code_for(KEY) != before, hashed("BCDF") != kept) == (True, True)


@pytest.mark.parametrize("typed", ["K7QM-2XWD-9HTR", "k7qm 2xwd 9htr", " K7QM2XWD9HTR "])
def test_however_it_is_typed(typed: str) -> None:
    assert hashed(typed) == hashed("K7QM-2XWD-9HTR")
    assert "K7QM" not in hashed(typed)


def test_a_reference_may_be_typed_small_and_with_spaces() -> None:
    form = FollowForm({"reference": " cnc-2026-000001 ", "code": "x"})
    assert form.is_valid()
    assert form.cleaned_data["reference"] == "CNC-2026-000001"


def test_a_wrong_pair_is_told_what_to_do() -> None:
    form = FollowForm({"reference": "CNC-2026-000001", "code": "x"})
    form.is_valid()
    form.refuse()
    assert form.non_field_errors() == [f"{WRONG.reason} {WRONG.next_step}"]
