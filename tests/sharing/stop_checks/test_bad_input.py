"""What goes wrong, and what becomes of it: a clear refusal, nothing sent and nothing lost."""

import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from consent.items import DataItem
from governance.errors import Code, Denied
from governance.ledger.models import Event
from governance.people import actions as people
from governance.records.actor import acting_as
from sharing.agreements import ending
from sharing.opt_out import OptOut
from sharing.stop_checks import actions, actions_checking, actions_sending, extracts
from sharing.stop_checks.actions_sending import Came
from sharing.stop_checks.inspection.faults import MOST_BYTES
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.states import State
from sharing.transfers import is_needed
from tests.cast import NOON, Cast, cast, signed_in
from tests.sharing.agreements.walk import surgery
from tests.sharing.stop_checks.inspection.extracts import ole
from tests.sharing.stop_checks.walk import (
    ORDER,
    approved,
    partner,
    received,
    submitted,
    table,
    taken,
    with_file,
    written,
)

__all__ = ["cast"]


def refused(step: object) -> Code | None:
    with pytest.raises(Denied) as refusal:
        step()  # type: ignore[operator]
    return refusal.value.verdict.code


def test_a_refused_route_is_not_saved_and_what_was_typed_stays(cast: Cast) -> None:
    body, _ = partner(cast)
    check = written(cast, body)
    where = f"/stop-checks/{check.reference}/questions/route/"
    answer = signed_in(cast.fay).post(where, {"route": "fax", "read_version": check.version})
    assert b"E-METHOD" in answer.content
    assert b'value="fax"' in answer.content
    check.refresh_from_db()
    assert check.route == "secure_email"


def test_without_an_agreement_it_is_not_sent_in_unless_something_compels_us(cast: Cast) -> None:
    check = with_file(written(cast, surgery(cast)))
    assert refused(lambda: actions.submit(check, by=cast.fay, at=NOON)) is Code.AGREEMENT
    check = actions.edit(check, by=cast.fay, at=NOON, read_version=check.version, compelled_by="COURT_ORDER")
    with pytest.raises(Denied, match="Write which law or order compels us"):
        actions.submit(check, by=cast.fay, at=NOON)
    check = actions.edit(check, by=cast.fay, at=NOON, read_version=check.version, compelled_law=ORDER)
    check = actions.submit(check, by=cast.fay, at=NOON)
    assert check.state == State.SUBMITTED
    assert ORDER in signed_in(cast.dana).get(f"/stop-checks/{check.reference}/").content.decode()


def test_the_database_holds_no_approval_of_what_no_law_that_is_named_compels(cast: Cast) -> None:
    body, _ = partner(cast)
    approved(submitted(cast, body, compelled_by="COURT_ORDER"), cast.dana)
    with pytest.raises(IntegrityError, match="stop_check_compelled_by_a_law"), transaction.atomic():
        StopCheck.objects.update(compelled_law="")


def test_what_the_agreement_does_not_name_is_not_sent_in(cast: Cast) -> None:
    body, _ = partner(cast)
    check = with_file(written(cast, body, items=[DataItem.OFFENCES.value], crime_authority="Schedule 1"))
    assert refused(lambda: actions.submit(check, by=cast.fay, at=NOON)) is Code.AGREEMENT


def test_where_the_opt_out_applies_the_dpo_clears_it_first(cast: Cast) -> None:
    body, _ = partner(cast)
    check = with_file(written(cast, body, opt_out=OptOut.APPLIES.value, opt_out_ground=""))
    assert refused(lambda: actions.submit(check, by=cast.fay, at=NOON)) is Code.NDO
    check = actions.clear(check, by=cast.priya, at=NOON)
    assert actions.submit(check, by=cast.fay, at=NOON).state == State.SUBMITTED


def test_what_is_left_open_is_named(cast: Cast) -> None:
    body, _ = partner(cast)
    check = written(cast, body, use="", basis="", ladder={})
    with pytest.raises(Denied) as refusal:
        actions.submit(check, by=cast.fay, at=NOON)
    for words in ("what they will do with it", "Choose the basis", "step 3 of the ladder", "Put the file in"):
        assert words in refusal.value.verdict.reason


@pytest.mark.parametrize(("people", "needed"), [(49, False), (50, True)])
def test_fifty_people_need_two_and_fortynine_do_not(cast: Cast, people: int, needed: bool) -> None:
    body, _ = partner(cast)
    assert is_needed(written(cast, body, people=people).transfer) is needed


