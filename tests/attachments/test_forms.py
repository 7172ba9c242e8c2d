"""The field for a file that other forms include: refused with what to do, and everything else is kept."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from governance.attachments.first_look import MOST_BYTES
from governance.attachments.forms import AttachmentField
from governance.attachments.uploads import MOST_IN_A_REQUEST
from tests.attachments import papers, trial
from tests.attachments.trial import TrialForm
from tests.cast import Cast, signed_in


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (papers.zipped(), "Save it as a PDF"),
        (papers.locked_pdf(), "locked with a password. Print it to a new PDF"),
        (papers.pdf(OpenAction=papers.script()), "holds a program"),
        (papers.picture("PNG", (600, 400))[:-100], "damaged or cut off"),
        (papers.pdf(), ""),
    ],
    ids=["empty", "another kind", "locked", "script", "cut", "good"],
)
def test_a_file_is_looked_at_whatever_it_is_called(content: bytes, words: str) -> None:
    file = SimpleUploadedFile("form.pdf", content, content_type="application/pdf")
    assert words in " ".join(TrialForm({"topic": "x"}, {"paper": file}).errors.get("paper", []))


def test_it_says_what_is_taken_and_what_is_missing() -> None:
    field = AttachmentField()
    assert field.widget.attrs["accept"] == "image/jpeg,image/png,application/pdf"
    assert AttachmentField(required=False).clean(None) is None
    with pytest.raises(ValidationError, match="Choose the file"):
        field.clean(None)


@pytest.mark.urls("tests.attachments.trial")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("size", "taken"), [(MOST_BYTES, True), (MOST_BYTES + 1, False), (16 * 1024 * 1024, False)]
)
def test_a_file_that_is_too_large_is_told_of_and_the_rest_of_the_form_is_kept(
    cast: Cast, size: int, taken: bool
) -> None:
    file = SimpleUploadedFile("form.pdf", papers.pdf().ljust(size, b"\n"))
    trial.given.clear()
    answer = signed_in(cast.fay).post("/trial/", {"paper": file, "topic": "What they typed"})
    if taken:
        assert trial.given[0]["paper"].size == size  # type: ignore[attr-defined]
    else:
        assert b"larger than 15 MB" in answer.content
        assert b"What they typed" in answer.content


@pytest.mark.urls("tests.attachments.trial")
@pytest.mark.django_db
def test_an_upload_that_says_itself_that_it_is_huge_is_not_even_read(cast: Cast) -> None:
    class Endless:
        """Two gigabytes that say so, and are read by nobody."""

        def read(self, most: int = -1) -> bytes:
            raise AssertionError("it was read")

        readline = read

    client = signed_in(cast.fay)
    extra: dict[str, Any] = {
        "wsgi.input": Endless(),
        "CONTENT_LENGTH": str(MOST_IN_A_REQUEST + 1),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
    }
    answer = client.generic("POST", "/trial/", **extra)
    assert answer.status_code == 400
