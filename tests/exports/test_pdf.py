"""A short list leaves as a PDF to print: the same guards as a spreadsheet, and it says what it is of."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from pypdf import PdfReader

from governance.accounts import access
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.exports import actions, lists, printed
from governance.exports.models import Export, Format
from governance.organisations.models import Kind
from tests.cast import Cast, signed_in
from tests.exports.orders import XLSX, events, fetched, made, ordered, page, refused
from tests.organisations.partners import surgery

pytestmark = pytest.mark.pdf

PDF = "/organisations/export/?format=pdf"


@pytest.fixture
def _room_for_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printed, "MOST_ROWS", 2)
    monkeypatch.setitem(actions.MOST_ROWS, Format.PDF, 2)


def read(content: bytes) -> list[str]:
    """The words of each page, each with one space between."""
    return [" ".join(each.extract_text().split()) for each in PdfReader(BytesIO(content)).pages]


def bar(user: User, query: str = "") -> str:
    return signed_in(user).get(f"/organisations/{query}").content.decode()


def test_it_is_the_list_in_its_order_with_what_was_chosen_and_when(cast: Cast) -> None:
    for name, kind in (
        ("Zest & <b>Co", Kind.HEALTH),
        ("Ash Surgery", Kind.HEALTH),
        ("Mill School", Kind.CHARITY),
    ):
        surgery(cast, name, kind=kind)
    export = made(cast.igor, f"{PDF}&kind={Kind.HEALTH.value}&assurance=none")
    (words,) = read(fetched(cast.igor, export))
    for said in (
        "Uncontrolled when printed. The list changes, and this paper does not.",
        f"What it is {Kind.HEALTH.label} Security assurance None",
        "It has 2 rows.",
        f"{timezone.localdate().day} {timezone.localdate():%B %Y}",
        f"Organisations, {export.reference}. Uncontrolled when printed Page 1 of 1",
        "Reference Name What it is",
        "Zest & <b>Co",
    ):
        assert said in words, said
    assert words.index("Ash Surgery") < words.index("Zest")
    assert "Mill School" not in words


def test_a_column_has_room_for_its_longest_word_and_one_word_takes_no_more_than_its_share() -> None:
    lines = [["LOG-2026-0001", "Gloucestershire Hospitals", ""], ["", "A short one", "A" * 500]]
    log, title, freak = printed.widths(["Number", "Title", "Note"], lines)
    assert log / len("LOG-2026-0001") == pytest.approx(title / len("Gloucestershire"), rel=0.01)
    assert freak / printed.WIDEST == pytest.approx(log / len("LOG-2026-0001"), rel=0.01)
    assert log + title + freak == pytest.approx(100, abs=0.1)


def test_no_word_of_a_name_is_broken_on_paper(cast: Cast) -> None:
    name = "Gloucestershire Psychopharmacology and Neurorehabilitation Partnership"
    surgery(cast, name)
    (words,) = read(fetched(cast.igor, made(cast.igor, PDF)))
    assert name in words


def test_without_filters_it_does_not_say_that_something_was_chosen(cast: Cast) -> None:
    (words,) = read(fetched(cast.igor, made(cast.igor, PDF)))
    assert "It has 0 rows." in words
    assert "only these" not in words


def test_each_page_has_the_headings_and_its_number_and_screen_readers_know_them(cast: Cast) -> None:
    for number in range(60):
        surgery(cast, f"Surgery {number:02}")
    content = fetched(cast.igor, made(cast.igor, PDF))
    pages = read(content)
    assert len(pages) > 1
    for number, words in enumerate(pages, start=1):
        assert "Reference Name What it is" in words
        assert f"Page {number} of {len(pages)}" in words
    pdf = PdfReader(BytesIO(content))
    box = pdf.pages[0].mediabox
    assert box.width > box.height
    root = pdf.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert list(structure(root["/StructTreeRoot"])).count("/TH") >= 8  # type: ignore[index]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Organisations"


def structure(node: object) -> Iterator[str]:
    """The kinds of the parts of a tagged PDF."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            yield from structure(each)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node["/S"]
        if "/K" in node:
            yield from structure(node["/K"])


def test_days_moments_and_nothing_as_they_stand_on_paper() -> None:
    # In June the clock on the wall is an hour ahead.
    values = (date(2026, 6, 1), datetime(2026, 6, 30, 23, 5, tzinfo=UTC), None, "", "Ash", 12)
    assert [printed.shown(value) for value in values] == [
        "1 June 2026",
        "1 July 2026, 00:05",
        "",
        "",
        "Ash",
        "12",
    ]


# --- Who, and what the ledger has ------------------------------------------------------


def test_the_ledger_has_the_order_before_the_file_and_then_the_making_and_the_download(cast: Cast) -> None:
    surgery(cast)
    export = ordered(cast.igor, f"{PDF}&assurance=none")
    one = {"export": export.reference, "rows": 1}
    asked = {**one, "format": "pdf", "filters": {"assurance": "none"}}
    assert (events("export", "organisations"), default_storage.exists("exports")) == ([asked], False)
    assert actions.make(export.pk, clock=timezone.now)
    assert events("export_done", "organisations") == [{**one, "format": "pdf"}]
    fetched(cast.igor, export)
    assert events("download", "organisations") == [one]