def test_fewer_people_than_the_file_lists_are_not_believed(cast: Cast) -> None:
    body, _ = partner(cast)
    check = with_file(written(cast, body), table(60), people=49)
    with pytest.raises(Denied, match=r"49 people\. The file lists 60"):
        actions.submit(check, by=cast.fay, at=NOON)


def test_a_file_that_changed_on_the_disk_after_approval_is_not_sent(cast: Cast) -> None:
    body, _ = partner(cast)
    check = approved(submitted(cast, body), cast.dana)
    assert check.extract is not None
    name = check.extract.file
    default_storage.delete(name)
    default_storage.save(name, SimpleUploadedFile("x", table(61)))
    assert refused(lambda: actions_sending.send(check, by=cast.fay, at=NOON)) is Code.CHECK_LAPSED
    check.refresh_from_db()
    assert (check.state, check.sent_at) == (State.APPROVED, None)


def test_any_change_after_approval_sends_it_back_to_be_checked(cast: Cast) -> None:
    body, _ = partner(cast)
    check = approved(submitted(cast, body), cast.dana)
    check = actions.edit(check, by=cast.fay, at=NOON, read_version=check.version, use="Something else.")
    assert (check.state, check.approved_at, check.checker) == (State.SUBMITTED, None, None)
    assert check.extract is not None
    assert not check.extract.findings.exclude(accepted_at=None).exists()


def test_an_agreement_that_ended_sends_back_what_rests_on_it(cast: Cast) -> None:
    body, agreement = partner(cast)
    check = approved(submitted(cast, body), cast.dana)
    later = NOON + timedelta(hours=1)
    agreement.refresh_from_db()
    ending.terminate(
        agreement,
        by=cast.igor,
        at=later,
        read_version=agreement.version,
        ended_at=later,
        reason="It is over.",
    )
    check.refresh_from_db()
    assert (check.state, check.approved_at) == (State.RETURNED, None)


class _Upload:
    """A form with a file of so many noughts, made as it is read and never whole in memory."""

    BORDER = b"border"

    def __init__(self, size: int, **typed: object) -> None:
        fields = b"".join(self._part(name, str(value).encode()) for name, value in typed.items())
        head = (
            b'--%b\r\nContent-Disposition: form-data; name="file"; filename="big.csv"\r\n\r\n' % self.BORDER
        )
        tail = b"\r\n--%b--\r\n" % self.BORDER
        self._pieces: list[bytes | int] = [fields + head, size, tail]
        self.length = len(fields) + len(head) + size + len(tail)

    def _part(self, name: str, value: bytes) -> bytes:
        head = b'--%b\r\nContent-Disposition: form-data; name="%b"' % (self.BORDER, name.encode())
        return b"%b\r\n\r\n%b\r\n" % (head, value)

    def read(self, most: int = -1) -> bytes:
        if not self._pieces:
            return b""
        piece = self._pieces.pop(0)
        size = piece if isinstance(piece, int) else len(piece)
        cut = min(size, most if most >= 0 else 65_536)
        if cut < size:
            self._pieces.insert(0, size - cut if isinstance(piece, int) else piece[cut:])
        return b"0" * cut if isinstance(piece, int) else piece[:cut]

    readline = read

    def post(self, client: Client, where: str) -> Any:
        form = f"multipart/form-data; boundary={self.BORDER.decode()}"
        extra: dict[str, Any] = {
            "wsgi.input": self,
            "CONTENT_LENGTH": str(self.length),
            "CONTENT_TYPE": form,
        }
        return client.generic("POST", where, **extra)


@pytest.mark.parametrize(("more", "taken"), [(0, True), (1, False)])
def test_a_file_may_have_a_hundred_megabytes_and_no_byte_more(cast: Cast, more: int, taken: bool) -> None:
    body, _ = partner(cast)
    check = written(cast, body)
    typed = {"people": 60, "creator": cast.fay.pk, "opened": "on", "read_version": check.version}
    upload = _Upload(MOST_BYTES + more, **typed)
    answer = upload.post(signed_in(cast.fay), f"/stop-checks/{check.reference}/file/")
    check.refresh_from_db()
    assert (answer.status_code == 302, bool(check.sha256)) == (taken, taken)
    if taken:
        assert check.extract is not None
        assert default_storage.size(check.extract.file) == MOST_BYTES == 100_000_000
        default_storage.delete(check.extract.file)
    else:
        assert b"larger than 100 MB" in answer.content
        assert b'value="60"' in answer.content


