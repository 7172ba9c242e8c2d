"""What a version is called, and its fingerprint."""

import hashlib

import pytest

from consent.kinds import Kind
from consent.wording.rules import Purpose, Style, fingerprint, label
from governance.calendar import Nation


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
