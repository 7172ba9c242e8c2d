"""The pages of an older log: for the IG team alone, nothing run from a cell, nothing lost."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from governance.attachments import tasks
from governance.attachments.models import Cleaning
from governance.ledger.models import Event
from sharing.agreements.bringing_in.forms import MOST_BYTES
from sharing.agreements.bringing_in.models import LogImport, LogRow
from sharing.agreements.models import Agreement
from tests.attachments.papers import pdf
from tests.attachments.papers import upload as paper
from tests.cast import NOON, Cast, signed_in
from tests.sharing.agreements.bringing_in.bring import loaded, mapped, uploaded, worked
from tests.sharing.agreements.bringing_in.logs import HEAD, comma_separated
from tests.sharing.agreements.walk import active, surgery

PAGES = ("", "choose/", "map/", "decide/", "rows/", "rows/2/", "load/", "file/")


def test_only_the_ig_team_sees_any_of_it(cast: Cast) -> None:
    log = mapped(cast.igor)
    for user in (cast.igor, cast.priya):
        client = signed_in(user)
        for page in PAGES:
            assert client.get(f"/agreements/imports/{log.reference}/{page}").status_code == 200, page
    for user in (cast.fay, cast.max, cast.dana, cast.cora, cast.gwen, cast.aled):
        client = signed_in(user)
        assert client.get("/agreements/imports/").status_code == 403
        refused = client.post("/agreements/imports/new/", {})
        assert (refused.status_code, b"E-ROLE" in refused.content) == (403, True)
        for page in PAGES:
            for method in ("get", "post"):
                answer = getattr(client, method)(f"/agreements/imports/{log.reference}/{page}")
                assert answer.status_code in (404, 405), (user, page, method)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "The file is empty"), (b"a" * (MOST_BYTES + 1), "larger than 5 MB"), (None, "Choose the file")],
)
def test_a_file_that_is_not_taken_is_told_of_beside_the_field(
    cast: Cast, content: bytes | None, words: str
) -> None:
    sent = {"form_key": str(uuid4())}
    files = {} if content is None else {"file": SimpleUploadedFile("log.csv", content)}
    answer = signed_in(cast.igor).post("/agreements/imports/new/", {**sent, **files})
    assert words in answer.content.decode()
    assert not LogImport.objects.exists()


def test_the_page_of_a_file_that_cannot_be_read_says_what_to_do(cast: Cast) -> None:
    log = uploaded(cast.igor, b"Ref,Partner\n1,\x81\n")
    page = signed_in(cast.igor).get(f"/agreements/imports/{log.reference}/").content.decode()
    assert "Row 2: We do not know how the letters in this file are written." in page
    assert "CSV UTF-8" in page


def test_what_stands_in_a_cell_is_shown_and_never_run(cast: Cast) -> None:
    bad = "<script>alert(1)</script>"
    rows = [[*HEAD, bad], ["1", "ISA", bad, bad, "1/1/2026", "1/1/2028", "", bad, bad]]
    log = mapped(cast.igor, comma_separated(rows), decide=False)
    client = signed_in(cast.igor)
    for page in ("", "map/", "decide/", "rows/", "rows/2/"):
        shown = client.get(f"/agreements/imports/{log.reference}/{page}").content.decode()
        assert bad not in shown, page


def test_two_columns_cannot_be_the_same_thing_and_one_must_name_the_partner(cast: Cast) -> None:
    log = uploaded(cast.igor, comma_separated())
    sent = {"read_version": log.version, "column_0": "title", "column_1": "title", "items": ["progress"]}
    shown = signed_in(cast.igor).post(f"/agreements/imports/{log.reference}/map/", sent).content.decode()
    assert "Column A is “What it is called” already" in shown
    assert "Say which column names the partner." in shown
    assert "Say how much of the person may show" in shown
    log.refresh_from_db()
    assert log.mapping is None


def test_the_columns_are_guessed_and_shown_with_three_values(cast: Cast) -> None:
    log = uploaded(cast.igor, comma_separated())
    shown = signed_in(cast.igor).get(f"/agreements/imports/{log.reference}/map/").content.decode()
    assert "Column D: Partner(s)" in shown
    assert "For example: Hospital discharge; Working together; Court reports" in shown
    assert '<option value="partners" selected>' in shown


def test_a_row_that_is_not_there_is_not_found(cast: Cast) -> None:
    log = mapped(cast.igor)
    client = signed_in(cast.igor)
    assert client.get(f"/agreements/imports/{log.reference}/rows/999/").status_code == 404
    assert client.get(f"/agreements/imports/{log.reference}/rows/{2**70}/").status_code == 404
    assert client.get(f"/agreements/imports/{log.reference}/rows/?page=x&fate=zzz").status_code == 200


def test_the_file_comes_back_as_it_came_to_be_saved_and_the_ledger_has_it(cast: Cast) -> None:
    log = mapped(cast.igor)
    answer = signed_in(cast.igor).get(f"/agreements/imports/{log.reference}/file/")
    assert b"".join(answer.streaming_content) == comma_separated()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert Event.objects.get(verb="download").reference == log.reference


def test_the_agreement_shows_what_is_not_known_its_row_and_its_old_number(cast: Cast) -> None:
    loaded(cast.igor, purposes=[], items=[])
    row = LogRow.objects.get(old_number="7", agreement__isnull=False)
    assert row.agreement is not None
    where = f"/agreements/{row.agreement.reference}/"
    shown = signed_in(cast.igor).get(where).content.decode()
    assert "where its number was 7" in shown
    assert "so it covers no sharing" in shown
    assert "Which way it goes" not in shown.partition("What is not known of it")[2].partition("</ul>")[0]
    assert "How it is kept safe" in shown
    assert "31.3.2029" in shown
    # It was signed elsewhere, so nobody's signature is waited for here.
    assert "Waiting" not in shown
    # Whoever sees what is active alone does not see the row, which may hold anything.
    assert "31.3.2029" not in signed_in(cast.fay).get(where).content.decode()


def test_an_agreement_is_found_by_the_number_that_it_had(cast: Cast) -> None:
    loaded(
        cast.igor, comma_separated([HEAD, ["OLD/77", "ISA", "Findable", "Police", "1/1/2026", "1/1/2028"]])
    )
    shown = signed_in(cast.igor).get("/agreements/?q=old/77").content.decode()
    assert "Findable" in shown


def test_the_signed_paper_is_kept_with_an_agreement_that_was_brought_in(cast: Cast) -> None:
    loaded(cast.igor)
    brought = LogRow.objects.get(old_number="7", agreement__isnull=False).agreement
    assert brought is not None
    where = f"/agreements/{brought.reference}/attach/"
    sent = {"label": "The signed agreement", "form_key": str(uuid4()), "read_version": brought.version}
    assert signed_in(cast.max).post(where, sent).status_code == 403
    client = signed_in(cast.igor)
    answer = client.post(where, {**sent, "upload": paper(pdf())})
    assert answer.status_code == 302
    tasks.clean("attachments", Cleaning.objects.get().pk)
    assert "The signed agreement" in client.get(f"/agreements/{brought.reference}/").content.decode()


def test_an_agreement_that_was_signed_here_takes_no_paper_so(cast: Cast) -> None:
    ours = active(cast, surgery(cast))
    assert signed_in(cast.igor).get(f"/agreements/{ours.reference}/attach/").status_code == 403


def test_what_is_typed_survives_a_change_by_somebody_else(cast: Cast) -> None:
    log = mapped(cast.igor)
    sent = {"read_version": log.version - 1, "starts": "1 May 2026", "partners": "Police"}
    answer = signed_in(cast.igor).post(f"/agreements/imports/{log.reference}/rows/7/", sent)
    assert answer.status_code == 409
    assert "1 May 2026" in answer.content.decode()


def test_the_whole_way_by_its_pages(cast: Cast) -> None:
    client = signed_in(cast.igor)
    sent = {"form_key": str(uuid4()), "file": SimpleUploadedFile("log.csv", comma_separated(above=2))}
    where = client.post("/agreements/imports/new/", sent).url
    worked(at=NOON)
    for step, facts in (
        ("map/", {"column_3": "partners", "column_4": "starts", "column_5": "ends", "type": "ISA"}),
        ("decide/", {"name_0": "health", "name_1": "justice", "name_2": "council"}),
        ("load/", {"looked": "on"}),
    ):
        log = LogImport.objects.get()
        answer = client.post(where + step, {"read_version": log.version, **facts})
        assert answer.status_code == 302, (step, answer.content.decode())
    worked(at=NOON)
    assert Agreement.objects.filter(brought_in=True).count() > 0
    assert "in the central log" in client.get(where).content.decode()


def test_ordered_twice_by_one_form_it_is_brought_in_once_and_both_land_on_it(cast: Cast) -> None:
    log = mapped(cast.igor)
    where, client = f"/agreements/imports/{log.reference}/load/", signed_in(cast.igor)
    form = {"read_version": log.version, "looked": "on", "form_key": str(uuid4())}
    first, second = client.post(where, form), client.post(where, form)
    assert first.url == second.url == f"/agreements/imports/{log.reference}/"  # type: ignore[attr-defined]
    assert client.post(where, form | {"form_key": str(uuid4())}).status_code == 409
    assert Event.objects.filter(register="log_imports", verb="load").count() == 1
