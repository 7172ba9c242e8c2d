"""The central log as a file: for the IG team alone, with what the list shows."""

import csv
import io
from typing import Any

import pytest
import time_machine

from governance.exports.lists import find
from governance.ledger.models import Event
from sharing.agreements.export import words
from sharing.agreements.filters import filters
from tests.cast import NOON, Cast, signed_in
from tests.sharing.agreements.walk import active, surgery, written

CSV = "/agreements/export/?format=csv"


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def taken(cast: Cast, query: str = "") -> list[dict[str, str]]:
    answer = signed_in(cast.igor).get(CSV + query)
    assert answer.status_code == 200
    heads, *lines = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    return [dict(zip(heads, line, strict=False)) for line in lines[:-1]]


@pytest.mark.parametrize("name", ["fay", "max", "dana", "cora", "gwen", "sol", "aled"])
def test_only_the_ig_team_takes_it_away(cast: Cast, name: str) -> None:
    client = signed_in(getattr(cast, name))
    assert client.get(CSV).status_code == 403
    assert "Download as CSV" not in client.get("/agreements/").content.decode()
    assert "Download as CSV" in signed_in(cast.igor).get("/agreements/").content.decode()


def test_each_agreement_is_a_line_and_no_title_is_a_formula(cast: Cast) -> None:
    active(cast, surgery(cast), title="=Care")
    written(cast, surgery(cast, "Oak"), title="Being written")
    draft, line = taken(cast)
    assert line == {
        "Log number": "LOG-2026-0001",
        "Reference": "ISA-2026-0001",
        "What it is": "Information sharing agreement",
        "Title": "'=Care",
        "Partners": "Elm Surgery",
        "Service": "Harbour",
        "How it stands": "Active",
        "Which way": "Both ways",
        "First day": "2026-11-01",
        "Last day": "2028-10-31",
        "Review by": "2027-11-22",
        "Privacy notice": "Not in the privacy notice",
        "Owner": "Max Example",
    }
    assert (draft["Log number"], draft["How it stands"], draft["Review by"]) == ("", "Draft", "")
    assert Event.objects.filter(verb="export", register="agreements").exists()


def test_it_holds_what_the_list_shows_and_says_what_was_chosen(cast: Cast) -> None:
    elm = surgery(cast)
    active(cast, elm, title="In force")
    written(cast, elm, title="Being written")
    assert [line["Title"] for line in taken(cast, "&state=DRAFT")] == ["Being written"]
    asked = {
        "partner": elm.reference,
        "service": str(cast.harbour.pk),
        "state": "DRAFT",
        "item": "care_plan",
        "type": "ISA",
        "review": "due",
        "notice": "missing",
        "assurance": "none",
        "q": "secret",
    }
    known = filters(cast.igor, asked)
    assert set(known) == set(asked) - {"q"}
    assert dict(words(known))["Partner"] == "Elm Surgery"
    assert len(words(known)) == len(known)
    assert dict(words({"service": "all"})) == {"Service": "The whole charity"}
    assert find("agreements").pdf
