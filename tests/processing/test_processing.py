"""The record of processing: read from the registers, gaps shown as gaps, and only what they lack written here."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from governance.accounts.models import User
from governance.errors import Denied
from governance.exports import actions as exports
from governance.processing import actions
from governance.processing.models import Note
from tests.cast import NOON, Cast, signed_in
from tests.dpia.walk import live
from tests.exports.orders import fetched, ordered
from tests.sharing.agreements.walk import active, surgery, written
from tests.threads import together

PAGE = "/processing/"


@pytest.fixture(autouse=True)
def _noon(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path / "files"
    with time_machine.travel(NOON, tick=False):
        yield


def shown(user: User, kind: str = "services") -> dict[str, dict[str, str]]:
    answer = signed_in(user).get(PAGE, {"kind": kind})
    assert answer.status_code == 200
    return {
        each.name: {line.title: "missing" if line.missing else line.words for line in each.lines}
        for each in answer.context["activities"]
    }


def test_what_an_agreement_says_is_not_typed_again(cast: Cast) -> None:
    made = active(cast, surgery(cast), overseas=True, overseas_safeguards="Adequacy: Ireland")
    written(cast, surgery(cast, "Oak Surgery"), title="Only a draft")
    (name, parts), *others = shown(cast.priya, "agreements").items()
    assert not others
    assert name == f"Sharing: {made.title} (Harbour)"
    assert parts["What it is for"] == made.purpose
    assert parts["Who gets it"] == "Elm Surgery"
    assert parts["Outside the United Kingdom"] == "Adequacy: Ireland"
    assert parts["How long it is kept"] == made.retention
    assert made.get_basis_display() in parts["Legal basis"]
    assert made.items.get().get_item_display() in parts["What information"]
    assert made.log_number in parts["Agreements and assessments"]
    harbour = shown(cast.priya)["Our own work: Harbour"]
    assert harbour["Who gets it"] == "Elm Surgery"
    assert harbour["Outside the United Kingdom"] == f"{made.log_number}: Adequacy: Ireland"


def test_what_was_assessed_and_runs_is_in_it(cast: Cast) -> None:
    dpia = live(cast)
    parts = shown(cast.priya, "assessments")[f"Assessed: {dpia.title} (Harbour)"]
    assert parts["What it is for"] == dpia.aim
    assert dpia.reference in parts["Agreements and assessments"]
    assert dpia.reference in shown(cast.priya)["Our own work: Harbour"]["Agreements and assessments"]


def test_a_manager_reads_the_assessments_of_their_own_services_and_no_others(cast: Cast) -> None:
    dpia = live(cast)
    for reader, reads in ((cast.max, True), (cast.maya, False), (cast.igor, True), (cast.aled, True)):
        assert bool(shown(reader, "assessments")) is reads, reader
        linked = shown(reader)["Our own work: Harbour"]["Agreements and assessments"]
        assert (dpia.reference in linked) is reads, reader


def test_an_assessment_is_kept_as_its_service_says_and_else_as_the_whole_charity_does(cast: Cast) -> None:
    live(cast)
    (parts,) = shown(cast.igor, "assessments").values()
    assert parts["How long it is kept"] == parts["How it is kept safe"] == "missing"
    page = signed_in(cast.igor).get(PAGE, {"kind": "assessments"}).content.decode()
    assert f'href="{PAGE}write/{cast.harbour.pk}/"' in page
    actions.write(None, by=cast.igor, at=NOON, retention="Eight years", security="Encrypted")
    actions.write(cast.harbour, by=cast.igor, at=NOON, retention="Thirty days")
    (parts,) = shown(cast.igor, "assessments").values()
    assert (parts["How long it is kept"], parts["How it is kept safe"]) == ("Thirty days", "Encrypted")


def test_a_condition_is_no_legal_basis(cast: Cast) -> None:
    actions.write(cast.harbour, by=cast.igor, at=NOON, condition="h")
    harbour = shown(cast.igor)["Our own work: Harbour"]
    assert (harbour["Legal basis"], harbour["Condition for health data"]) == (
        "missing",
        "(h) Health or social care",
    )


def test_who_is_responsible_has_the_officers_contact_and_what_nobody_wrote(cast: Cast, settings: Any) -> None:
    settings.CHARITY_ADDRESS = ""

    def responsible() -> list[str]:
        return list(signed_in(cast.igor).get(PAGE).context["controller"])

    assert "Data Protection Officer: Not written yet" in responsible()
    assert cast.priya
    assert "Data Protection Officer: Priya Example, priya@example.org" in responsible()
    assert "Address: Not written yet" in responsible()


def test_a_gap_is_shown_as_one_with_the_way_to_fill_it(cast: Cast) -> None:
    assert shown(cast.priya)["Our own work: Harbour"]["What it is for"] == "missing"
    priya = signed_in(cast.priya)
    page = priya.get(PAGE).content.decode()
    assert f"{PAGE}write/{cast.harbour.pk}/" in page
    answer = priya.post(f"{PAGE}write/{cast.harbour.pk}/", {"purposes": "Support", "read_version": 0})
    assert answer.status_code == 302
    parts = shown(cast.priya)["Our own work: Harbour"]
    assert (parts["What it is for"], parts["How long it is kept"]) == ("Support", "missing")
    assert shown(cast.priya)["Our own work: Quay"]["What it is for"] == "missing"


def test_what_holds_for_the_whole_charity_stands_where_a_service_says_nothing(cast: Cast) -> None:
    actions.write(None, by=cast.igor, at=NOON, security="Encrypted", purposes="Support", basis="f")
    actions.write(cast.harbour, by=cast.igor, at=NOON, purposes="Support with alcohol")
    found = shown(cast.max)
    assert found["Our own work: Harbour"]["What it is for"] == "Support with alcohol"
    assert found["Our own work: Harbour"]["How it is kept safe"] == "Encrypted"
    assert found["Our own work: Quay"]["What it is for"] == "Support"
    assert found["Our own work: Quay"]["Legal basis"] == "(f) Legitimate interests"


def test_who_wrote_second_on_a_stale_page_is_told(cast: Cast) -> None:
    note = actions.write(cast.harbour, by=cast.igor, at=NOON, purposes="One")
    address = f"{PAGE}write/{cast.harbour.pk}/"
    said = {"purposes": "Two", "read_version": note.version}
    assert signed_in(cast.priya).post(address, said).status_code == 302
    answer = signed_in(cast.igor).post(address, {**said, "purposes": "Three"})
    assert answer.status_code == 409
    assert "Three" in answer.content.decode()
    note.refresh_from_db()
    assert (note.purposes, note.version) == ("Two", 2)
    assert [each.purposes for each in note.history.order_by("history_id")] == ["One", "Two"]


@pytest.mark.django_db(transaction=True)
def test_two_who_write_the_first_note_at_once_make_one(cast: Cast) -> None:
    igor = cast.igor
    together(
        lambda: actions.write(cast.harbour, by=igor, at=NOON, read_version=0, purposes="One"),
        lambda: actions.write(cast.harbour, by=igor, at=NOON, read_version=0, purposes="Two"),
    )
    assert Note.objects.count() == 1


def test_who_reads_it_and_who_writes(cast: Cast) -> None:
    for user in (cast.priya, cast.igor, cast.max, cast.gwen, cast.sol, cast.aled):
        assert signed_in(user).get(PAGE).status_code == 200
    for user in (cast.fay, cast.dana, cast.cora):
        assert signed_in(user).get(PAGE).status_code == 403
    note = actions.write(None, by=cast.igor, at=NOON, security="Encrypted")
    for user in (cast.max, cast.gwen, cast.aled):
        assert signed_in(user).get(f"{PAGE}write/").status_code == 403
        with pytest.raises(Denied):
            actions.write(None, by=user, at=NOON, security="Open", read_version=note.version)
    assert signed_in(cast.fay).get(f"{PAGE}{note.reference}/").status_code == 404
    assert signed_in(cast.igor).get(f"{PAGE}{note.reference}/").url == PAGE


def test_a_service_that_is_not_there_has_no_note(cast: Cast) -> None:
    assert signed_in(cast.priya).get(f"{PAGE}write/999999/").status_code == 404


def test_all_of_it_leaves_as_a_file_with_who_is_responsible_and_its_gaps(cast: Cast) -> None:
    active(cast, surgery(cast))
    live(cast)
    actions.write(cast.harbour, by=cast.igor, at=NOON, purposes="=1+1")
    answer = signed_in(cast.igor).get(f"{PAGE}export/?format=csv")
    text = b"".join(answer.streaming_content).decode()
    for words in (
        "Our own work: Harbour",
        "Sharing: ",
        "Assessed: ",
        "Not written yet",
        "Priya Example",
        "Safe Harbour",
    ):
        assert words in text
    assert "'=1+1" in text
    assert text.rstrip().splitlines()[-1].startswith("End of list,5")
    only = signed_in(cast.igor).get(f"{PAGE}export/?format=csv&kind=agreements")
    assert "Our own work" not in b"".join(only.streaming_content).decode()


def test_it_is_ordered_as_a_spreadsheet(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=True):
        export = ordered(cast.igor, f"{PAGE}export/?format=xlsx")
        assert export.expected == 3
        assert exports.make(export.pk, clock=lambda: NOON)
        assert fetched(cast.igor, export)[:2] == b"PK"
    assert signed_in(cast.max).get(f"{PAGE}export/?format=csv").status_code == 403
