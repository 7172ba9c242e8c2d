"""A file of a record is kept whole or not at all, checked by a worker, and its register may react."""

import hashlib
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from governance.attachments import actions as attachments
from governance.attachments import apart, files, tasks
from governance.attachments import store as stores
from governance.attachments.at_once import CheckedUpload
from governance.attachments.models import Attachment, Cleaning
from governance.attachments.register import STORE
from governance.attachments.states import State
from governance.errors import Denied
from governance.ledger.models import Event
from governance.notifications.models import Notification
from governance.organisations.register import ORGANISATIONS
from governance.people import actions as people
from governance.people.models import Person
from governance.people.register import PEOPLE
from governance.records.actor import SHAREWELL, acting_as
from governance.records.models import Record
from governance.workflow.register import REGISTERS
from tests.attachments import kept, papers
from tests.attachments.conftest import kept_in
from tests.cast import NOON, Cast
from tests.organisations.partners import surgery
from tests.threads import raised, together

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person()


def test_it_is_kept_as_it_came_under_a_name_that_says_nothing(cast: Cast, sam: Person, store: Path) -> None:
    content = papers.pdf()
    made = kept.of_person(sam, cast.fay, content)
    sha256 = hashlib.sha256(content).hexdigest()
    assert (store / made.original_file).read_bytes() == content
    assert (made.original_sha256, made.original_size) == (sha256, len(content))
    assert (made.register, made.record_reference, made.label) == ("people", sam.reference, kept.LABEL)
    assert (made.state, made.has_copy, made.reference) == (State.WAITING, False, "FIL-2026-000001")
    assert "Sam" not in f"{Attachment.objects.values().get()}"
    told = Event.objects.get(register="attachments", verb="keep")
    assert (told.reference, told.person_id, told.service_id) == (made.reference, sam.pk, cast.harbour.pk)
    assert (told.actor_id, told.detail["sha256"], told.detail["belongs_to"]) == (
        cast.fay.pk,
        sha256,
        sam.reference,
    )
    assert made.history.get().history_user_id == cast.fay.pk


def test_a_file_may_belong_to_what_is_about_nobody(cast: Cast) -> None:
    elm = surgery(cast)
    made = kept.checked(kept.of(elm, ORGANISATIONS, cast.max, papers.pdf()))
    assert (made.person, made.service, made.state) == (None, None, State.READY)
    assert list(Attachment.objects.of(elm, ORGANISATIONS)) == [made]
    other = surgery(cast, "Oak Surgery")
    assert not Attachment.objects.of(other, ORGANISATIONS).exists()


def test_a_worker_makes_the_copy_and_the_original_stays(cast: Cast, sam: Person, store: Path) -> None:
    content = papers.photograph()
    made = kept.checked(kept.of_person(sam, cast.fay, content))
    assert (made.state, made.has_copy) == (State.READY, True)
    copy = (store / made.copy_file).read_bytes()
    assert hashlib.sha256(copy).hexdigest() == made.copy_sha256
    assert b"Spy Camera" not in copy
    assert (store / made.original_file).read_bytes() == content
    assert tasks.clean("attachments", Cleaning.objects.get().pk) is False
    assert Notification.objects.count() == 0


def test_white_paper_is_a_file_like_any_other(cast: Cast, sam: Person) -> None:
    assert kept.checked(kept.of_person(sam, cast.fay, papers.pdf())).state == State.READY


def test_the_relay_hands_on_what_waits_in_every_store(
    cast: Cast, sam: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.of_person(sam, cast.fay, papers.pdf())
    handed: list[tuple[str, int]] = []
    monkeypatch.setattr(tasks.clean, "delay", lambda *order: handed.append(order))
    assert set(stores.STORES) >= {"attachments", "evidence"}
    assert tasks.relay() == 1
    assert handed == [("attachments", Cleaning.objects.get().pk)]
    assert tasks.relay() == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (papers.pdf(OpenAction=papers.script()), "Print it to a new PDF"),
        (papers.locked_pdf(), "locked with a password"),
        (papers.huge_png(), "too large"),
        (papers.pdf(21), "more than 20 pages"),
        (papers.picture("JPEG", (600, 400))[:-300], "damaged or cut off"),
    ],
    ids=["script", "locked", "bomb", "pages", "cut"],
)
def test_a_bad_file_is_refused_in_words_and_whoever_kept_it_is_told_once(
    cast: Cast, sam: Person, content: bytes, words: str
) -> None:
    made = kept.checked(kept.of_person(sam, cast.fay, content))
    assert (made.state, made.is_good, made.has_copy) == (State.REFUSED, False, False)
    assert words in made.refusal
    (told,) = Notification.objects.all()
    assert (told.recipient, told.url) == (cast.fay, f"/attachments/{made.reference}/")
    assert told.subject == f"A file that cannot be used: {made.reference}"
    assert (told.facts, told.person_id) == ({}, sam.pk)


