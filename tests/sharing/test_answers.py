"""What was asked and answered is kept as plain JSON, and read back."""

import json
from dataclasses import replace

import pytest

from consent.purposes import Purpose
from sharing.answers import as_json, read
from sharing.decision import Asked, decide
from sharing.disclosing import Reason
from sharing.locks import Basis, Locks
from tests.cast import NOON
from tests.sharing.test_decision import LETTER, YES, facts


@pytest.mark.parametrize(
    "asked",
    [
        LETTER,
        replace(LETTER, organisation=None, recipient="Ann Rivers", recurring=True),
        replace(LETTER, reason=Reason.SERIOUS_HARM, locks=Locks(basis=Basis.VITAL_INTERESTS)),
        replace(LETTER, purpose=Purpose.RESEARCH, named="Sleep", people=60),
    ],
)
def test_what_is_kept_can_be_read_back(asked: Asked) -> None:
    answer = decide(asked, facts(YES))
    kept = json.loads(json.dumps(as_json(asked, answer, facts(YES))))
    assert read(kept) == (asked, answer.outcome, answer.because, NOON)


def test_the_facts_are_kept_with_it() -> None:
    kept = as_json(LETTER, decide(LETTER, facts(YES)), facts(YES))
    assert kept["facts"]["words"][0]["reference"] == YES.reference
    assert kept["facts"]["agreements"][0]["terms"]["reference"] == "AGR-0001"
