"""What a version is called, and its fingerprint."""

import hashlib
from datetime import date

import pytest

from consent.kinds import Kind
from consent.wording.rules import Purpose, Style, Use, fingerprint, fits, label
from governance.calendar import Nation
from governance.errors import Code


@pytest.mark.parametrize(
    ("style", "language", "nation", "words"),
    [
        (Style.STANDARD, "en", None, "Sharing script 3"),
        (Style.EASY_READ, "en", None, "Sharing script 3 (easy read)"),
        (Style.STANDARD, "en", Nation.SCT, "Sharing script 3 (Scotland)"),
        (Style.EASY_READ, "gd", Nation.SCT, "Sharing script 3 (easy read, Scotland, gd)"),
    ],
)
def test_a_label_says_what_is_special_and_nothing_else(
    style: Style, language: str, nation: Nation | None, words: str
) -> None:
    assert label(Kind.SHARE_CARE, Purpose.SCRIPT, style, language, nation, 3) == words


APPROVED, RETIRED = date(2026, 3, 3), date(2026, 6, 9)


@pytest.mark.parametrize(
    ("on", "printed", "reason"),
    [
        (date(2026, 3, 2), False, "not in use yet on 2 March 2026"),
        (date(2026, 3, 3), False, ""),
        (date(2026, 6, 9), False, ""),
        (date(2026, 6, 10), False, "no longer in use on 10 June 2026"),
        (date(2026, 3, 2), True, "not in use yet on 2 March 2026"),
        (date(2026, 6, 10), True, ""),
    ],
)
def test_words_are_used_from_the_day_they_are_approved_to_the_day_they_are_retired(
    on: date, printed: bool, reason: str
) -> None:
    use = Use(Kind.SHARE_CARE, Purpose.FORM, Nation.ENG, on, printed)
    verdict = fits(Kind.SHARE_CARE, Purpose.FORM, None, APPROVED, RETIRED, use=use)
    assert (verdict.allowed, verdict.code) == ((not reason), Code.VALIDITY if reason else None)
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("kind", "purpose", "nation", "allowed"),
    [
        (Kind.SHARE_CARE, Purpose.SCRIPT, Nation.SCT, True),
        (Kind.SHARE_FAMILY, Purpose.SCRIPT, Nation.SCT, False),
        (Kind.SHARE_CARE, Purpose.FORM, Nation.SCT, False),
        (Kind.SHARE_CARE, Purpose.SCRIPT, Nation.ENG, False),
    ],
)
def test_words_are_for_one_kind_one_purpose_and_their_nation(
    kind: Kind, purpose: Purpose, nation: Nation, allowed: bool
) -> None:
    use = Use(kind, purpose, nation, APPROVED)
    assert bool(fits(Kind.SHARE_CARE, Purpose.SCRIPT, Nation.SCT, APPROVED, None, use=use)) is allowed


def test_words_that_nobody_approved_are_used_on_no_day() -> None:
    use = Use(Kind.SHARE_CARE, Purpose.SCRIPT, Nation.ENG, RETIRED)
    assert not fits(Kind.SHARE_CARE, Purpose.SCRIPT, None, None, None, use=use)


def test_each_kind_has_a_label_of_its_own() -> None:
    labels = {label(kind, Purpose.FORM, Style.STANDARD, "en", None, 1) for kind in Kind}
    assert len(labels) == len(Kind)


def test_a_fingerprint_can_be_worked_out_from_what_a_person_was_given() -> None:
    assert fingerprint("Títle", "Body") == hashlib.sha256("Títle\n\nBody".encode()).hexdigest()


def test_one_letter_more_in_title_or_body_is_another_fingerprint() -> None:
    assert (
        len({fingerprint("A", "b"), fingerprint("A.", "b"), fingerprint("A", "b."), fingerprint("", "A")})
        == 4
    )
