"""A film or a sound file is encrypted while it arrives: nothing of it is written to the disk in the clear."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from governance.attachments.sealing import unsealed
from governance.attachments.uploads import SealedUpload
from tests.attachments import trial
from tests.cast import Cast, signed_in

FILM = b"what they look like " * 200_000
pytestmark = [pytest.mark.urls("tests.attachments.trial"), pytest.mark.django_db]


def sent(client: Any, content: bytes = FILM) -> dict[str, Any]:
    trial.given.clear()
    client.post("/sealed/", {"film": SimpleUploadedFile("film.mp4", content), "topic": "Supervision"})
    return trial.given[0]


def test_it_comes_to_the_form_sealed_with_the_other_fields(cast: Cast) -> None:
    got = sent(signed_in(cast.fay))
    assert got["topic"] == "Supervision"
    film = got["file"]
    assert isinstance(film, SealedUpload)
    assert film.size == len(FILM)
    assert film.under_way.head.startswith(b"what they look like")
    assert b"they look" not in got["lies"]
    assert b"".join(unsealed(BytesIO(got["lies"]), film.under_way.key, film.size)) == FILM


def test_no_file_in_the_clear_is_made_meanwhile(cast: Cast, monkeypatch: Any) -> None:
    def refused(*arguments: Any, **keywords: Any) -> None:
        raise AssertionError("a file in the clear")

    monkeypatch.setattr(TemporaryUploadedFile, "__init__", refused)
    assert sent(signed_in(cast.fay))["file"].size == len(FILM)


def test_one_that_is_too_large_stops_coming(cast: Cast) -> None:
    most = 20 * 1024 * 1024
    film = sent(signed_in(cast.fay), bytes(most + 5 * 1024 * 1024))["file"]
    assert most < film.size < most + 1024 * 1024
