"""The list of partners as a file, and as a saved view."""

import csv
import io
from datetime import timedelta

import pytest

from governance.exports.models import SavedView
from governance.ledger.models import Event
from governance.organisations import actions
from governance.organisations.filters import filters
from tests.cast import NOON, Cast, signed_in
from tests.organisations.partners import TODAY, assured, surgery, version

CSV = "/organisations/export/?format=csv"


def taken(cast: Cast, query: str = "") -> list[list[str]]:
    answer = signed_in(cast.igor).get(CSV + query)
    assert answer.status_code == 200
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    return lines[:-1]


@pytest.mark.parametrize("name", ["fay", "max", "dana", "cora", "gwen", "sol", "aled"])
def test_only_the_ig_team_takes_it_away(cast: Cast, name: str) -> None:
    client = signed_in(getattr(cast, name))
    assert client.get(CSV).status_code == 403
    assert "Download as CSV" not in client.get("/organisations/").content.decode()
    assert "Download as CSV" in signed_in(cast.igor).get("/organisations/").content.decode()


def test_each_partner_is_a_line_and_a_duplicate_is_none(cast: Cast) -> None:
    ours = surgery(cast, "=Example Surgery", public_body=True, ico_number="ZA123456")
    for name, role in (("Jo Reid", "dpo"), ("Al Ross", "dpo"), ("Di Shaw", "signatory")):
        actions.add_contact(ours, by=cast.max, at=NOON, read_version=version(ours), name=name, role=role)
    gone = actions.add_contact(
        ours, by=cast.max, at=NOON, read_version=version(ours), name="Bo Left", role="dpo"
    )
    actions.change_contact(gone, by=cast.max, at=NOON, read_version=version(ours), left_on=TODAY)
    assured(ours, cast, TODAY, TODAY + timedelta(days=90))
    double = surgery(cast, "Exampel Surgery")
    actions.merge(double, into=ours, by=cast.igor, at=NOON, read_version=1, reason="Same")
    heads, line = taken(cast)
    assert dict(zip(heads, line, strict=True)) == {
        "Reference": ours.reference,
        "Name": "'=Example Surgery",
        "What it is": "Health: GP, hospital, pharmacy",
        "Public body": "Yes",
        "ICO number": "ZA123456",
        "Their Data Protection Officer": "Al Ross, Jo Reid",
        "Who signs for them": "Di Shaw",
        "Assured until": "2027-02-20",
    }
    assert Event.objects.filter(verb="export", register="organisations").exists()


def test_it_holds_what_the_list_shows(cast: Cast) -> None:
    surgery(cast)
    assured(surgery(cast, "Sure Surgery"), cast, TODAY, TODAY + timedelta(days=400))
    surgery(cast, "Sure Council", kind="council")
    assert [line[1] for line in taken(cast, "&assurance=none&kind=health")[1:]] == ["Example Surgery"]


def test_filters_are_saved_under_a_name_and_nothing_else_is(cast: Cast) -> None:
    asked = {"assurance": "none", "kind": "palace", "q": "secret"}
    assert filters(cast.fay, asked) == {"assurance": "none"}
    client = signed_in(cast.fay)
    client.post("/saved-views/new/organisations/?assurance=none", {"name": "To ask"})
    view = SavedView.objects.get()
    assert (view.register, view.query) == ("organisations", "assurance=none")
    assert "To ask" in client.get("/organisations/").content.decode()
