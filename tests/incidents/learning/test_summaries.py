"""The summary of a year: frozen, of nobody, and no restricted incident in it."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from governance.documents import door
from governance.errors import Code, Denied
from incidents.incidents import actions as incidents
from incidents.learning import actions, documents
from incidents.learning.models import Summary
from tests.cast import NOON, Cast, signed_in
from tests.incidents.incidents import walk
from tests.incidents.learning.test_learning import a_year

LIST, NEW = "/incident-summaries/", "/incident-summaries/new/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


def made(cast: Cast, year: int = 2026) -> Summary:
    return actions.make(by=cast.igor, at=NOON, year=year)


def test_it_says_for_ever_what_it_said_once(cast: Cast) -> None:
    a_year(cast)
    summary = made(cast)
    assert summary.until_on == NOON.date()
    before = summary.figures
    walk.reported(cast)
    summary.refresh_from_db()
    assert summary.figures == before
    assert {"key": "Incidents", "value": "4"} in before["facts"]
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Summary.objects.update(year=2025)


def test_the_same_numbers_are_the_same_summary_and_others_are_another(cast: Cast) -> None:
    walk.reported(cast)
    first = made(cast)
    assert made(cast) == first
    walk.reported(cast)
    assert made(cast) != first
    assert Summary.objects.count() == 2


def test_a_restricted_incident_is_not_in_it_whoever_makes_it(cast: Cast) -> None:
    walk.restricted(cast)
    summary = actions.make(by=cast.priya, at=NOON, year=2026)
    assert {"key": "Incidents", "value": "0"} in summary.figures["facts"]


def test_a_year_that_is_still_to_come_has_none(cast: Cast) -> None:
    with pytest.raises(Denied, match="still to come"):
        made(cast, 2027)


def test_a_year_that_is_over_is_whole(cast: Cast) -> None:
    assert f"{made(cast, 2025).until_on}" == "2025-12-31"
    with pytest.raises(IntegrityError, match="ends_in_its_year"), transaction.atomic():
        Summary.objects.create(
            year=2025, until_on=NOON.date(), figures={}, content_hash="0" * 64, reference="X", created_at=NOON
        )


@pytest.mark.parametrize("name", ["fay", "max", "dana", "cora", "gwen", "sol", "aled"])
def test_only_the_ig_team_makes_one(cast: Cast, name: str) -> None:
    user = getattr(cast, name)
    with pytest.raises(Denied) as refused:
        actions.make(by=user, at=NOON, year=2026)
    assert refused.value.verdict.code is Code.ROLE
    assert signed_in(user).post(NEW, {"year": "2026"}).status_code == 403


def test_its_pdf_names_nobody_and_holds_nothing_that_was_typed(cast: Cast) -> None:
    a_year(cast)
    secret = "Ann from Number Nine saw the envelope"
    walk.reported(cast, what_happened=secret)
    incidents.edit(walk.reported(cast), by=cast.max, at=NOON, containment=secret, investigation=secret)
    summary = made(cast)
    content = door.pdf(documents.source(summary.pk))
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    assert "The incidents of 2026" in text
    assert "Sent or given to the wrong person" in text
    assert "Harbour" in text
    for name in ("Sam", "Rivers", "Fay", "Max", "Priya", "Igor", "Ann", "envelope", "INC-"):
        assert name not in text, name


def test_it_is_made_and_read_on_its_pages(cast: Cast) -> None:
    a_year(cast)
    client = signed_in(cast.igor)
    assert f'href="{NEW}"' in client.get(LIST).content.decode()
    for year, words in (("", "Which year?"), ("2027", "Choose one of the answers")):
        assert words in client.post(NEW, {"year": year}).content.decode()
    page = client.post(NEW, {"year": "2026"}, follow=True).content.decode()
    assert "The PDF is being made." in page
    assert "Sent or given to the wrong person" in page
    summary = Summary.objects.get()
    where = f"{LIST}{summary.reference}/"
    assert client.get(f"{where}pdf/").status_code == 404
    (document,) = door.Document.objects.filter(kind=documents.KIND)
    assert door.make(document.pk)
    document.refresh_from_db()
    assert document.sha256 in client.get(where).content.decode()
    answer = client.get(f"{where}pdf/")
    assert b"".join(answer).startswith(b"%PDF")
    assert answer.headers["Cache-Control"] == "private, no-store"
    for user, status in ((cast.gwen, 200), (cast.aled, 200), (cast.max, 404), (cast.fay, 404)):
        assert signed_in(user).get(where).status_code == status, user
        assert signed_in(user).get(f"{where}pdf/").status_code == status, user
        assert (summary.reference in signed_in(user).get(LIST).content.decode()) is (status == 200)
