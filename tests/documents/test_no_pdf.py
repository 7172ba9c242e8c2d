"""Why there is no PDF: one page, for staff and for the public, that always leads on."""

import pytest
from django.template.loader import render_to_string

WORDS = {
    "what": "form",
    "soon": "It is made soon.",
    "url": "/wording/WOR-2026-000001/",
    "instead": "read the text",
}


@pytest.mark.parametrize(
    ("stands", "said"),
    [
        ({"pdf_is_on": True}, "It is made soon."),
        ({"pdf_is_on": False}, "We cannot make PDFs at the moment."),
        ({"pdf_is_on": True, "lost": True}, "We have noted it and will put it right."),
        ({"pdf_is_on": False, "lost": True}, "We have noted it and will put it right."),
    ],
)
@pytest.mark.parametrize("base", ["", "public/base.html"])
def test_it_says_why_and_where_to_go(stands: dict[str, bool], said: str, base: str) -> None:
    page = render_to_string("documents/no_pdf.html", {**WORDS, **stands, "base": base})
    assert said in page
    assert 'You can <a class="govuk-link" href="/wording/WOR-2026-000001/">read the text</a>.' in page
    assert ("The form is lost" in page) == ("lost" in stands)
    # The public came from nowhere that we know of.
    assert ("govuk-back-link" in page) == (not base)
