"""The rules of a service closure, as a table."""

from dataclasses import replace
from datetime import date

import pytest

from consent.purposes import Purpose
from governance.errors import Code
from sharing.closures import rules
from sharing.closures.rules import Came, FileFacts, Said, Seen, Unlisted, Why
from sharing.decision import Word

TODAY = date(2026, 11, 22)
PLAN = frozenset({"care_plan"})
FILE = FileFacts(
    number=1,
    approved=True,
    lapsed=False,
    provider=7,
    purpose="care",
    items=PLAN,
    sha256="a",
    listed=frozenset({1, 2}),
)
GOOD = Seen(
    provider=7,
    purpose="care",
    items=PLAN,
    list_made_on=TODAY,
    covered=frozenset({1, 2}),
    undecided=0,
    unlisted="",
    files=(FILE,),
)
YES = Word(
    id=1,
    reference="CON-2026-000001",
    version=2,
    yes=True,
    holds=True,
    organisation=7,
    recipient="Elm Surgery",
    purpose=Purpose.CARE,
    items=PLAN,
)
NO = replace(YES, yes=False, holds=False)
BACK = replace(YES, holds=False, taken_back=True)


def test_what_is_whole_may_be_sealed() -> None:
    assert rules.may_seal(GOOD, TODAY)


@pytest.mark.parametrize(
    ("seen", "code", "words"),
    [
        (replace(GOOD, list_made_on=None), None, "not made yet"),
        (replace(GOOD, list_made_on=date(2026, 11, 21)), None, "of 21 November 2026"),
        (replace(GOOD, covered=frozenset()), Code.CONSENT, "Nobody’s consent"),
        (replace(GOOD, files=()), None, "no file yet"),
        (replace(GOOD, files=(replace(FILE, approved=False),)), None, "Not approved yet: file 1"),
        (
            replace(GOOD, files=(replace(FILE, approved=False, lapsed=True),)),
            Code.CHECK_LAPSED,
            "file 1 ran out",
        ),
        (replace(GOOD, files=(replace(FILE, provider=8),)), Code.SCOPE, "file 1"),
        (replace(GOOD, files=(replace(FILE, purpose="housing"),)), Code.SCOPE, "file 1"),
        (replace(GOOD, files=(replace(FILE, items=PLAN | {"contact"}),)), Code.SCOPE, "file 1"),
        (replace(GOOD, files=(FILE, replace(FILE, number=2))), None, "twice"),
        (replace(GOOD, covered=frozenset({1})), Code.CONSENT, "1 person in the files has"),
        (replace(GOOD, undecided=3), None, "3 people"),
        (replace(GOOD, covered=frozenset({1, 2, 3})), None, "1 person who is covered"),
    ],
)
def test_the_first_thing_in_the_way_is_said_with_its_code(seen: Seen, code: Code | None, words: str) -> None:
    verdict = rules.may_seal(seen, TODAY)
    assert not verdict
    assert (verdict.code, words in verdict.reason) == (code, True), verdict.reason
    assert verdict.next_step


def test_who_stands_in_no_file_is_no_hindrance_once_somebody_said_why() -> None:
    more = replace(GOOD, covered=frozenset({1, 2, 3}))
    assert rules.may_seal(replace(more, unlisted=Unlisted.LEFT_OUT), TODAY)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ([], Why.NONE),
        ([NO], Why.REFUSED),
        ([BACK], Why.TAKEN_BACK),
        ([NO, BACK], Why.REFUSED),
        ([replace(YES, holds=False)], Why.OVER),
        ([replace(YES, items=frozenset({"contact"}))], Why.LESS),
        ([replace(YES, someone="Dr Green")], Why.OTHER),
        ([replace(YES, purpose=Purpose.HOUSING)], Why.OTHER),
        ([replace(YES, in_doubt=True)], Why.DOUBT),
    ],
)
def test_why_somebody_is_not_covered(words: list[Word], why: Why) -> None:
    assert rules.why_not(words, Purpose.CARE, PLAN) is why


def test_how_a_list_differs_from_the_one_before() -> None:
    before, now = {1: True, 2: True, 3: False, 4: True}, {1: True, 2: False, 3: True, 5: False}
    said = rules.changes(before, now)
    assert str(said) == "1 joined, 1 left, 1 not covered any more, 1 covered now"
    assert str(rules.changes(now, now)) == ""


@pytest.mark.parametrize(
    ("said", "differs"),
    [
        ({1: Said(Came.SAME, 38), 2: Said(Came.UNKNOWN, 40)}, ""),
        ({1: Said(Came.SAME, 38)}, "File 2 did not come."),
        ({1: Said(Came.SAME, 37), 2: Said(Came.SAME, 40)}, "File 1 is about 37 people, and not 38."),
        (
            {1: Said(Came.OTHER, 38), 2: Said(Came.MISSING, None)},
            "File 1 is another one. File 2 did not come.",
        ),
    ],
)
def test_in_which_way_what_came_differs(said: dict[int, Said], differs: str) -> None:
    assert rules.differs({1: 38, 2: 40}, said) == differs


def test_the_second_person_is_another_one() -> None:
    assert rules.second_person(1, 2, does="seals it", other="Fay leads it")
    verdict = rules.second_person(1, 1, does="seals it", other="Fay leads it")
    assert verdict.code is Code.SAME_PERSON
    assert "Ask the service’s manager" in verdict.next_step


def test_the_manager_is_not_sent_to_themselves() -> None:
    verdict = rules.second_person(1, 1, does="seals it", other="Max leads it", manages=True)
    assert (verdict.code, verdict.next_step) == (Code.SAME_PERSON, "Ask the IG team.")


@pytest.mark.parametrize(
    ("closes_on", "good"),
    [
        (date(1999, 12, 31), False),
        (date(2025, 11, 21), False),
        (date(2025, 11, 22), True),
        (date(2027, 3, 31), True),
    ],
)
def test_the_last_day_is_at_most_a_year_before_it_is_begun(closes_on: date, good: bool) -> None:
    assert bool(rules.last_day(closes_on, TODAY)) is good