@pytest.mark.parametrize("name", ["fay", "max", "dana", "gwen", "aled", "cora"])
def test_a_role_without_an_x_is_offered_none_and_orders_none(cast: Cast, name: str) -> None:
    user = getattr(cast, name)
    assert "PDF" not in bar(user)
    assert signed_in(user).get(PDF).status_code == 403
    assert not Export.objects.exists()


def test_it_is_its_owners_alone_and_not_theirs_either_once_the_role_is_lost(cast: Cast) -> None:
    export = made(cast.igor, PDF)
    assert signed_in(cast.priya).get(f"/exports/{export.reference}/download/").status_code == 404
    access.assume_role(cast.igor, Role.COMMS)
    assert "E-ROLE" in refused(cast.igor, export)
    assert events("download", "organisations") == []


def test_only_a_list_that_asks_for_it_has_one(cast: Cast) -> None:
    assert "Download as a PDF to print" in bar(cast.igor)
    assert "PDF" not in signed_in(cast.igor).get("/consents/").content.decode()
    assert signed_in(cast.igor).get(XLSX.replace("xlsx", "pdf")).status_code == 404
    assert not Export.objects.exists()


def test_a_list_with_a_pdf_says_each_of_its_filters_in_words() -> None:
    wanted = lists.find("organisations")
    assert [value for _, value in wanted.words({"kind": Kind.HEALTH.value, "assurance": "ends_soon"})] == [
        Kind.HEALTH.label,
        "Ends soon",
    ]
    with pytest.raises(ValueError, match="words"):
        lists.offer(dataclasses.replace(wanted, words=None))
    assert lists.find("organisations") is wanted


# --- Too much, twice, none to be made, gone ---------------------------------------------


@pytest.mark.usefixtures("_room_for_two")
def test_too_many_rows_are_told_beside_the_button_and_refused(cast: Cast) -> None:
    for name in ("Ash", "Birch", "Cedar"):
        surgery(cast, name, kind=Kind.CHARITY if name == "Cedar" else Kind.HEALTH)
    shown = bar(cast.igor)
    assert "Download as a PDF" not in shown
    assert "This list has more than 2 rows: too many for a PDF." in shown
    answer = signed_in(cast.igor).get(PDF)
    assert answer.status_code == 403
    assert "Choose fewer, or download it as a spreadsheet." in answer.content.decode()
    assert not Export.objects.exists()
    # With a filter it is short enough.
    assert "Download as a PDF" in bar(cast.igor, f"?kind={Kind.HEALTH.value}")
    assert made(cast.igor, f"{PDF}&kind={Kind.HEALTH.value}").rows == 2


@pytest.mark.usefixtures("_room_for_two")
def test_a_list_that_grew_too_long_meanwhile_is_given_up(cast: Cast) -> None:
    export = ordered(cast.igor, PDF)
    for name in ("Ash", "Birch", "Cedar"):
        surgery(cast, name)
    assert actions.make(export.pk, clock=timezone.now)
    shown = page(cast.igor, export)
    assert "There is no PDF" in shown
    assert "That is too long for a PDF. Choose fewer" in shown
    assert not Export.objects.get().file


def test_the_page_says_when_the_rows_are_there_and_the_pages_are_set(cast: Cast) -> None:
    export = ordered(cast.igor, PDF)
    assert "It will have about 0 rows." in page(cast.igor, export)
    Export.objects.update(rows=900)
    assert "All 900 rows are there. Now we set the pages" in page(cast.igor, export)


def test_a_pdf_and_a_spreadsheet_of_one_list_are_two_and_each_pressed_twice_is_one(cast: Cast) -> None:
    addresses = [PDF, PDF.replace("pdf", "xlsx")] * 2
    orders = [ordered(cast.igor, address) for address in addresses]
    assert [each.pk for each in orders[:2]] == [each.pk for each in orders[2:]]
    assert sorted(Export.objects.values_list("format", flat=True)) == ["pdf", "xlsx"]


def test_where_none_can_be_made_none_is_offered_and_an_order_says_so(cast: Cast, settings: object) -> None:
    before = ordered(cast.igor, PDF)
    settings.PDF = False  # type: ignore[attr-defined]
    assert "PDF" not in bar(cast.igor)
    assert "We cannot make PDFs" in signed_in(cast.igor).get(PDF).content.decode()
    assert actions.make(before.pk, clock=timezone.now)
    assert "We cannot make PDFs at the moment. Download the list as CSV" in page(cast.igor, before)
    assert Export.objects.count() == 1


def test_a_full_disk_keeps_nothing_and_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> str:
        raise OSError(28, "No space left on device")

    export = ordered(cast.igor, PDF)
    monkeypatch.setattr(default_storage, "save", full)
    assert actions.make(export.pk, clock=timezone.now)
    assert "There was no room on the server" in page(cast.igor, export)
    assert events("export_cut", "organisations") == [{"export": export.reference, "format": "pdf"}]


def test_after_a_day_it_is_gone(cast: Cast) -> None:
    export = made(cast.igor, PDF)
    assert export.file.name == f"exports/{export.reference}.pdf"
    assert actions.forget(timezone.now() + timedelta(hours=24, minutes=1)) == 1
    assert not default_storage.exists(export.file.name)
    assert "This PDF is deleted" in page(cast.igor, export)
