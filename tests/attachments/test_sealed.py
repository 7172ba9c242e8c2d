"""Files that are kept encrypted: read by whoever has the keys, and destroyed for real."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from cryptography.fernet import InvalidToken
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction

from governance.attachments import files, sealed
from governance.attachments.models import SealedFile
from governance.attachments.sealing import sealing
from governance.config.embedded import files_key
from governance.errors import Denied

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SAID = b"what was said in the room " * 5_000


@pytest.fixture
def kept(db: None) -> SealedFile:
    with transaction.atomic():
        return sealed.keep(sealing(BytesIO(SAID)), at=NOW)


def test_it_is_read_whole_or_in_part(kept: SealedFile) -> None:
    assert b"".join(sealed.read(kept)) == SAID
    assert b"".join(sealed.read(kept, start=5, stop=13)) == SAID[5:13]


def test_what_lies_in_storage_says_nothing(kept: SealedFile) -> None:
    with default_storage.open(kept.name) as file:
        assert b"what was said" not in file.read()


def test_a_file_that_is_lost_is_said_to_be(kept: SealedFile) -> None:
    default_storage.delete(kept.name)
    with pytest.raises(Denied, match="not there"):
        sealed.read(kept)


def test_a_file_that_was_tampered_with_is_said_to_be(kept: SealedFile) -> None:
    default_storage.delete(kept.name)
    default_storage.save(kept.name, files.File(BytesIO(bytes(len(SAID) + 16))))
    with pytest.raises(Denied, match="not what was kept"):
        sealed.read(kept)


def test_a_replaced_installation_key_still_opens_it(kept: SealedFile, settings: Any) -> None:
    old = settings.FILES_KEYS
    settings.FILES_KEYS = [files_key(), *old]
    assert b"".join(sealed.read(kept)) == SAID
    settings.FILES_KEYS = [files_key()]
    with pytest.raises(InvalidToken):
        sealed.read(kept)


def test_destroyed_its_key_and_then_the_file_are_gone(
    kept: SealedFile, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        sealed.destroy(kept, at=NOW)
    kept.refresh_from_db()
    assert (kept.key, kept.destroyed_at, kept.removed_at) == (None, NOW, NOW)
    assert not default_storage.exists(kept.name)
    with pytest.raises(Denied):
        sealed.read(kept)


def test_a_file_that_could_not_be_removed_goes_with_the_next_sweep(kept: SealedFile) -> None:
    sealed.destroy(kept, at=NOW)
    assert default_storage.exists(kept.name)
    assert sealed.clear_up(NOW) == 1
    assert not default_storage.exists(kept.name)
    assert sealed.clear_up(NOW) == 0


def test_a_file_whose_row_was_never_saved_goes_with_the_sweep(db: None) -> None:
    under_way = sealing(BytesIO(SAID))
    lost = files.keep(under_way.sealed, sealed.FOLDER, on=datetime.now(UTC).date())
    assert sealed.clear_up(datetime.now(UTC)) == 0
    assert sealed.clear_up(datetime.now(UTC) + timedelta(hours=2)) == 1
    assert not default_storage.exists(lost.name)


def test_the_database_keeps_no_key_of_what_was_destroyed(kept: SealedFile) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE attachments_sealedfile SET destroyed_at = now() WHERE id = %s", [kept.pk])
