"""An evidence pack: asked for once, made in the background, whole, without names, and gone after some weeks."""

import csv
import errno
import hashlib
import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.core.files.storage import default_storage
from openpyxl import load_workbook
from pypdf import PdfReader
from xlsxwriter.exceptions import FileCreateError

from governance.accounts import access
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.errors import Denied
from governance.evidence_packs import actions, tasks
from governance.evidence_packs.building import STAGES, Building
from governance.evidence_packs.models import Pack
from governance.evidence_packs.parts import PARTS
from governance.evidence_packs.rules import period_allowed
from governance.exports import printed
from governance.ledger.models import Event
from governance.people.models import Person
from incidents.incidents import actions as incidents
from incidents.incidents import deciding
from tests.cast import NOON, Cast, signed_in
from tests.consent.consents.answers import say
from tests.consent.recordings.sessions import gone
from tests.dpia.walk import approved as assessed
from tests.incidents.incidents.walk import graded, reported, restricted, suspected, with_sam
from tests.sharing.agreements.walk import active, surgery
from tests.threads import together

PAGE = "/desk/evidence/"
FIRST, LAST = date(2026, 1, 1), date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def asked(cast: Cast, *, by: User | None = None, last: date = LAST) -> Pack:
    return actions.ask(first=FIRST, last=last, by=by or cast.igor, at=NOON)[0]


def typed(first: date, last: date) -> dict[str, int]:
    """As the form has it, in three boxes each."""
    days = {"first": first, "last": last}
    return {
        f"{name}_{part}": getattr(day, part)
        for name, day in days.items()
        for part in ("day", "month", "year")
    }


def made(cast: Cast, **facts: Any) -> Pack:
    pack = asked(cast, **facts)
    assert actions.make(pack.pk, clock=lambda: NOON)
    pack.refresh_from_db()
    assert pack.fault == ""
    return pack


