"""The blank form to print: complete, tagged, and of the approved text."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from consent.consents.rules import CHECKLIST
from consent.kinds import Kind
from consent.wording import actions, documents, own_wording
from consent.wording.blanks import CHECKS, blanks
from consent.wording.models import WordingVersion
from consent.wording.rules import Purpose, Style
from governance.documents import door
from governance.documents.models import Document
from tests.cast import NOON, Cast, signed_in
from tests.consent.wording import samples


def test_the_form_has_the_ten_checks_in_their_order() -> None:
    assert [check.number for check in CHECKS] == [check.number for check in CHECKLIST]


def test_each_kind_has_something_to_fill_in() -> None:
    assert all(each.is_day or 0 < each.lines <= 5 for kind in Kind for each in blanks(kind))


@pytest.mark.pdf
@pytest.mark.parametrize("style", Style)
def test_all_staff_print_a_tagged_form_with_boxes_lines_and_where_it_is_from(
    cast: Cast, settings: object, tmp_path: Path, style: Style
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    [text] = [
        text
        for text in own_wording.texts()
        if (text.kind, text.purpose, text.style) == (Kind.SHARE_CARE, Purpose.FORM, style)
    ]
    version = actions.submit(actions.draft(by=cast.igor, at=NOON, **text._asdict()), by=cast.igor, at=NOON)
    version = actions.approve(version, by=cast.priya, at=NOON, content_hash=version.content_hash)
    assert door.make(Document.objects.get().pk)
    for user in (cast.fay, cast.max, cast.dana, cast.cora, cast.gwen, cast.aled, cast.igor):
        answer = signed_in(user).get(f"/wording/{version.reference}/pdf/")
        assert answer["Content-Type"] == "application/pdf"
        assert "no-store" in answer["Cache-Control"]
    pdf = PdfReader(BytesIO(answer.getvalue()))  # type: ignore[attr-defined]
    pages = [" ".join(page.extract_text().split()) for page in pdf.pages]
    words = " ".join(pages)
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == version.title
    assert words.count("☐") == len(CHECKS) + 2
    for said in (
        "Who we are",
        "If you say no, your support",
        *(check.words for check in CHECKS),
        *(each.words for each in blanks(Kind.SHARE_CARE)),
        "Yes, I agree.",
        "No, I do not agree.",
        "My signature",
        "If you change your mind",
    ):
        assert said in words, said
    for page in pages:
        assert version.label in page
        assert version.reference in page
        assert version.content_hash in page


@pytest.mark.pdf
def test_a_form_out_of_use_is_not_printed_by_staff(cast: Cast, settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    own_wording.bring_in(by=cast.igor, at=NOON)
    version = WordingVersion.objects.filter(wording__purpose=Purpose.FORM).first()
    assert version is not None
    version = actions.approve(version, by=cast.priya, at=NOON, content_hash=version.content_hash)
    door.make(Document.objects.get().pk)
    actions.retire(version, by=cast.priya, at=NOON, reason="Wrong")
    address = f"/wording/{version.reference}/pdf/"
    assert signed_in(cast.fay).get(address).status_code == 404
    assert signed_in(cast.igor).get(address).status_code == 200


@pytest.mark.pdf
def test_the_persons_language_is_said_where_it_is_spoken_and_english_elsewhere(cast: Cast) -> None:
    version = samples.approved(
        cast, purpose=Purpose.FORM, language="cy", title="Gawn ni rannu?", body="Chi piau."
    )
    made = PdfReader(BytesIO(door.pdf(documents.source(version.pk))))
    catalogue = made.trailer["/Root"].get_object()
    assert catalogue["/Lang"] == "en-GB"
    elements = list(parts_of(catalogue["/StructTreeRoot"]["/K"][0].get_object()))
    spoken = [element.get("/Lang") for element in elements if element["/S"] == "/Art"]
    assert spoken == ["cy", "cy"]
    assert {element.get("/Lang") for element in elements if element["/S"] != "/Art"} == {None}


def parts_of(element: Any) -> Iterator[Any]:
    """An element of the tree that a screen reader reads, and everything under it."""
    yield element
    below = element.get("/K", [])
    for child in below if isinstance(below, list) else [below]:
        if hasattr(found := child.get_object(), "get") and "/S" in found:
            yield from parts_of(found)
