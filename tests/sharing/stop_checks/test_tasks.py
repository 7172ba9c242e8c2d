"""Files that wait to be looked through and links that wait to be mailed: by whom, how often, and what is cleared up."""

import os
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from governance.ledger.models import Event
from governance.records.actor import SHAREWELL, acting_as
from sharing.stop_checks import actions_sending, extracts, tasks
from sharing.stop_checks.models import Extract, ReceiptLink, StopCheck
from sharing.stop_checks.states import State
from tests.cast import NOON, Cast
from tests.sharing.stop_checks.walk import approved, partner, submitted, table, written
from tests.threads import raised, together

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=2)


def put_in(cast: Cast, *, at: datetime = NOON) -> StopCheck:
    """With a file that nobody has looked through yet."""
    return filed(written(cast, partner(cast)[0]), cast, at=at)


def filed(check: StopCheck, cast: Cast, *, rows: int = 60, at: datetime = NOON) -> StopCheck:
    file = BytesIO(table(rows))
    return extracts.put_in(check, file, name="plans.csv", people=rows, creator=cast.fay, by=cast.fay, at=at)


def claimed(model: Any, at: datetime) -> list[int]:
    with acting_as(SHAREWELL), transaction.atomic():
        return [each.pk for each in model.claim(at=at, most=9)]


class TestLookingThrough:
    def test_the_relay_hands_on_what_waits_and_one_worker_does_it(self, cast: Cast) -> None:
        check = put_in(cast)
        extract = check.extract
        assert extract is not None
        assert claimed(Extract, NOON) == [extract.pk]
        assert claimed(Extract, NOON) == []
        assert [tasks.inspect(extract.pk), tasks.inspect(extract.pk)] == [True, False]
        assert Event.objects.filter(verb="inspect", reference=check.reference).count() == 1
        assert claimed(Extract, NOON + timedelta(days=1)) == []

    def test_a_worker_that_died_on_the_way_is_replaced(self, cast: Cast) -> None:
        extract = put_in(cast).extract
        assert extract is not None
        assert claimed(Extract, NOON) == [extract.pk]
        # It had begun, and was killed.
        Extract.objects.filter(pk=extract.pk).update(read=20, of_about=60)
        assert claimed(Extract, NOON + LATER - timedelta(seconds=1)) == []
        assert claimed(Extract, NOON + LATER) == [extract.pk]
        assert tasks.inspect(extract.pk)
        extract.refresh_from_db()
        assert (extract.rows, extract.read) == (60, 60)

    def test_what_was_replaced_meanwhile_is_not_looked_through(self, cast: Cast) -> None:
        check = put_in(cast)
        first = check.extract
        assert first is not None
        filed(check, cast, rows=61)
        assert not tasks.inspect(first.pk)
        second = check.extract
        assert second is not None
        assert claimed(Extract, NOON) == [second.pk]

    @pytest.mark.django_db(transaction=True)
    def test_two_relays_at_once_claim_each_file_once(self) -> None:
        extract = put_in(Cast()).extract
        assert extract is not None
        found = together(*[lambda: claimed(Extract, NOON)] * 3)
        assert [pk for each in found for pk in each] == [extract.pk]

    @pytest.mark.django_db(transaction=True)
    def test_two_workers_at_once_keep_what_they_found_once(self) -> None:
        check = put_in(Cast())
        extract = check.extract
        assert extract is not None
        done = together(*[lambda: tasks.inspect(extract.pk)] * 2)
        assert raised(done) == []
        assert sorted(done) == [False, True]
        assert Event.objects.filter(verb="inspect", reference=check.reference).count() == 1