class TestSomebodyListedWhomACheckerKnows:
    @pytest.fixture
    def check(self, cast: Cast) -> StopCheck:
        sam = cast.person(nhs_number="9434765919")
        with acting_as(cast.fay.pk):
            people.report(person=sam, worker=cast.dana, relationship="cousin", by=cast.fay, at=NOON)
        body, _ = partner(cast)
        check = with_file(written(cast, body), table(60, numbers=("943 476 5919",)))
        return actions.submit(check, by=cast.fay, at=NOON)

    def test_they_cannot_check_it(self, cast: Cast, check: StopCheck) -> None:
        assert check.extract is not None
        assert check.extract.listed.count() == 1
        assert refused(lambda: taken(check, cast.dana)) is Code.ROLE
        assert taken(check, cast.drew).state == State.CHECKING

    def test_they_get_404_everywhere_and_no_line_of_the_list(self, cast: Cast, check: StopCheck) -> None:
        client = signed_in(cast.dana)
        for page in ("", "take/", "download/", "approve/"):
            assert client.get(f"/stop-checks/{check.reference}/{page}").status_code == 404
        assert check.reference not in client.get("/stop-checks/").content.decode()
        assert Event.objects.filter(verb="exclusion_block", reference=check.reference).exists()

    def test_the_ig_team_stands_in_only_where_nobody_else_can(self, cast: Cast, check: StopCheck) -> None:
        assert cast.drew.is_active
        assert refused(lambda: taken(check, cast.igor)) is Code.ROLE
        cast.drew.is_active = False
        cast.drew.save()
        with pytest.raises(Denied, match="Write why nobody"):
            taken(check, cast.igor)
        took = actions_checking.take(check, by=cast.igor, at=NOON, fallback_because="Drew is ill.")
        assert (took.checker, took.fallback_because) == (cast.igor, "Drew is ill.")


def bomb() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"PK\x03\x04" + b"not a workbook" * 99, "corrupt.xlsx"),
        (ole("EncryptionInfo", "EncryptedPackage"), "password.xlsx"),
        (bomb(), "bomb.xlsx"),
        (b"Name,Plan\n\x81\x8d\x8f,Weekly\n", "encoding.csv"),
    ],
    ids=["corrupt", "password", "bomb", "encoding"],
)
def test_a_file_that_cannot_be_looked_through_is_not_sent_in(cast: Cast, content: bytes, name: str) -> None:
    body, _ = partner(cast)
    check = with_file(written(cast, body), content, name=name)
    assert check.extract is not None
    assert check.extract.refused
    with pytest.raises(Denied, match="cannot be looked through"):
        actions.submit(check, by=cast.fay, at=NOON)
    client = signed_in(cast.fay)
    page = client.get(f"/stop-checks/{check.reference}/").content.decode()
    assert "This file cannot be looked through" in page
    # What may do harm is not to be opened, and so not to be taken away either.
    harmful = "Do not open it" in page
    assert harmful is (name == "bomb.xlsx")
    assert ("Download the file" in page) is not harmful
    answer = client.get(f"/stop-checks/{check.reference}/download/")
    assert answer.status_code == (403 if harmful else 200)


def test_the_file_is_gone_once_it_is_sent_and_what_was_found_stays(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    body, _ = partner(cast)
    check = approved(submitted(cast, body), cast.dana)
    assert check.extract is not None
    name = check.extract.file
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        check = received(check)
    assert check.state == State.RECEIPT_CONFIRMED
    assert not default_storage.exists(name)
    assert check.extract.report is not None
    assert refused(lambda: extracts.opened(check, by=cast.fay, at=NOON)) is None


def test_a_receipt_that_differs_confirms_nothing_and_the_ig_team_is_told(cast: Cast) -> None:
    body, _ = partner(cast)
    assert cast.igor.is_active
    sent = actions_sending.send(approved(submitted(cast, body), cast.dana), by=cast.fay, at=NOON)
    with acting_as(0):
        link = sent.receipt_links.get()
        actions_sending.confirm_by_link(link, Came("Ash", 59, same_file=True), at=NOON)
    sent.refresh_from_db()
    assert (sent.state, sent.receipt_links.get().differs) == (
        State.SENT,
        "It is about 59 people, and not 60.",
    )
    assert cast.igor.notifications.filter(kind="stop_check_differs").exists()
    assert not actions_sending.is_open(sent.receipt_links.get(), NOON)
