"""Whether a notice tells people of a sharing, and its fingerprint."""

import pytest

from governance.privacy_notices.pages import blocks, unknown_pictures
from governance.privacy_notices.rules import Routine, fingerprint, names

SURGERY = Routine("Castle Street  Surgery", "care", "What we prescribe")
POLICE = Routine("Northfield Police", "safeguarding", "Where somebody was seen last", "ISA-2026-0007")


@pytest.mark.parametrize(
    ("agreements", "partners", "purposes", "told"),
    [
        (set(), [{"castle street surgery"}], {"care"}, True),
        (set(), [{"The Surgery", "Castle Street Surgery"}], {"care"}, True),
        (set(), [{"Castle Street Surgery"}], {"research"}, False),
        (set(), [{"Castle Street Surgery"}], {"care", "research"}, False),
        (set(), [{"Castle Street Surgery"}, {"Open Door"}], {"care"}, False),
        (set(), [{"Castle Street Surgery"}, {"Northfield Police"}], {"care"}, False),
        (set(), [{"Castle Street"}], {"care"}, False),
        ({"ISA-2026-0007"}, [{"Nobody we name"}], {"research"}, True),
        ({"ISA-2026-0008"}, [{"Nobody we name"}], {"research"}, False),
        # The one row that names the agreement tells of one partner only, whichever it is.
        ({"ISA-2026-0007"}, [{"Northfield Police"}, {"Open Door"}], {"safeguarding"}, False),
        ({"ISA-2026-0007"}, [{"Northfield Police"}, {"Castle Street Surgery"}], {"care"}, True),
        ({"ISA-2026-0007"}, [{"Nobody we name"}, {"Open Door"}], {"research"}, False),
        (set(), [], {"care"}, False),
        (set(), [{"Castle Street Surgery"}], set(), False),
        ({""}, [{"Nobody we name"}], {"care"}, False),
    ],
)
def test_a_notice_tells_of_every_partner_that_it_names_under_the_agreement_or_with_every_purpose(
    agreements: set[str], partners: list[set[str]], purposes: set[str], told: bool
) -> None:
    found = names([SURGERY, POLICE], agreements=agreements, partners=partners, purposes=purposes)
    assert found is told


def test_any_change_of_what_it_says_is_another_fingerprint() -> None:
    said = ("Title", "Body", "National", [SURGERY])
    others = [
        ("title", "Body", "National", [SURGERY]),
        ("TitleB", "ody", "National", [SURGERY]),
        ("Title", "Body", "", [SURGERY]),
        ("Title", "Body", "National", []),
        ("Title", "Body", "National", [SURGERY._replace(what="More")]),
        ("Title", "Body", "National", [SURGERY, POLICE]),
    ]
    assert len({fingerprint(*each) for each in [said, *others]}) == 7


def test_a_text_is_cut_at_its_pictures() -> None:
    first, second, third = blocks(
        "Hello.\n\n(picture: lock)\nWe lock it.\n\n(picture: yes)\n# Yes\n\nYou can."
    )
    assert (first.picture, second.picture, third.picture) == ("", "lock", "yes")
    assert "We lock it." in second.html
    assert "<h2" in third.html
    assert second.drawing.startswith("data:image/svg+xml;base64,")


def test_a_picture_in_the_middle_of_a_line_is_a_word() -> None:
    (only,) = blocks("See (picture: lock) here.")
    assert "(picture: lock)" in only.html


def test_a_picture_that_we_do_not_have_is_named() -> None:
    assert unknown_pictures("(picture: lock)\n(picture: elephant)\n") == ["elephant"]


def test_markup_in_a_text_is_shown_and_not_obeyed() -> None:
    (only,) = blocks("<script>alert(1)</script>")
    assert "<script" not in only.html
