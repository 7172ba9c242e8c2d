"""The timeline of an agreement names whoever did something, also a partner who has no account."""

from typing import Any

import pytest

from sharing.agreements import inviting
from sharing.agreements.timeline import happened
from tests.cast import NOON, Cast
from tests.sharing.agreements.invited import invited
from tests.sharing.agreements.test_paper import check_files, filed
from tests.sharing.agreements.walk import approved, signed_by_us, surgery

pytestmark = pytest.mark.django_db


def lines(agreement: Any, title: str) -> list[tuple[str, str]]:
    return [(each.by, each.text) for each in happened(agreement) if each.title == title]


def test_a_signature_through_a_link_is_the_signatorys(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    sent = invited(cast, agreement)
    assert lines(agreement, "A link to sign was sent") == [("Igor Example", "Ash Rowan for Elm Surgery.")]
    inviting.sign_by_link(sent.invitation, name="Ash Rowan", at=NOON)
    assert lines(agreement, "Signed") == [("Ash Rowan for Elm Surgery", "Through their link.")]


def test_a_signature_on_paper_names_the_signatory_and_who_filed_it(cast: Cast) -> None:
    agreement = filed(cast, approved(cast, surgery(cast)))
    check_files()
    said = "Ash Rowan for Elm Surgery, filed by Igor Example."
    assert lines(agreement, "Signed on paper, and the copy kept") == [("Igor Example", said)]
    assert [text for _, text in lines(agreement, "The copy on paper was checked, and counts")] == [said]


def test_our_own_signature_says_as_what(cast: Cast) -> None:
    agreement = signed_by_us(cast, approved(cast, surgery(cast)), at=NOON)
    assert lines(agreement, "Signed") == [
        ("Sol Example", "As our Senior Information Risk Owner."),
        ("Priya Example", "As our Data Protection Officer."),
    ]
