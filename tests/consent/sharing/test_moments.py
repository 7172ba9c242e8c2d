"""How a consent stood at a past moment, by all that is known today: each rule at both of its edges."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from consent.consents.card import last_words
from consent.consents.models import Consent
from consent.consents.rules import State
from consent.kinds import Kind
from consent.sharing.moments import as_it_was, true_state, why_not
from tests.cast import NOON

JUST_BEFORE = timedelta(microseconds=-1)
DAY = timedelta(days=1)
GIVEN = NOON - 100 * DAY
MIDNIGHT = datetime.fromisoformat("2026-11-23T00:00:00+00:00")


def consent(state: State = State.ACTIVE, **facts: Any) -> Consent:
    """A yes to a GP, given and written down a hundred days ago, that lasts until 22 November 2026."""
    what = {"kind": Kind.SHARE_CARE, "recipient": "Elm Surgery", "purpose": "care"}
    when = {"given_at": GIVEN, "created_at": GIVEN, "expires_on": date(2026, 11, 22)}
    return Consent(state=state, **{**what, **when, **facts})


WITHDRAWN = {"withdrawn_at": NOON, "withdrawal_recorded_at": NOON + 2 * DAY}
REFUSED = {"given_at": None, "refused_at": NOON}


@pytest.mark.parametrize(
    ("facts", "edge", "before", "after"),
    [
        ({}, GIVEN, None, State.ACTIVE),
        ({}, MIDNIGHT, State.ACTIVE, State.EXPIRED),
        ({"created_at": GIVEN - DAY}, GIVEN, State.DRAFT, State.ACTIVE),
        ({"created_at": GIVEN + DAY}, GIVEN, None, State.ACTIVE),
        (WITHDRAWN, NOON, State.ACTIVE, State.WITHDRAWN),
        ({"superseded_at": NOON}, NOON, State.ACTIVE, State.SUPERSEDED),
        ({"outgrown_at": NOON, "outgrowth_recorded_at": NOON + DAY}, NOON, State.ACTIVE, State.EXPIRED),
        ({"invalidated_at": NOON}, GIVEN, None, State.INVALID),
        ({"invalidated_at": NOON}, NOON, State.INVALID, State.INVALID),
        (REFUSED | {"created_at": NOON}, NOON, None, State.REFUSED),
        (REFUSED, NOON, State.DRAFT, State.REFUSED),
    ],
)
def test_it_is_true_from_the_moment_it_happens(
    facts: dict[str, Any], edge: datetime, before: State | None, after: State
) -> None:
    ours = consent(**facts)
    assert (true_state(ours, edge + JUST_BEFORE), true_state(ours, edge)) == (before, after)


def test_what_came_later_is_left_out_and_what_was_found_out_later_is_not() -> None:
    later = consent(State.WITHDRAWN, **WITHDRAWN)
    before, after = as_it_was(later, NOON + JUST_BEFORE), as_it_was(later, NOON)
    assert before is not None
    assert after is not None
    assert (before.state, before.withdrawn_at) == (State.ACTIVE, None)
    assert (after.state, after.withdrawn_at) == (State.WITHDRAWN, NOON)
    assert later.state == State.WITHDRAWN


def test_a_yes_said_again_later_does_not_lengthen_what_it_was_before() -> None:
    again = consent(reconfirmed_at=NOON, expires_on=date(2027, 11, 22))
    before = as_it_was(again, NOON - DAY, last_yes=consent())
    assert before is not None
    assert (before.reconfirmed_at, before.expires_on) == (None, date(2026, 11, 22))
    after = as_it_was(again, NOON)
    assert after is not None
    assert after.expires_on == date(2027, 11, 22)


def test_the_last_word_on_each_sharing_counts_and_a_draft_beside_it() -> None:
    old = consent(State.EXPIRED)
    new = consent(State.REFUSED, given_at=None, refused_at=NOON)
    other = consent(recipient="Rosa")
    draft = consent(State.DRAFT, given_at=None)
    replaced = consent(State.SUPERSEDED, recipient="Tom")
    assert last_words([old, new, other, draft, replaced]) == [new, other, draft]


def test_what_was_never_valid_counts_for_less_than_any_answer() -> None:
    invalid = consent(State.INVALID, given_at=NOON, invalidated_at=NOON)
    assert last_words([invalid, consent(State.EXPIRED)])[0].state == State.EXPIRED
    assert last_words([invalid]) == [invalid]


@pytest.mark.parametrize(
    ("state", "facts", "words"),
    [
        (State.REFUSED, REFUSED, "Said no on 22 November 2026."),
        (State.EXPIRED, {}, "Ran out on 22 November 2026. Ask again."),
        (State.WITHDRAWN, WITHDRAWN | {"withdrawal_recorded_at": NOON}, "Taken back on 22 November 2026."),
        (
            State.WITHDRAWN,
            WITHDRAWN,
            "Taken back on 22 November 2026 at 12:00. We wrote that down on 24 November 2026 at 12:00.",
        ),
        (
            State.INVALID,
            {"invalidated_at": NOON + DAY},
            "Found not valid. We found out on 23 November 2026 at 12:00. Ask again.",
        ),
        (State.INVALID, {"invalidated_at": NOON}, "Found not valid. Ask again."),
        (
            State.EXPIRED,
            {"outgrown_at": NOON, "outgrowth_recorded_at": NOON},
            "Someone else’s yes ended on 22 November 2026. They decide for themselves: ask them.",
        ),
        (
            State.EXPIRED,
            {"shortened_at": NOON + DAY},
            "Ran out on 22 November 2026. It had ended sooner: we wrote that down on 23 November 2026 at 12:00."
            " Ask again.",
        ),
    ],
)
def test_why_not_says_when_it_happened_and_when_we_wrote_it_down_if_that_was_later(
    state: State, facts: dict[str, Any], words: str
) -> None:
    assert why_not(consent(state, **facts), state, NOON) == words
