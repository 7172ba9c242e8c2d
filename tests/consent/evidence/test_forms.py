"""The two fields that other forms include: refused with what to do, and everything else is kept."""

from base64 import b64encode
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from consent.evidence.first_look import MOST_BYTES
from consent.evidence.forms import PICTURE, Signed
from consent.evidence.uploads import MOST_IN_A_REQUEST
from tests.cast import Cast, signed_in
from tests.consent.evidence import papers, trial
from tests.consent.evidence.trial import TrialForm

DRAWN = papers.picture("PNG")
SENT = PICTURE + b64encode(DRAWN).decode()


def form(**data: str) -> TrialForm:
    return TrialForm({"topic": "x", **data})


def signature_errors(**data: str) -> str:
    return " ".join(form(**data).errors.get("signature", []))


def test_a_typed_name_or_a_drawing_with_a_name_is_a_signature() -> None:
    typed = form(signature_name=" Sam Rivers ", signature_present="yes")
    assert typed.is_valid()
    assert typed.facts["signature"] == Signed("Sam Rivers", b"", present=True)
    drawn = form(signature_name="Sam", signature_present="yes", signature_drawn=SENT)
    assert drawn.is_valid()
    assert drawn.facts["signature"] == Signed("Sam", DRAWN, present=True)


def test_nothing_is_no_signature_where_none_is_required_and_refused_where_one_is() -> None:
    empty = form()
    assert empty.is_valid()
    assert empty.facts["signature"] is None
    empty = form()
    empty.fields["signature"].required = True
    assert "Type the full name" in str(empty.errors["signature"])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"signature_drawn": SENT, "signature_present": "yes"}, "Type the full name"),
        ({"signature_name": "Sam"}, "Tick that the person signed"),
        ({"signature_name": "S" * 121, "signature_present": "yes"}, "120 letters"),
        ({"signature_name": "Sam\u202e", "signature_present": "yes"}, "hidden character"),
        (
            {"signature_name": "Sam", "signature_present": "yes", "signature_drawn": "data:text/html,x"},
            "not arrive whole",
        ),
        (
            {"signature_name": "Sam", "signature_present": "yes", "signature_drawn": SENT[:-3]},
            "not arrive whole",
        ),
        (
            {"signature_name": "Sam", "signature_present": "yes", "signature_drawn": PICTURE + "AAAA"},
            "not arrive whole",
        ),
        (
            {"signature_name": "Sam", "signature_present": "yes", "signature_drawn": PICTURE + "A" * 500_000},
            "too large",
        ),
    ],
)
def test_half_a_signature_is_refused_with_what_to_do(data: dict[str, str], words: str) -> None:
    assert words in signature_errors(**data)


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "empty"), (papers.zipped(), "Save it as a PDF"), (papers.pdf(), "")]
)
def test_an_upload_is_looked_at_whatever_it_is_called(content: bytes, words: str) -> None:
    file = SimpleUploadedFile("form.pdf", content, content_type="application/pdf")
    assert words in " ".join(TrialForm({"topic": "x"}, {"scan": file}).errors.get("scan", []))


@pytest.mark.urls("tests.consent.evidence.trial")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("size", "taken"), [(MOST_BYTES, True), (MOST_BYTES + 1, False), (16 * 1024 * 1024, False)]
)
def test_a_file_that_is_too_large_is_told_of_and_the_rest_of_the_form_is_kept(
    cast: Cast, size: int, taken: bool
) -> None:
    file = SimpleUploadedFile("form.pdf", papers.pdf().ljust(size, b"\n"))
    trial.given.clear()
    answer = signed_in(cast.fay).post("/trial/", {"scan": file, "topic": "What they typed"})
    if taken:
        assert trial.given[0]["scan"].size == size  # type: ignore[attr-defined]
    else:
        assert b"larger than 15 MB" in answer.content
        assert b"What they typed" in answer.content


@pytest.mark.urls("tests.consent.evidence.trial")
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
