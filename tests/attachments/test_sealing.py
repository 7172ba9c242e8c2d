"""A file is encrypted a chunk at a time, and nothing of it can be changed, moved, taken out or cut off unnoticed."""

import tracemalloc
from hashlib import sha256
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.attachments.sealing import CHUNK, TAG, Damaged, Sealing, sealing, unsealed

SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7]
WHOLE = CHUNK + TAG


def content(size: int) -> bytes:
    return bytes(number % 251 for number in range(size))


@pytest.mark.parametrize("size", SIZES)
def test_what_comes_out_is_what_went_in(size: int) -> None:
    under_way = sealing(BytesIO(content(size)))
    assert under_way.size == size
    assert under_way.sha256 == sha256(content(size)).hexdigest()
    assert b"".join(unsealed(under_way.sealed, under_way.key, size)) == content(size)


@given(pieces=st.lists(st.integers(0, 2 * CHUNK), max_size=5), ends=st.tuples(st.integers(0), st.integers(0)))
def test_any_part_can_be_read_however_it_came(pieces: list[int], ends: tuple[int, int]) -> None:
    size = sum(pieces)
    whole, under_way, at = content(size), Sealing(), 0
    for piece in pieces:
        under_way.feed(whole[at : at + piece])
        at += piece
    under_way.finish()
    start, stop = sorted(end % (size + 1) for end in ends)
    assert (
        b"".join(unsealed(under_way.sealed, under_way.key, size, start=start, stop=stop)) == whole[start:stop]
    )


def test_nothing_of_it_lies_in_the_clear() -> None:
    under_way = sealing(BytesIO(b"what they said " * 10_000))
    assert b"what they said" not in under_way.sealed.read()
    assert under_way.head.startswith(b"what they said")


@pytest.mark.parametrize(
    "tampered",
    [
        pytest.param(lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]), id="changed"),
        pytest.param(
            lambda sealed: sealed[WHOLE : 2 * WHOLE] + sealed[:WHOLE] + sealed[2 * WHOLE :], id="moved"
        ),
        pytest.param(lambda sealed: sealed[:WHOLE] + sealed[2 * WHOLE :], id="taken out"),
        pytest.param(lambda sealed: sealed[: 2 * WHOLE], id="cut off at the end of a chunk"),
        pytest.param(lambda sealed: b"", id="emptied"),
    ],
)
def test_what_was_tampered_with_is_not_read(tampered) -> None:
    under_way = sealing(BytesIO(content(2 * CHUNK + 5)))
    with pytest.raises(Damaged):
        list(unsealed(BytesIO(tampered(under_way.sealed.read())), under_way.key, under_way.size))


def test_another_files_key_opens_nothing() -> None:
    one, other = sealing(BytesIO(content(10))), sealing(BytesIO(content(10)))
    with pytest.raises(Damaged):
        list(unsealed(one.sealed, other.key, 10))


def test_a_long_one_never_sits_in_memory() -> None:
    megabytes, block = 64, bytes(1024 * 1024)
    tracemalloc.start()
    try:
        under_way = Sealing()
        for _ in range(megabytes):
            under_way.feed(block)
        under_way.finish()
        length = sum(len(chunk) for chunk in unsealed(under_way.sealed, under_way.key, under_way.size))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert length == megabytes * len(block)
    assert most < 8 * len(block)
