"""The published report: for anybody, with no small number, nobody in it, and gone when it is taken back."""

from io import BytesIO
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from pypdf import PdfReader

from governance.documents import door
from governance.documents.models import Document
from governance.records.privacy import PUBLIC
from incidents.candour_reports import actions, public
from incidents.candour_reports.models import CandourReport
from incidents.incidents import actions as incidents
from incidents.incidents.sorts import Harm
from tests.cast import NOON, Cast, signed_in
from tests.incidents.candour_reports import walk
from tests.incidents.candour_reports.walk import asked, begun, published, submitted

LIST, PAGE, PDF = "/candour/", "/candour/2026/", "/candour/2026/pdf/"


@pytest.fixture(autouse=True)
def _noon(time_machine: Any) -> None:
    # What another test has kept was made of records that are gone.
    caches["pages"].clear()
    time_machine.move_to(NOON, tick=False)


def page(address: str = PAGE) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_only_what_is_published_is_there(cast: Cast) -> None:
    for make in (asked, lambda: submitted(cast)):
        make()
        assert Client().get(PAGE).status_code == Client().get(PDF).status_code == 404
        assert "No report is published yet." in page(LIST)
    report = CandourReport.objects.get()
    report = actions.publish(report, by=cast.priya, at=NOON, content_hash=report.content_hash)
    assert f'href="{PAGE}"' in page(LIST)
    assert "We look twice." in page()
    actions.correct(report, by=cast.igor, at=NOON, reason="A number is wrong.")
    assert Client().get(PAGE).status_code == Client().get(PDF).status_code == 404
    assert f'href="{PAGE}"' not in page(LIST)


def test_it_names_nobody_and_gives_no_small_number(cast: Cast) -> None:
    sam = cast.person(worker=cast.isla, at=walk.IN_THE_YEAR)
    incidents.affect(begun(cast, harm=Harm.DEATH), by=cast.priya, at=NOON, person=sam)
    for _ in range(2):
        begun(cast)
    report = published(cast)
    (document,) = Document.objects.filter(kind="candour_report")
    assert "is not here yet" in Client().get(PDF).content.decode()
    assert door.make(document.pk)
    content = b"".join(Client().get(PDF))
    paper = " ".join(each.extract_text() for each in PdfReader(BytesIO(content)).pages)
    text = page().partition("<main")[2]
    for said in (text, paper):
        assert "Fewer than 5" in said
        assert "We look twice." in said
        for hidden in (
            "Sam",
            "Rivers",
            "Isla",
            "Reid",
            "Priya",
            "Igor",
            "INC-",
            report.reference,
            "They died",
        ):
            assert hidden not in said, hidden


def test_a_year_without_any_says_so(cast: Cast) -> None:
    published(cast)
    assert "nothing happened in our Scottish services" in page()


@pytest.mark.parametrize("year", ["2025", "1", "99999", "99999999999999999999"])
def test_a_year_that_there_is_none_of(cast: Cast, year: str) -> None:
    published(cast)
    assert Client().get(f"{LIST}{year}/").status_code == 404
    assert Client().get(f"{LIST}{year}/pdf/").status_code == 404


def test_what_nobody_in_particular_gets_may_be_kept(cast: Cast) -> None:
    published(cast)
    for address in (LIST, PAGE):
        answer = Client().get(address)
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert Client().get(address, HTTP_IF_NONE_MATCH=answer.headers["ETag"]).status_code == 304
        mine = signed_in(cast.fay).get(address)
        assert mine.headers["Cache-Control"] == "private, no-store"
        assert mine.content == answer.content


def test_all_that_is_read_is_classed_public() -> None:
    assert {CandourReport.privacy[name] for name in public.OF_A_REPORT} == {PUBLIC}


def test_it_is_found_from_the_foot_of_every_page_and_by_search_engines() -> None:
    assert f'href="{LIST}"' in Client().get("/").content.decode()
    assert f"Allow: {LIST}" in Client().get("/robots.txt").content.decode()
