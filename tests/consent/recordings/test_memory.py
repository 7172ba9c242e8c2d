"""A long film never sits in memory: not while it is kept, and not while it is played."""

import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from consent.recordings import actions
from consent.recordings.register import RECORDINGS
from governance.attachments.sealing import Sealing
from tests.cast import Cast, signed_in
from tests.consent.recordings.sessions import stored

MEGABYTE = 1024 * 1024
PIECE, PIECES = b"what they look like " * 26_214, 200
MOST = 32 * MEGABYTE


@pytest.fixture
def most_used() -> Iterator[Callable[[], int]]:
    """How many bytes more than at the beginning were ever in use."""
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    yield lambda: tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()


def test_a_film_of_a_hundred_megabytes_is_kept_and_played_in_a_few(
    cast: Cast, most_used: Callable[[], int]
) -> None:
    at = timezone.now() - timedelta(hours=1)
    made = stored(cast, cast.person(at=at), at=at)
    under_way = Sealing()
    for _ in range(PIECES):
        under_way.feed(PIECE)
    film: Any = under_way.finish()
    assert film.size > 99 * MEGABYTE
    actions.keep(made, under_way=film, content_type="video/mp4", by=cast.fay, at=at)
    client = signed_in(cast.fay)
    client.post(f"{RECORDINGS.url(made)}play/")
    answer = client.get(f"{RECORDINGS.url(made)}play/1/")
    assert sum(len(piece) for piece in answer.streaming_content) == film.size
    assert most_used() < MOST
