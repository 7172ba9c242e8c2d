"""Every form and template that is drawn empty: a tagged PDF that prints, says where to go with it, and is of nobody."""

from io import BytesIO
from pathlib import Path

import pytest
from django.urls import resolve
from django.utils.text import slugify
from pypdf import PdfReader

from governance import policies
from governance.documents import door
from governance.policies.reading import read
from governance.resources.blanks import BLANKS
from tests.cast import Cast

OURS = (
    "isa-template",
    "dpia-template",
    "cctv-assessment",
    "consent-recording",
    "consent-media",
    "consent-group-messaging",
    "stop-and-check-sheet",
)
A4 = {(595, 842), (842, 595)}


def test_every_form_that_is_filled_in_here_is_drawn_empty_too() -> None:
    assert set(OURS) <= set(BLANKS)


@pytest.mark.django_db
@pytest.mark.pdf
@pytest.mark.parametrize("key", OURS)
def test_it_prints_on_a4_is_tagged_and_says_where_the_same_is_filled_in(
    cast: Cast, settings: object, key: str
) -> None:
    settings.BASE_URL = "https://sharewell.example.org"  # type: ignore[attr-defined]
    person, blank = cast.person("Sam Rivers"), BLANKS[key]
    made = PdfReader(BytesIO(door.pdf(blank.source())))
    pages = [" ".join(page.extract_text().split()) for page in made.pages]
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in made.pages} <= A4
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert made.metadata is not None
    assert made.metadata.title == blank.title
    words = " ".join(pages)
    where = f"fill it in at https://sharewell.example.org{blank.fill_in} as soon as you can"
    # An address may be cut at its hyphen.
    assert where.replace(" ", "") in words.replace(" ", "")
    assert "☐" in words
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
    for personal in (person.name, person.reference, cast.fay.name, cast.igor.name):
        assert personal not in words


@pytest.mark.parametrize("key", OURS)
def test_it_leads_to_a_page_that_is_there_and_to_a_section_of_our_own_policy(key: str) -> None:
    resolve(BLANKS[key].fill_in)
    known = set()
    for path in (Path(policies.__file__).parent / "own").glob("*.md"):
        text = read(path.read_text(encoding="utf-8"))
        known |= {f"{slugify(text.title)}#{section.anchor}" for section in text.sections}
    assert BLANKS[key].section in known
