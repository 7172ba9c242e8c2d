"""The two fields that other forms include: refused with what to do, and everything else is kept."""

from base64 import b64encode

import pytest
from django.core.exceptions import ValidationError

from consent.evidence.forms import PICTURE, Signed, UploadField
from tests.attachments import papers
from tests.consent.evidence.trial import TrialForm

DRAWN = papers.picture("PNG")
SENT = PICTURE + b64encode(DRAWN).decode()
SENT_WHITE = PICTURE + b64encode(papers.white()).decode()
SENT_CUT = PICTURE + b64encode(papers.picture("PNG", (600, 400))[:-100]).decode()


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
    signature = drawn.facts["signature"]
    assert isinstance(signature, Signed)
    assert signature[:3] == ("Sam", DRAWN, True)
    assert signature.copy.startswith(b"\x89PNG")


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
        (
            {"signature_name": "Sam", "signature_present": "yes", "signature_drawn": SENT_WHITE},
            "Nothing is drawn in the box",
        ),
        (
            {"signature_name": "Sam", "signature_present": "yes", "signature_drawn": SENT_CUT},
            "not arrive whole",
        ),
    ],
)
def test_half_a_signature_is_refused_with_what_to_do(data: dict[str, str], words: str) -> None:
    assert words in signature_errors(**data)


def test_a_scan_is_looked_at_whatever_it_is_called() -> None:
    for content, words in (
        (papers.zipped(), "Save it as a PDF"),
        (papers.locked_pdf(), "locked with a password"),
        (papers.pdf(), ""),
    ):
        errors = TrialForm({"topic": "x"}, {"scan": papers.upload(content)}).errors
        assert words in " ".join(errors.get("scan", []))
    required = UploadField()
    with pytest.raises(ValidationError, match="Choose the scan or photograph"):
        required.clean(None)