def opened(user: User, pack: Pack) -> dict[str, bytes]:
    answer = signed_in(user).get(f"{PAGE}{pack.reference}/download/")
    assert answer.status_code == 200
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def words(files: dict[str, bytes]) -> str:
    """Everything that can be read in all of them."""
    found = []
    for name, content in files.items():
        if name.endswith(".pdf"):
            found += [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
        elif name.endswith(".xlsx"):
            sheet = load_workbook(BytesIO(content)).active
            found += [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
        else:
            found.append(content.decode())
    return "\n".join(found)


def rows(files: dict[str, bytes], name: str) -> list[tuple[Any, ...]]:
    (file,) = (each for each in files if each.endswith(f"-{name}.xlsx"))
    return list(load_workbook(BytesIO(files[file])).active.iter_rows(values_only=True))[1:]


@pytest.mark.pdf
def test_it_holds_every_part_with_an_index_and_a_hash_of_each_file_and_names_nobody(cast: Cast) -> None:
    sam = cast.person()
    say(cast, sam)
    agreement = active(cast, surgery(cast))
    dpia, recording = assessed(cast), gone(cast, sam)
    incident = with_sam(cast)
    deciding.tell_regulator(incident, by=cast.priya, at=NOON, sent_at=NOON, is_last=True)
    pack = made(cast)
    assert (pack.stage, pack.done_at) == (STAGES, NOON)

    files = opened(cast.igor, pack)
    names = [f"{number:02}-{part.name}" for number, part in enumerate(PARTS, 1)]
    expected = [f"{name}.{ending}" for name in names for ending in ("xlsx", "pdf")]
    assert list(files) == ["00-summary.pdf", *expected, "index.html", "index.csv", "SHA256SUMS"]

    sums = dict(reversed(line.split("  ")) for line in files.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    index = {row["File"]: row for row in csv.DictReader(StringIO(files["index.csv"].decode()))}
    assert {name: row["SHA-256"] for name, row in index.items()}.items() <= sums.items()
    assert index["01-central-log.xlsx"]["Rows"] == "1"

    assert rows(files, "central-log")[0][0] == agreement.log_number
    assert [row[0] for row in rows(files, "impact-assessments")] == [dpia.reference]
    assert [row[0] for row in rows(files, "incidents")] == [incident.reference]
    assert [row[0] for row in rows(files, "deleted-recordings")] == [recording.reference]
    summary = PdfReader(BytesIO(files["00-summary.pdf"])).pages[0].extract_text()
    assert pack.reference in summary
    assert "1 January 2026 to 22 November 2026" in summary

    everything = set(re.findall(r"\w+", words(files)))
    assert Person.objects.exists()
    for name in Person.objects.values_list("name", flat=True):
        assert not everything & set(name.split())


@pytest.mark.django_db(transaction=True)
def test_the_ledger_is_verified_in_it(cast: Cast, owner_sql: Any, settings: Any, tmp_path: Path) -> None:
    settings.LEDGER_HEADS = tmp_path / "heads"
    pack = made(cast)
    assert dict(rows(opened(cast.igor, pack), "ledger"))["Does it hold?"] == "Yes"


def test_only_what_lies_in_the_period_is_in_it(cast: Cast) -> None:
    graded(cast)
    before = made(cast, last=LAST - timedelta(days=1))
    assert rows(opened(cast.igor, before), "incidents") == []
    assert len(rows(opened(cast.igor, made(cast)), "incidents")) == 1


def test_asked_for_twice_while_it_is_made_it_is_the_same_one(cast: Cast) -> None:
    igor, said = signed_in(cast.igor), typed(FIRST, LAST)
    one, other = igor.post(PAGE, said), igor.post(PAGE, said)
    assert one.url == other.url
    assert "this is the same one" in igor.get(other.url).content.decode()
    pack = Pack.objects.get()
    assert Event.objects.filter(verb="ask", register="evidence_packs").count() == 1
    assert actions.make(pack.pk, clock=lambda: NOON)
    assert igor.post(PAGE, said).url != one.url


@pytest.mark.django_db(transaction=True)
def test_however_long_a_stage_takes_nobody_else_begins_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack, write, others = asked(cast), Building._part, []

    def slow(self: Building, name: str, part: Any) -> Any:
        if not others:
            others.append("another worker")
            others.extend(together(lambda: actions.make(pack.pk, clock=lambda: NOON + 2 * actions.STAGE)))
        return write(self, name, part)

    monkeypatch.setattr(Building, "_part", slow)
    assert actions.make(pack.pk, clock=lambda: NOON)
    assert others == ["another worker", False]
    assert Event.objects.filter(verb="make", register="evidence_packs").count() == 1
    # Nobody holds it any more.
    assert together(lambda: actions.make(asked(cast).pk, clock=lambda: NOON)) == [True]


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_ask_for_one(cast: Cast) -> None:
    igor = cast.igor
    together(*[lambda: actions.ask(first=FIRST, last=LAST, by=igor, at=NOON)] * 2)
    assert Pack.objects.count() == 1


def test_how_far_it_is_can_be_seen(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    pack, seen = asked(cast), []
    igor = signed_in(cast.igor)
    page = igor.get(f"{PAGE}{pack.reference}/").content.decode()
    assert f"0 of {STAGES} steps are done. Next: {PARTS[0].title}" in page
    write = Building._part

    def look(self: Building, name: str, part: Any) -> Any:
        seen.append(igor.get(f"{PAGE}{pack.reference}/").context["pack"].stage)
        return write(self, name, part)

    monkeypatch.setattr(Building, "_part", look)
    assert actions.make(pack.pk, clock=lambda: NOON)
    assert seen == list(range(len(PARTS)))
    assert "is ready" in igor.get(f"{PAGE}{pack.reference}/").content.decode()


def test_a_worker_that_died_half_way_is_followed_by_another(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = asked(cast)

    def die(*args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(Building, "_zipped", die)
        with pytest.raises(KeyboardInterrupt):
            actions.make(pack.pk, clock=lambda: NOON)
    pack.refresh_from_db()
    assert (pack.done_at, pack.file) == (None, None)
    assert not Pack.claim(at=NOON, most=1)
    assert Pack.claim(at=NOON + actions.STAGE, most=1) == [pack]
    assert actions.make(pack.pk, clock=lambda: NOON)
    assert not actions.make(pack.pk, clock=lambda: NOON)
    assert opened(cast.igor, pack)


def test_a_relay_hands_it_to_a_worker_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[int] = []
    monkeypatch.setattr(tasks.make, "delay", handed.append)
    pack = asked(cast)
    assert (tasks.relay.apply().get(), tasks.relay.apply().get()) == (1, 0)
    assert handed == [pack.pk]


def test_each_download_stands_in_the_ledger_with_its_hash_and_it_lies_there_sealed(cast: Cast) -> None:
    pack = made(cast)
    assert pack.file is not None
    with default_storage.open(pack.file.name) as lying:
        assert lying.read(2) != b"PK"
    answer = signed_in(cast.igor).get(f"{PAGE}{pack.reference}/download/")
    content = b"".join(answer.streaming_content)
    (event,) = Event.objects.filter(verb="download", reference=pack.reference)
    assert event.detail["sha256"] == hashlib.sha256(content).hexdigest()
    assert answer["Content-Disposition"] == f'attachment; filename="{pack.reference}.zip"'
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(("days", "there"), [(28, True), (29, False)])
def test_it_is_destroyed_after_its_days(cast: Cast, days: int, there: bool) -> None:
    pack = made(cast)
    at = NOON + timedelta(days=days)
    assert actions.forget(at) == int(not there)
    assert actions.forget(at) == 0
    pack.refresh_from_db()
    answer = signed_in(cast.igor).get(f"{PAGE}{pack.reference}/download/")
    assert answer.status_code == (200 if there else 403)
    assert (
        "is deleted" in signed_in(cast.igor).get(f"{PAGE}{pack.reference}/").content.decode()
    ) is not there


def test_what_never_came_to_its_end_is_given_up(cast: Cast) -> None:
    pack = asked(cast)
    actions.forget(NOON + actions.GIVEN_UP)
    assert Pack.objects.filter(done_at=None).exists()
    actions.forget(NOON + actions.GIVEN_UP + timedelta(seconds=1))
    assert "could not be made" in signed_in(cast.igor).get(f"{PAGE}{pack.reference}/").content.decode()


def test_whoever_asked_is_the_only_one_who_gets_it(cast: Cast) -> None:
    pack = made(cast)
    for address in ("", "download/"):
        assert signed_in(cast.priya).get(f"{PAGE}{pack.reference}/{address}").status_code == 404
        assert signed_in(cast.igor).get(f"{PAGE}EVP-2026-9999/{address}").status_code == 404
        assert signed_in(cast.igor).get(f"{PAGE}EVP%00/{address}").status_code == 404
    for user in (cast.fay, cast.max, cast.gwen, cast.aled, cast.dana):
        assert signed_in(user).get(PAGE).status_code == 403
        assert signed_in(user).get(f"{PAGE}{pack.reference}/").status_code == 403
        with pytest.raises(Denied):
            asked(cast, by=user)


@pytest.mark.pdf
def test_a_restricted_incident_is_in_no_pack_not_even_of_who_may_read_it(cast: Cast) -> None:
    found = restricted(cast)
    for user in (cast.igor, cast.priya):
        files = opened(user, made(cast, by=user))
        assert found.reference not in words(files)
        summary = PdfReader(BytesIO(files["00-summary.pdf"])).pages[0].extract_text()
        assert "nothing is said of incidents that are restricted" in " ".join(summary.split())


@pytest.mark.parametrize("last", [LAST, LAST - timedelta(days=9)], ids=["of the period", "overdue only"])
def test_once_an_incident_in_it_is_restricted_it_is_given_out_no_more_and_made_anew(
    cast: Cast, last: date
) -> None:
    found = reported(cast, at=NOON - timedelta(days=5))
    pack = made(cast, last=last)
    assert found.reference in words(opened(cast.igor, pack))
    # Of one that never was in it, it says nothing.
    restricted(cast)
    assert opened(cast.igor, pack)
    incidents.restrict(found, by=cast.priya, at=NOON)
    igor = signed_in(cast.igor)
    assert igor.get(f"{PAGE}{pack.reference}/download/").status_code == 403
    page = igor.get(f"{PAGE}{pack.reference}/").content.decode()
    assert "You cannot open this pack any more" in page
    assert "download" not in page
    again = dict(re.findall(r'name="((?:first|last)_\w+)" value="(\d+)"', page))
    assert igor.post(PAGE, again).status_code == 302
    anew = Pack.objects.latest("id")
    assert (anew.from_on, anew.to_on) == (pack.from_on, pack.to_on)
    assert actions.make(anew.pk, clock=lambda: NOON)
    anew.refresh_from_db()
    assert found.reference not in words(opened(cast.igor, anew))


def test_a_suspicion_that_nobody_resolved_is_known_since_its_hours_were_over(cast: Cast) -> None:
    suspected(cast, at=NOON - timedelta(hours=22) - timedelta(seconds=1))
    suspected(cast, at=NOON - timedelta(hours=21))
    page = opened(cast.igor, made(cast))
    assert [str(row[4]) for row in rows(page, "incidents")] == ["2026-11-22 11:59:59", "None"]


def test_who_lost_the_role_gets_nothing(cast: Cast) -> None:
    pack, waiting = made(cast), asked(cast, last=LAST - timedelta(days=9))
    access.assume_role(cast.igor, Role.COMMS)
    assert signed_in(cast.igor).get(f"{PAGE}{pack.reference}/download/").status_code == 403
    assert actions.make(waiting.pk, clock=lambda: NOON)
    waiting.refresh_from_db()
    assert (waiting.file, bool(waiting.fault)) == (None, True)


def test_without_pdfs_it_is_spreadsheets(cast: Cast, settings: Any) -> None:
    settings.PDF = False
    assert not any(name.endswith(".pdf") for name in opened(cast.igor, made(cast)))


def test_a_part_too_long_for_paper_is_a_spreadsheet_only(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printed, "MOST_ROWS", 1)
    graded(cast), graded(cast)
    files = opened(cast.igor, made(cast))
    assert "04-incidents.pdf" not in files
    assert len(rows(files, "incidents")) == 2


@pytest.mark.parametrize("wrapped", [False, True])
def test_no_room_on_the_server_is_said(cast: Cast, monkeypatch: pytest.MonkeyPatch, wrapped: bool) -> None:
    def full(*args: Any) -> None:
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError as failure:
            if wrapped:
                raise FileCreateError(failure)  # noqa: B904 - as the library does it
            raise

    monkeypatch.setattr(Building, "_zipped", full)
    pack = asked(cast)
    assert actions.make(pack.pk, clock=lambda: NOON)
    assert "no room" in signed_in(cast.igor).get(f"{PAGE}{pack.reference}/").content.decode()


def test_what_else_goes_wrong_is_a_failure_and_it_is_tried_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*args: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    pack = asked(cast)
    with monkeypatch.context() as broken:
        broken.setattr(Building, "_zipped", locked)
        with pytest.raises(PermissionError):
            actions.make(pack.pk, clock=lambda: NOON)
    pack.refresh_from_db()
    assert (pack.done_at, pack.fault) == (None, "")
    assert actions.make(pack.pk, clock=lambda: NOON)


@pytest.mark.parametrize(
    ("first", "last", "allowed"),
    [
        (date(2024, 11, 23), date(2026, 11, 22), True),
        (date(2024, 11, 22), date(2026, 11, 22), False),
        (date(2026, 11, 22), date(2026, 11, 22), True),
        (date(2026, 11, 23), date(2026, 11, 22), False),
        (date(2026, 11, 22), date(2026, 11, 23), False),
        (date(2024, 2, 29), date(2026, 2, 27), True),
        (date(2024, 2, 29), date(2026, 2, 28), False),
    ],
)
def test_a_period_is_up_to_24_months_and_not_in_the_future(first: date, last: date, allowed: bool) -> None:
    assert bool(period_allowed(first, last, date(2026, 11, 22))) is allowed


def test_what_is_wrong_with_a_period_stands_beside_it(cast: Cast) -> None:
    said = {**typed(date(2020, 1, 1), date(2026, 2, 1)), "last_day": 31}
    page = signed_in(cast.igor).post(PAGE, said).content.decode()
    assert "Error" in page
    assert 'value="2020"' in page
    said = typed(date(2020, 1, 1), date(2026, 2, 1))
    assert "longer than 24 months" in signed_in(cast.igor).post(PAGE, said).content.decode()
    assert not Pack.objects.exists()
