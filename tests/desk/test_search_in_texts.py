"""Staff find what policies, with their boxes, resources and notices say, beside the records that they may see."""

import pytest

from tests.cast import Cast, signed_in
from tests.policies.samples import draft, published
from tests.privacy_notices.notices import published as notice
from tests.resources.adding import for_everyone, secret

NOTHING = "We found nothing that you may see."


def page(cast: Cast, text: str, who: str = "fay") -> str:
    answer = signed_in(getattr(cast, who)).post("/desk/search/", {"q": text}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode().partition("</form>")[2].replace(f'value="{text}"', "")


@pytest.mark.parametrize("who", ["fay", "max", "dana", "cora", "gwen", "aled", "igor"])
def test_all_staff_find_what_stands_in_the_boxes_and_in_resources_for_them(cast: Cast, who: str) -> None:
    published(cast)
    made = secret(cast)
    found = page(cast, "tumbleweed", who)
    assert "Said in: Policies" in found
    assert "<mark>tumbleweed</mark>" in found
    assert f'href="/resources/{made.reference}/"' in page(cast, "quicksilver", who)


def test_what_everyone_reads_is_found_too(cast: Cast) -> None:
    published(cast)
    leaflet, made = notice(cast), for_everyone(cast)
    assert 'href="/policies/keys-policy/#who-has-a-key"' in page(cast, "front desk")
    assert leaflet.notice.address in page(cast, "figures go to")
    assert f'href="/resources/{made.reference}/"' in page(cast, "your choices")


def test_drafts_are_found_by_nobody_in_their_text(cast: Cast) -> None:
    draft(cast)
    for who in ("fay", "igor"):
        assert NOTHING in page(cast, "front desk", who)


def test_a_slip_of_the_finger_finds_it_where_nothing_says_just_that(cast: Cast) -> None:
    published(cast)
    assert "Nothing says exactly that" in page(cast, "tumblewede")


def test_beside_a_record_that_was_found_nothing_is_only_nearly_so(cast: Cast) -> None:
    published(cast)
    cast.person("Tumblewede Rivers")
    found = page(cast, "tumblewede")
    assert "PER-2026" in found
    assert "Said in" not in found


@pytest.mark.parametrize(("text", "words"), [("a" * 10_000, "You typed 10,000"), ("a\0", "at least 3")])
def test_what_cannot_be_looked_for_is_said(cast: Cast, text: str, words: str) -> None:
    answer = signed_in(cast.fay).post("/desk/search/", {"q": text})
    assert words in answer.content.decode()
