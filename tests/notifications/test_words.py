"""The words of a message say what, which record and how long is left, and never whose."""

import pytest

from governance.notifications import words


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "Consent review: CON-2026-000001"),
        ({"days_left": 14}, "Consent review: CON-2026-000001 is due in 14 days"),
        ({"days_left": 1}, "Consent review: CON-2026-000001 is due in 1 day"),
        ({"days_left": 0}, "Consent review: CON-2026-000001 is due today"),
        ({"days_left": -1}, "Consent review: CON-2026-000001 is overdue by 1 day"),
        ({"days_left": -28}, "Consent review: CON-2026-000001 is overdue by 28 days"),
    ],
)
def test_how_long_is_left(facts: dict[str, int], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(words._ABOUT, "review", "Consent review")
    assert words.subject("review", "CON-2026-000001", facts) == said


def test_a_kind_without_words_is_still_readable() -> None:
    assert words.subject("exclusion_seen", "EXC-2026-000001", {}) == "Exclusion seen: EXC-2026-000001"