def test_whoever_may_not_see_the_record_any_more_is_not_told_and_the_manager_is(
    cast: Cast, sam: Person
) -> None:
    made = kept.of_person(sam, cast.fay, papers.locked_pdf())
    people.report(person=sam, worker=cast.fay, relationship="cousin", by=cast.max, at=NOON)
    Notification.objects.all().delete()
    kept.checked(made)
    assert {each.recipient for each in Notification.objects.all()} == {cast.max}


def test_the_register_of_the_record_reacts_in_the_same_transaction(
    cast: Cast, sam: Person, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saw: list[tuple[str, str, str]] = []

    def react(record: Record, event: Event, at: Any) -> None:
        saved = Attachment.objects.get(pk=record.pk)
        saw.append((event.verb, saved.record_reference, saved.state))
        if len(saw) == 1:
            raise OSError("the disk is full")

    reactions = {("attachments", "clear"): react, ("attachments", "reject"): react}
    monkeypatch.setitem(REGISTERS, "people", replace(PEOPLE, reactions=reactions))
    good = kept.of_person(sam, cast.fay, papers.pdf())
    with pytest.raises(OSError, match="full"):
        kept.checked(good)
    good.refresh_from_db()
    assert (good.state, good.copy_file, len(kept_in(store))) == (State.WAITING, "", 1)
    assert kept.checked(good).state == State.READY
    kept.checked(kept.of_person(sam, cast.fay, papers.locked_pdf()))
    assert saw == [("clear", sam.reference, "READY")] * 2 + [("reject", sam.reference, "REFUSED")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (papers.zipped(), "Save it as a PDF"),
        (papers.pdf().ljust(15 * 1024 * 1024 + 1, b"\n"), "larger than 15 MB"),
    ],
    ids=["empty", "another kind", "large"],
)
def test_a_file_that_we_do_not_take_leaves_nothing(
    cast: Cast, sam: Person, store: Path, content: bytes, words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        kept.of_person(sam, cast.fay, content)
    assert (Attachment.objects.count(), Cleaning.objects.count(), kept_in(store)) == (0, 0, [])


def test_the_database_too_keeps_no_file_of_nothing(cast: Cast, sam: Person) -> None:
    made = kept.of_person(sam, cast.fay, papers.pdf())
    for wrong in (
        {"label": ""},
        {"record_reference": ""},
        {"original_file": ""},
        {"state": "READY"},
        {"state": "REFUSED"},
        {"fault": "damaged"},
        {"copy_file": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.objects.filter(pk=made.pk).update(**wrong)


@contextmanager
def disk_full() -> Iterator[None]:
    """Each file has room for its first hundred bytes, and then there is none."""
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, most[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)


def test_a_full_disk_refuses_the_whole_file(cast: Cast, sam: Person, store: Path) -> None:
    with pytest.raises(Denied, match="no room") as refused, disk_full():
        kept.of_person(sam, cast.fay, papers.pdf())
    assert "Nothing is saved" in refused.value.verdict.next_step
    assert (Attachment.objects.count(), kept_in(store)) == (0, [])
    assert kept.of_person(sam, cast.fay, papers.pdf()).state == State.WAITING


def test_a_full_disk_while_the_copy_is_written_leaves_it_waiting(
    cast: Cast, sam: Person, store: Path
) -> None:
    made = kept.of_person(sam, cast.fay, papers.pdf())
    with pytest.raises(OSError, match="large"), disk_full():
        kept.checked(made)
    assert len(kept_in(store)) == 1
    assert kept.checked(made).state == State.READY


def test_a_file_that_changed_while_it_lay_there_is_refused(cast: Cast, sam: Person, store: Path) -> None:
    made = kept.of_person(sam, cast.fay, papers.pdf())
    (store / made.original_file).write_bytes(papers.pdf(2))
    assert kept.checked(made).state == State.REFUSED


def test_the_same_form_keeps_the_same_file_once_and_another_file_too(
    cast: Cast, sam: Person, store: Path
) -> None:
    key, content = uuid4(), papers.pdf()
    made = kept.of_person(sam, cast.fay, content, form_key=key)
    assert kept.of_person(sam, cast.fay, content, form_key=key) == made
    assert len(kept_in(store)) == 1
    assert kept.of_person(sam, cast.fay, papers.picture(), form_key=key) != made
    assert kept.of_person(sam, cast.fay, content, form_key=uuid4()) != made
    assert kept.of_person(cast.person("Kim Lake"), cast.fay, content, form_key=key) != made


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_is_kept_once(cast: Cast, sam: Person, store: Path) -> None:
    """Of a person, about whom one writes in turns, and of an organisation, where there are no turns."""
    elm, key, content = surgery(cast), uuid4(), papers.pdf()
    for number, keep in enumerate(
        (
            lambda: kept.of_person(sam, cast.fay, content, form_key=key),
            lambda: kept.of(elm, ORGANISATIONS, cast.max, content, form_key=key),
        ),
        start=1,
    ):
        made = together(*[keep] * 3)
        assert raised(made) == []
        assert len({each.pk for each in made}) == 1
        assert (Attachment.objects.count(), Cleaning.objects.count()) == (number, number)
        assert len(kept_in(store)) == number


@pytest.mark.django_db(transaction=True)
def test_checked_by_two_workers_at_once_it_has_one_copy(cast: Cast, sam: Person, store: Path) -> None:
    made = kept.of_person(sam, cast.fay, papers.pdf())
    order = Cleaning.objects.get().pk
    assert sorted(together(*[lambda: tasks.clean("attachments", order)] * 3)) == [False, False, True]
    made.refresh_from_db()
    assert made.state == State.READY
    assert len(kept_in(store)) == 2


@pytest.mark.django_db(transaction=True)
def test_the_copy_that_the_form_made_is_the_one_that_is_kept(
    cast: Cast, sam: Person, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Right after the step; the worker, who may come at the same time, finds nothing to do."""
    copy = apart.cleaned(papers.photograph(), "image/jpeg", drawn=False)
    monkeypatch.setattr(stores, "cleaned", lambda *args, **kwargs: pytest.fail("it was made twice"))
    upload = CheckedUpload(papers.upload(papers.photograph()), copy)
    with acting_as(cast.fay.pk):
        made = attachments.keep(sam, PEOPLE, label=kept.LABEL, upload=upload, by=cast.fay, at=NOON)
    made.refresh_from_db()
    assert (made.state, (store / made.copy_file).read_bytes()) == (State.READY, copy)
    assert Event.objects.get(verb="clear").actor_id == SHAREWELL
    assert tasks.clean("attachments", Cleaning.objects.get().pk) is False


@pytest.mark.django_db(transaction=True)
def test_where_its_copy_cannot_be_kept_at_once_the_file_is_left_to_the_worker(
    cast: Cast, sam: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any, **kwargs: Any) -> bool:
        raise OSError("the disk is full")

    upload = CheckedUpload(papers.upload(papers.pdf()), b"the copy")
    with monkeypatch.context() as broken, acting_as(cast.fay.pk):
        broken.setattr(stores.Store, "settle", full)
        made = attachments.keep(sam, PEOPLE, label=kept.LABEL, upload=upload, by=cast.fay, at=NOON)
    made.refresh_from_db()
    assert made.state == State.WAITING
    assert kept.checked(made).state == State.READY


@pytest.mark.django_db(transaction=True)
def test_while_a_file_is_read_no_transaction_is_open(
    cast: Cast, sam: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long one would hold up the sealing of the ledger."""
    open_meanwhile: list[bool] = []
    real = apart.cleaned

    def watched(*args: Any, **kwargs: Any) -> bytes:
        open_meanwhile.append(connection.in_atomic_block)
        return real(*args, **kwargs)

    monkeypatch.setattr(stores, "cleaned", watched)
    kept.checked(kept.of_person(sam, cast.fay, papers.pdf()))
    assert open_meanwhile == [False]


def test_a_file_whose_row_was_never_saved_is_deleted_after_an_hour_and_no_other(
    cast: Cast, sam: Person, store: Path
) -> None:
    good = kept.checked(kept.of_person(sam, cast.fay, papers.pdf()))
    with transaction.atomic():
        lost = kept.of_person(sam, cast.fay, papers.pdf())
        transaction.set_rollback(True)
    for path in kept_in(store):
        os.utime(path, (NOON.timestamp(), NOON.timestamp()))
    assert STORE.clear_up(NOON + timedelta(hours=1)) == 0
    assert STORE.clear_up(NOON + timedelta(hours=1, seconds=1)) == 1
    left = {str(path.relative_to(store)) for path in kept_in(store)}
    assert left == {good.original_file, good.copy_file}
    assert lost.original_file not in left


def test_what_is_left_behind_is_deleted_in_every_store(store: Path) -> None:
    now = timezone.now()
    for folder in ("attachments", "evidence"):
        left = files.keep(papers.upload(papers.pdf()), folder, on=now.date())
        long_ago = (now - timedelta(hours=2)).timestamp()
        os.utime(store / left.name, (long_ago, long_ago))
        files.keep(papers.upload(papers.pdf()), folder, on=now.date())
    assert tasks.clear_up() == 2
    assert len(kept_in(store)) == 2


def test_files_are_where_no_web_server_looks(cast: Cast, sam: Person, settings: Any) -> None:
    made = kept.of_person(sam, cast.fay, papers.pdf())
    path = Path(FileSystemStorage().path(made.original_file))
    for served in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS):
        assert not path.is_relative_to(served)
    assert not hasattr(settings, "MEDIA_URL") or settings.MEDIA_URL in ("", "/")
