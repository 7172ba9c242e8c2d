"""The list and the page of a Stop and Check: who finds what, who takes it away, and how much they ask."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.accounts import roles
from governance.accounts.models import User
from governance.accounts.roles import Role, cell
from governance.organisations.models import Organisation
from sharing.stop_checks.models import Finding, Listed, StopCheck
from tests.cast import Cast, signed_in
from tests.sharing.agreements.walk import surgery
from tests.sharing.stop_checks.walk import approved, partner, received, submitted, taken, written

pytestmark = pytest.mark.django_db
LIST = "/stop-checks/"


@pytest.fixture
def elm(cast: Cast) -> Organisation:
    return partner(cast)[0]


def shown(user: User, asked: str) -> str:
    answer = signed_in(user).get(f"{LIST}{asked}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_is_filtered_by_recipient_service_and_whose_turn_it_is(cast: Cast, elm: Organisation) -> None:
    to_elm, to_oak = submitted(cast, elm), written(cast, surgery(cast, "Oak Surgery"))
    for asked, found in (
        (f"?recipient={elm.pk}", {to_elm}),
        (f"?recipient={to_oak.organisation_id}", {to_oak}),
        (f"?service={cast.harbour.pk}", {to_elm, to_oak}),
        (f"?service={cast.quay.pk}", {to_elm, to_oak}),
        ("?turn=mine", {to_oak}),
        ("?turn=data", {to_elm}),
        ("?state=DRAFT", {to_oak}),
        ("?recipient=x&state=no&turn=they&service=-1", {to_elm, to_oak}),
    ):
        page = shown(cast.fay, asked)
        assert {each for each in (to_elm, to_oak) if each.reference in page} == found, asked


def test_only_recipients_of_what_one_sees_are_offered(cast: Cast, elm: Organisation) -> None:
    submitted(cast, elm)
    assert "Elm Surgery</option>" in shown(cast.max, "")
    assert "Elm Surgery</option>" not in shown(cast.maya, "")


class TestTakingItAway:
    """The handbook's table gives nobody an X for this list."""

    @pytest.mark.parametrize("name", ["fay", "max", "dana", "igor", "priya", "gwen", "aled"])
    def test_no_role_does(self, cast: Cast, elm: Organisation, name: str) -> None:
        submitted(cast, elm)
        client: Client = signed_in(getattr(cast, name))
        answer = client.get(f"{LIST}export/?format=csv")
        assert answer.status_code == 403
        assert b"E-ROLE" in answer.content
        assert b"Download as CSV" not in client.get(LIST).content

    def test_with_an_x_there_is_a_line_for_each_and_nothing_of_the_file(
        self, cast: Cast, elm: Organisation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(roles.TABLE["stop_checks"], Role.IG, cell("VAXa"))
        came = received(approved(submitted(cast, elm), cast.dana))
        answer = signed_in(cast.igor).get(f"{LIST}export/?format=csv")
        lines = b"".join(answer.streaming_content).decode("utf-8-sig")
        heads, line, _ = csv.reader(io.StringIO(lines))
        read = dict(zip(heads, line, strict=True))
        assert (read["Reference"], read["How it stands"], read["People"]) == (
            came.reference,
            "Received",
            "60",
        )
        assert (read["Sender"], read["Checker"], read["Recipient"]) == (
            "Fay Example",
            "Dana Example",
            "Elm Surgery",
        )
        assert read["SHA-256 of the file"] == came.sha256


def queries(client: Client, where: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(where).status_code == 200
    return len(asked)


def test_the_list_asks_as_often_with_many(cast: Cast, elm: Organisation) -> None:
    client = signed_in(cast.max)
    submitted(cast, elm)
    client.get(LIST)
    few = queries(client, LIST)
    for _ in range(9):
        written(cast, elm)
    assert queries(client, LIST) == few <= 20


@pytest.mark.parametrize("name", ["fay", "dana", "igor"])
def test_the_page_asks_as_often_with_many_findings_and_people(
    cast: Cast, elm: Organisation, name: str
) -> None:
    check = taken(submitted(cast, elm), cast.dana)
    client, where = signed_in(getattr(cast, name)), f"{LIST}{check.reference}/"
    client.get(where)
    few = queries(client, where)
    _more(cast, check)
    assert queries(client, where) == few <= 45


def _more(cast: Cast, check: StopCheck) -> None:
    extract: Any = check.extract
    Finding.objects.bulk_create(
        Finding(extract=extract, key=f"k{n}", words="There are comments.") for n in range(30)
    )
    people = [cast.person(f"Person {n}") for n in range(12)]
    Listed.objects.bulk_create(Listed(extract=extract, person=each) for each in people)
