"""A list leaves as a spreadsheet: ordered, made by a worker, fetched by its owner, gone after a day."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.utils import timezone

from consent.consents.models import Consent
from governance.accounts import access
from governance.accounts.roles import Role
from governance.exports import actions, lists, tasks
from governance.exports.models import Export, Format
from governance.exports.permissions import may_export
from governance.people import actions as people
from governance.people.models import Person
from governance.records.actor import acting_as
from tests.cast import NOON, Cast, signed_in
from tests.consent.consents.answers import say
from tests.exports.orders import XLSX, events, fetched, made, ordered, page, refused
from tests.threads import together

PART = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person()


def cells(content: bytes) -> list[list[str]]:
    """What stands in the cells, read as the format says and by nothing of ours."""
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    rows = ElementTree.fromstring(sheet).iter(f"{PART}row")
    return [["".join(cell.itertext()) for cell in row] for row in rows]


# --- From the order to the file -------------------------------------------------------


def test_it_is_ordered_made_and_fetched(cast: Cast, sam: Person) -> None:
    say(cast, sam)
    export = ordered(cast.igor)
    assert "It will have about 1 row." in page(cast.igor, export)
    assert tasks.make(export.pk)
    assert "Your spreadsheet is ready" in page(cast.igor, export)
    headings, line = cells(fetched(cast.igor, export))
    assert headings[:3] == ["Reference", "Person", "Name"]
    assert line[:4] == [Consent.objects.get().reference, sam.reference, "Sam Rivers", "Harbour"]


def test_every_list_that_is_offered_can_be_made(cast: Cast) -> None:
    """What PostgreSQL copies, Django may not know how to read."""
    offered = [register for register in lists._LISTS if may_export(cast.igor, register)]
    assert {"consents", "organisations"} <= set(offered)
    for register in offered:
        address = f"{lists.find(register).url({})}export/?format=xlsx"
        assert cells(fetched(cast.igor, made(cast.igor, address)))


def test_the_ledger_has_the_order_the_making_and_the_download(cast: Cast, sam: Person) -> None:
    say(cast, sam)
    export = made(cast.igor, f"{XLSX}&state=ACTIVE")
    fetched(cast.igor, export)
    one = {"export": export.reference, "rows": 1}
    assert events("export") == [{**one, "format": "xlsx", "filters": {"state": "ACTIVE"}}]
    assert events("export_done") == [{**one, "format": "xlsx"}]
    assert events("download") == [one]


def test_what_was_typed_is_text_and_never_a_formula_or_a_link(cast: Cast, sam: Person) -> None:
    consent = say(cast, sam).consent
    with acting_as(cast.fay.pk):
        Consent.objects.filter(pk=consent.pk).update(purpose="=1+1", not_to_share="https://example.org/x")
    content = fetched(cast.igor, made(cast.igor))
    assert {"=1+1", "https://example.org/x"} <= set(cells(content)[1])
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


def test_the_relay_hands_each_order_to_a_worker_once(
    cast: Cast, sam: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []
    monkeypatch.setattr(tasks.make, "delay", given.append)
    export = ordered(cast.igor)
    assert [tasks.relay(), tasks.relay()] == [1, 0]
    assert given == [export.pk]


def test_the_page_says_how_far_it_is(cast: Cast, sam: Person) -> None:
    export = ordered(cast.igor)
    Export.objects.update(rows=5_000, expected=12_000)
    assert "5,000 of about 12,000 rows are written." in page(cast.igor, export)


# --- Who ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["fay", "max", "dana", "gwen", "aled", "cora"])
def test_a_role_without_an_x_orders_nothing(cast: Cast, name: str) -> None:
    answer = signed_in(getattr(cast, name)).get(XLSX)
    assert answer.status_code == 403
    assert "E-ROLE" in answer.content.decode()
    assert not Export.objects.exists()


def test_nobody_else_learns_that_it_is_there(cast: Cast, sam: Person) -> None:
    export = made(cast.igor)
    for user in (cast.priya, cast.max, cast.aled):
        for where in ("", "download/"):
            assert signed_in(user).get(f"/exports/{export.reference}/{where}").status_code == 404
    assert signed_in(cast.igor).get("/exports/EXP-2026-999999/").status_code == 404
    assert signed_in(cast.igor).get("/exports/E%00/").status_code == 404


def test_a_role_lost_before_it_is_made_makes_nothing(cast: Cast, sam: Person) -> None:
    export = ordered(cast.igor)
    access.assume_role(cast.igor, Role.COMMS)
    export_now = Export.objects.get(pk=export.pk)
    assert actions.make(export_now.pk, clock=timezone.now)
    assert "Your role does not download this list." in page(cast.igor, export)
    assert not Export.objects.get().file


def test_a_role_lost_before_it_is_fetched_fetches_nothing(cast: Cast, sam: Person) -> None:
    export = made(cast.igor)
    access.assume_role(cast.igor, Role.COMMS)
    assert "E-ROLE" in refused(cast.igor, export)
    assert events("download") == []


def test_whom_one_knows_since_keeps_the_file_shut(cast: Cast, sam: Person) -> None:
    say(cast, sam)
    export = made(cast.igor)
    people.report(person=sam, worker=cast.igor, relationship="friend", by=cast.fay, at=NOON)
    assert "What you may see has changed" in refused(cast.igor, export)


def test_a_service_that_is_gone_gives_no_larger_list_instead(cast: Cast, sam: Person) -> None:
    say(cast, sam)
    export = ordered(cast.igor, f"{XLSX}&service={cast.quay.pk}")
    Export.objects.update(query="service=999999")
    assert actions.make(export.pk, clock=timezone.now)
    assert "What you may see has changed" in page(cast.igor, export)


# --- Too much, twice, full, late ------------------------------------------------------


def test_a_list_that_is_too_long_is_told_so_at_once(
    cast: Cast, sam: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(actions.MOST_ROWS, Format.XLSX, 1)
    say(cast, sam)
    ordered(cast.igor)
    say(cast, sam, purpose="To say how it goes")
    answer = signed_in(cast.igor).get(f"{XLSX}&state=ACTIVE")
    assert answer.status_code == 403
    assert "Download it as CSV, or choose fewer" in answer.content.decode()


def test_a_list_that_grew_too_long_meanwhile_is_given_up(
    cast: Cast, sam: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(actions.MOST_ROWS, Format.XLSX, 1)
    say(cast, sam)
    export = ordered(cast.igor)
    say(cast, sam, purpose="To say how it goes")
    assert actions.make(export.pk, clock=timezone.now)
    assert "Download it as CSV" in page(cast.igor, export)


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_it_is_made_once(cast: Cast) -> None:
    igor = cast.igor
    answers = together(*[lambda: signed_in(igor).get(XLSX).url] * 3)
    assert len(set(answers)) == 1
    assert Export.objects.count() == len(events("export")) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_keep_one_file(cast: Cast) -> None:
    say(cast, cast.person())
    export = ordered(cast.igor)
    results = together(*[lambda: actions.make(export.pk, clock=timezone.now)] * 2)
    assert sorted(results) == [False, True]
    assert len(default_storage.listdir("exports")[1]) == len(events("export_done")) == 1
    assert cells(fetched(cast.igor, export))[1]


def test_a_full_disk_keeps_nothing_and_says_so(
    cast: Cast, sam: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*args: object) -> str:
        raise OSError(28, "No space left on device")

    export = ordered(cast.igor)
    monkeypatch.setattr(default_storage, "save", full)
    assert actions.make(export.pk, clock=timezone.now)
    assert "There was no room on the server" in page(cast.igor, export)
    assert list((tmp_path / "exporting").iterdir()) == []
    assert events("export_cut") == [{"export": export.reference, "format": "xlsx"}]
    # Pressed again, it is a new order.
    assert ordered(cast.igor) != export


def test_after_a_day_it_is_gone(cast: Cast, sam: Person) -> None:
    export = made(cast.igor)
    late = timezone.now() + timedelta(hours=24, minutes=1)
    with time_machine.travel(late, tick=False):
        assert "Files are kept for 24 hours" in refused(cast.igor, export)
        assert actions.forget(timezone.now()) == 1
        assert not default_storage.exists(export.file.name)
        assert "This spreadsheet is deleted" in page(cast.igor, export)
        assert actions.forget(timezone.now()) == 0


def test_a_younger_file_stays(cast: Cast, sam: Person) -> None:
    export = made(cast.igor)
    assert actions.forget(timezone.now() + timedelta(hours=23, minutes=59)) == 0
    assert fetched(cast.igor, export)


def test_what_a_dead_worker_left_is_cleared_away(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "exporting" / "half").mkdir(parents=True)
    default_storage.save("exports/nobodys.xlsx", io.BytesIO(b"half"))  # type: ignore[arg-type]
    soon = datetime.now(UTC) + timedelta(minutes=59)
    assert actions.forget(soon) == 0
    assert (tmp_path / "exporting" / "half").exists()
    assert actions.forget(soon + timedelta(days=1)) == 1
    assert not (tmp_path / "exporting" / "half").exists()


def test_an_order_that_nobody_could_make_is_given_up_after_a_day(cast: Cast, sam: Person) -> None:
    export = ordered(cast.igor)
    actions.forget(timezone.now() + timedelta(hours=25))
    assert "could not be made within a day" in page(cast.igor, export)