class TestTheLink:
    @pytest.fixture
    def link(self, cast: Cast) -> ReceiptLink:
        body, _ = partner(cast)
        sent = actions_sending.send(approved(submitted(cast, body), cast.dana), by=cast.fay, at=NOON)
        found: ReceiptLink = sent.receipt_links.get()
        return found

    def test_it_is_mailed_once_and_names_nobody_whom_we_support(self, link: ReceiptLink) -> None:
        assert claimed(ReceiptLink, NOON) == [link.pk]
        assert [tasks.deliver(link.pk), tasks.deliver(link.pk)] == [True, False]
        (letter,) = mail.outbox
        assert letter.to == ["ash.rowan@surgery.example.org"]
        assert letter.extra_headers["Message-ID"] == f"<receipt-{link.pk}@sharewell>"
        assert link.address in letter.body
        for body in (letter.body, letter.alternatives[0].content):
            assert link.check_of.title not in body
            assert "Plans" not in body

    def test_a_relay_that_died_is_replaced(self, link: ReceiptLink) -> None:
        assert claimed(ReceiptLink, NOON) == [link.pk]
        assert claimed(ReceiptLink, NOON + LATER) == [link.pk]

    def test_one_that_was_replaced_is_not_mailed_and_does_not_work(
        self, cast: Cast, link: ReceiptLink
    ) -> None:
        check = actions_sending.send_link(link.check_of, by=cast.fay, at=NOON)
        tasks.deliver(link.pk)
        assert mail.outbox == []
        link.refresh_from_db()
        assert not actions_sending.is_open(link, NOON)
        (new,) = claimed(ReceiptLink, NOON)
        assert tasks.deliver(new)
        assert len(mail.outbox) == 1
        assert check.receipt_links.filter(used_at=None, revoked_at=None).get().pk == new

    def test_it_works_to_the_end_of_its_last_day(self, link: ReceiptLink) -> None:
        last = datetime(2026, 12, 6, 23, 59, 59, tzinfo=UTC)
        assert actions_sending.is_open(link, last)
        assert not actions_sending.is_open(link, last + timedelta(seconds=1))


class TestClearingUp:
    def file(self, check: StopCheck) -> str:
        assert check.extract is not None
        name: str = check.extract.file
        return name

    def test_the_file_of_an_approval_that_ran_out_a_fortnight_ago_goes_and_no_sooner(
        self, cast: Cast, django_capture_on_commit_callbacks: Any
    ) -> None:
        body, _ = partner(cast)
        check = approved(submitted(cast, body), cast.dana)
        name = self.file(check)
        # Good to 6 December; fourteen days later it goes.
        for day, gone in ((19, False), (20, True)):
            with django_capture_on_commit_callbacks(execute=True):
                extracts.clear_up(datetime(2026, 12, day, 3, 55, tzinfo=UTC))
            assert default_storage.exists(name) is not gone
        check.refresh_from_db()
        assert check.state == State.APPROVED
        assert check.extract is not None
        assert (check.extract.file, check.extract.deleted_because) == (
            "",
            "The approval ran out, and nobody sent it.",
        )
        assert check.extract.report is not None
        assert Event.objects.filter(verb="forget", reference=check.reference).count() == 1
        extracts.clear_up(datetime(2026, 12, 21, 3, 55, tzinfo=UTC))
        assert Event.objects.filter(verb="forget", reference=check.reference).count() == 1

    def test_what_waits_for_somebody_keeps_its_file(self, cast: Cast) -> None:
        body, _ = partner(cast)
        draft, waits = filed(written(cast, body), cast), submitted(cast, body)
        extracts.clear_up(NOON + timedelta(days=400))
        for check in (draft, waits):
            assert default_storage.exists(self.file(check))

    def test_a_file_whose_row_was_never_saved_goes_after_an_hour(self, cast: Cast) -> None:
        now = datetime.now(UTC)
        old, young = (
            default_storage.save(f"extracts/{now:%Y-%m-%d}/{name}", SimpleUploadedFile("x", b"x"))
            for name in ("a" * 32, "b" * 32)
        )
        two_hours_ago = (now - timedelta(hours=2)).timestamp()
        os.utime(Path(default_storage.path(old)), (two_hours_ago, two_hours_ago))
        kept = put_in(cast, at=now)
        assert kept.extract is not None
        os.utime(default_storage.path(kept.extract.file), (two_hours_ago, two_hours_ago))
        assert extracts.clear_up(now) >= 1
        assert not default_storage.exists(old)
        assert default_storage.exists(young)
        assert default_storage.exists(kept.extract.file)
        default_storage.delete(young)
