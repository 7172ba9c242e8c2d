"""What is told of a file at once, from its first and last bytes and its size."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError

from governance.attachments.first_look import MOST_BYTES, Media, first_look
from tests.attachments import papers


def look(content: bytes) -> Media:
    return first_look(BytesIO(content), len(content))


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (papers.picture("JPEG"), Media.JPEG),
        (papers.picture("PNG"), Media.PNG),
        (papers.pdf(), Media.PDF),
    ],
    ids=["jpeg", "png", "pdf"],
)
def test_three_kinds_are_taken_by_what_is_in_them(content: bytes, media: Media) -> None:
    assert look(content) is media


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (papers.zipped(), "Save it as a PDF"),
        (b"\xd0\xcf\x11\xe0 an old document", "Save it as a PDF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "Most Compatible"),
        (b"MZ a program", "none of them"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "none of them"),
        # The PDF begins later than where a PDF begins.
        (b"<script>alert(1)</script>" + papers.pdf(), "none of them"),
        (papers.pdf() + papers.zipped(), "another file hidden"),
        (papers.picture("PNG") + papers.zipped(), "another file hidden"),
        (b"\xff\xd8\xff\xfe\x00\x20" + papers.pdf(), "another file hidden"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        look(content)


@pytest.mark.parametrize(("size", "taken"), [(MOST_BYTES, True), (MOST_BYTES + 1, False)])
def test_fifteen_megabytes_are_taken_and_a_byte_more_is_not(size: int, taken: bool) -> None:
    content = papers.pdf().ljust(size, b"\n")
    if taken:
        assert look(content) is Media.PDF
    else:
        with pytest.raises(ValidationError, match="larger than 15 MB"):
            look(content)
