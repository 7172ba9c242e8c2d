"""The comparison of two texts, word by word."""

import time

from hypothesis import given
from hypothesis import strategies as st

from governance.differences import Piece, compare

texts = st.text(st.sampled_from("ab \n"), max_size=60)


def test_one_word_of_a_line_is_shown_as_one_word() -> None:
    assert compare("You choose.\nSay yes.", "You choose.\nSay no.") == [
        Piece("same", "You choose.\nSay "),
        Piece("gone", "yes."),
        Piece("new", "no."),
    ]


def test_words_in_a_row_that_changed_stay_together() -> None:
    assert compare("Please stop me.", "Tell me so.") == [
        Piece("gone", "Please stop me."),
        Piece("new", "Tell me so."),
    ]
    assert compare("We write to you.", "We talk with you.") == [
        Piece("same", "We "),
        Piece("gone", "write to "),
        Piece("new", "talk with "),
        Piece("same", "you."),
    ]


def test_a_text_that_did_not_change_is_one_piece() -> None:
    assert compare("Same\n\nwords", "Same\n\nwords") == [Piece("same", "Same\n\nwords")]


@given(texts, texts)
def test_nothing_is_lost_of_either_text(old: str, new: str) -> None:
    pieces = compare(old, new)
    assert "".join(piece.text for piece in pieces if piece.what != "new") == old
    assert "".join(piece.text for piece in pieces if piece.what != "gone") == new


def test_the_longest_text_is_compared_quickly_however_it_is_written() -> None:
    begun = time.perf_counter()
    compare("a b " * 5_000, "b a " * 5_000)
    compare("\n".join("ab" * 3_333), "\n".join("ba" * 3_333))
    assert time.perf_counter() - begun < 5
