"""How an agreement reads, in words and in the order of the steps."""

import pytest

from sharing.agreements.content import content
from sharing.agreements.reading import EMPTY, Section, sections
from sharing.agreements.steps import STEPS
from tests.cast import Cast
from tests.sharing.agreements.walk import PARTY, surgery, written

pytestmark = pytest.mark.django_db


def read(found: list[Section], slug: str) -> Section:
    return next(each for each in found if each.slug == slug)


def texts(section: Section) -> dict[str, str]:
    return {line.about: line.text for line in section.lines}


def test_it_reads_in_the_order_of_the_steps_and_in_words(cast: Cast) -> None:
    found = sections(content(written(cast, surgery(cast))))
    assert [each.slug for each in found] == [step.slug for step in STEPS]
    assert texts(found[0]) == {
        "type": "Information sharing agreement",
        "title": "Care with Elm Surgery",
    }
    assert texts(read(found, "purpose"))["purposes"] == "Their care and treatment"
    assert texts(read(found, "safety"))["overseas"] == "No"
    assert texts(read(found, "dates"))["starts_on"] == "1 November 2026"


def test_every_partner_and_every_kind_of_information_is_there_with_all_that_is_said_of_it(cast: Cast) -> None:
    found = sections(content(written(cast, surgery(cast))))
    partner = read(found, "parties").parts[0]
    assert partner.title == "Elm Surgery"
    assert [line.text for line in partner.lines if line.about == "signatory"] == [PARTY["signatory"]]
    item = read(found, "items").parts[0]
    assert item.title == "Their care plan"
    assert [line.text for line in item.lines if line.about == "rung"] == [
        "4 Identifiable: it shows who they are"
    ]


def test_what_has_to_be_said_and_is_not_shows_as_missing_and_what_need_not_be_is_left_out(cast: Cast) -> None:
    found = sections(content(written(cast, surgery(cast), benefits="")))
    assert texts(read(found, "purpose"))["benefits"] == EMPTY
    assert "balancing" not in texts(read(found, "locks"))


def test_the_most_that_can_be_known_is_the_highest_rung_of_all(cast: Cast) -> None:
    found = sections(content(written(cast, surgery(cast))))
    assert texts(read(found, "items"))["items"] == "4 Identifiable: it shows who they are"
