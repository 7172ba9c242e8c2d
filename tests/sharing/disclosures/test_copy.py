"""Who was told what: on the person's page, and on the copy for them (handbook section 6)."""

from datetime import datetime
from typing import Any

import pytest
from pypdf import PdfReader

from governance.documents import door
from governance.documents.models import Document
from governance.ledger.models import Event
from governance.people.actions import report
from governance.people.models import Person
from sharing.disclosures import actions_telling, copy
from sharing.disclosures.models import Disclosure
from sharing.stop_checks import actions as stop_check_actions
from sharing.stop_checks import actions_sending
from tests.cast import NOON, Cast, signed_in
from tests.consent.consents.answers import say
from tests.sharing.disclosures.sharing import HOUR, NOT_TOLD, in_emergency, logged, sent
from tests.sharing.stop_checks import walk as stop_checks

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person(at=NOON)


@pytest.fixture
def shared(cast: Cast, sam: Person) -> list[Disclosure]:
    """With consent; without it, and told; without it, and not to be told."""
    say(cast, sam)
    return [
        logged(cast, sam),
        sent(cast, sam, at=NOON),
        sent(cast, sam, to="999", at=NOON + HOUR, **NOT_TOLD),
    ]


def test_the_page_of_the_person_says_it_in_words_for_them(
    cast: Cast, sam: Person, shared: list[Disclosure]
) -> None:
    page = signed_in(cast.fay).get(f"/people/{sam.reference}/").content.decode()
    assert "Who was told what" in page
    assert "You said yes to it. It was for: their care and treatment." in page
    assert "We were worried that you or somebody else could be badly hurt." in page
    assert "They are not to be told now: it would make the danger worse." in page


def test_what_they_are_not_to_be_told_is_not_on_their_copy(
    cast: Cast, sam: Person, shared: list[Disclosure]
) -> None:
    whole = copy.copy_of(sam.cases.get())
    assert set(whole.told) == set(shared[:2])
    assert whole.kept_back == [shared[2]]
    in_emergency(cast, sam, at=NOON)
    lines = door.render_to_string("disclosures/copy_pdf.html", copy.source(sam.cases.get().pk).context)
    assert "Elm Surgery" in lines
    assert lines.count("Leeds police control room") == 1
    assert "DIS-" not in lines


def test_staff_see_that_something_is_left_out(cast: Cast, sam: Person, shared: list[Disclosure]) -> None:
    for user in (cast.fay, cast.max, cast.igor, cast.gwen):
        page = signed_in(user).get(f"/people/{sam.reference}/told/").content.decode()
        assert "It leaves out what they are not told yet" in page, user
    assert shared[2].reference in page


def test_once_they_are_told_it_is_on_their_copy(cast: Cast, sam: Person, shared: list[Disclosure]) -> None:
    actions_telling.tell(
        shared[2], by=cast.fay, at=NOON + 2 * HOUR, told_at=NOON + 2 * HOUR, told_how="By phone"
    )
    whole = copy.copy_of(sam.cases.get())
    assert set(whole.told) == set(shared)
    assert whole.kept_back == []


def test_the_copy_is_made_once_and_anew_when_something_changed(
    cast: Cast, sam: Person, shared: list[Disclosure]
) -> None:
    client, where = signed_in(cast.fay), f"/people/{sam.reference}/told/"
    case = sam.cases.get()
    for _ in range(2):
        assert client.post(where, {"case": case.reference}).status_code == 302
    document = Document.objects.get(kind=copy.KIND)
    assert door.make(document.pk)
    answer = client.get(f"{where}{case.reference}/pdf/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "Sam" not in answer["Content-Disposition"]
    text = "".join(page.extract_text() for page in PdfReader(_file(answer)).pages)
    assert "Who we told about you" in text
    assert Event.objects.filter(verb="download", person_id=sam.pk).exists()
    sent(cast, sam, to="The ward", at=NOON + HOUR)
    assert "Make the copy" in client.get(where).content.decode()


def _file(answer: Any) -> Any:
    from io import BytesIO

    return BytesIO(b"".join(answer.streaming_content))


def test_who_sees_names_masked_or_knows_them_gets_no_copy(
    cast: Cast, sam: Person, shared: list[Disclosure]
) -> None:
    where, case = f"/people/{sam.reference}/told/", sam.cases.get()
    auditor = signed_in(cast.aled)
    page = auditor.get(where).content.decode()
    assert "Rivers" not in page
    assert "police" not in page
    assert auditor.get(f"{where}{case.reference}/pdf/").status_code == 403
    assert signed_in(cast.dana).get(where).status_code in (403, 404)
    assert signed_in(cast.finn).get(where).status_code == 404
    report(person=sam, worker=cast.dora, relationship="cousin", by=cast.fay, at=datetime.now(tz=NOON.tzinfo))
    assert signed_in(cast.dora).get(where).status_code == 404
    assert signed_in(cast.dora).get(f"{where}{case.reference}/pdf/").status_code == 404


def test_a_group_that_a_law_compelled_us_to_share_about_is_told_by_whoever_sent_it(
    cast: Cast, sam: Person
) -> None:
    rows = stop_checks.table(numbers=(sam.reference,))
    check = stop_checks.with_file(
        stop_checks.written(
            cast,
            stop_checks.surgery(cast),
            compelled_by="COURT_ORDER",
            compelled_law="Leeds County Court, 12 May",
        ),
        rows,
    )
    check = stop_checks.approved(stop_check_actions.submit(check, by=cast.fay, at=NOON), cast.dana)
    actions_sending.send(check, by=cast.fay, at=NOON)
    group = check.disclosures.get()
    assert copy.copy_of(sam.cases.get()).kept_back == [group]
    answer = signed_in(cast.fay).get(f"/disclosures/{group.reference}/tell/")
    assert "Did you tell each of them?" in answer.content.decode()
    week_before = NOON - 168 * HOUR
    actions_telling.tell(group, by=cast.fay, at=NOON, told_at=week_before, told_how="By a letter to each")
    whole = copy.copy_of(sam.cases.get())
    assert (whole.told, whole.kept_back) == ([group], [])
