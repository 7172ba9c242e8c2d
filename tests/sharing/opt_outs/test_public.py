"""The page that tells everyone what they may choose: for anybody, kept as the policies are, with nobody in it."""

import re
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client
from django.utils.html import strip_tags

from governance.records.privacy import PUBLIC
from sharing.opt_outs import public
from sharing.opt_outs.models import Statement
from sharing.opt_outs.rules import IN_SHORT, POSITION
from tests.cast import NOON, Cast, signed_in
from tests.sharing.opt_outs.helping import helped, stated, waiting

PAGE = "/your-choices/"
BOX = "Staff only"


@pytest.fixture(autouse=True)
def _now() -> Any:
    # What another test has kept was made of records that are gone.
    caches["pages"].clear()
    with time_machine.travel(NOON, tick=False):
        yield


def page() -> str:
    answer = Client().get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
def test_it_says_all_that_one_may_choose_and_how() -> None:
    text = page()
    for words in (
        "Ask us not to share",
        "You can take your yes back at any time.",
        'href="https://www.nhs.uk/your-nhs-data-matters/"',
        "0300 303 5678",
        "We do not write down what you choose.",
        "In Scotland there is no national opt-out.",
        "Give it to your GP practice.",
        "privacy@example.org",
    ):
        assert words in text


@pytest.mark.django_db
def test_it_is_found_from_the_public_pages_and_the_foot_of_every_page() -> None:
    for address in ("/", "/policies/", "/how-we-share/"):
        assert Client().get(address).content.decode().count(f'href="{PAGE}"') >= 2
    assert f"Allow: {PAGE}" in Client().get("/robots.txt").content.decode()


@pytest.mark.django_db
def test_its_sentences_are_short() -> None:
    """Reading age nine: no more than eighteen words in a sentence."""
    main = page().partition("<main")[2].partition("</main>")[0]
    blocks = re.findall(r"<(?:p|li)[^>]*>(.*?)</(?:p|li)>", main, re.DOTALL)
    sentences = [each for block in blocks for each in re.split(r"[.?:] ", strip_tags(block))]
    assert len(sentences) > 40
    assert [each for each in sentences if len(each.split()) > 18] == []


def test_our_position_stands_there_once_the_dpo_has_stated_it(cast: Cast) -> None:
    waiting()
    assert IN_SHORT not in page()
    stated(cast)
    text = page()
    assert IN_SHORT in text
    assert "Our Data Protection Officer looked at this on 22 November 2026." in text


def test_a_new_statement_is_there_at_once_though_the_page_is_kept(cast: Cast) -> None:
    stated(cast, in_short="Old words")
    assert "Old words" in page()
    stated(cast, in_short="New words")
    assert "New words" in page()
    assert "Old words" not in page()


class TestCaches:
    def test_what_nobody_in_particular_gets_may_be_kept_and_has_a_tag(self, cast: Cast) -> None:
        answer = Client().get(PAGE)
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert answer.headers["Vary"] == "Cookie"
        assert not answer.cookies
        assert Client().get(PAGE, HTTP_IF_NONE_MATCH=answer.headers["ETag"]).status_code == 304

    def test_it_costs_one_short_query_while_nothing_changes(
        self, cast: Cast, django_assert_num_queries: Any
    ) -> None:
        stated(cast)
        with django_assert_num_queries(2):
            page()
        with django_assert_num_queries(1):
            page()

    @pytest.mark.parametrize("name", ["fay", "dana", "aled", "priya"])
    def test_staff_see_their_box_in_a_page_that_nobody_keeps(self, cast: Cast, name: str) -> None:
        stated(cast)
        answer = signed_in(getattr(cast, name)).get(PAGE)
        text = answer.content.decode()
        assert BOX in text
        assert "nobody whom we would have to leave out" in text
        assert ('href="/opt-outs/new/"' in text) is (name in {"fay", "priya"})
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in answer.headers
        assert BOX not in page()

    def test_a_visitor_with_some_cookie_gets_the_public_page_unkept(self, cast: Cast) -> None:
        client = Client()
        client.cookies["seen"] = "yes"
        answer = client.get(PAGE)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.content == Client().get(PAGE).content


class TestOnlyWhatIsPublic:
    def test_all_that_is_read_is_classed_public(self) -> None:
        assert {Statement.privacy[name] for name in public.OF_A_STATEMENT} == {PUBLIC}

    def test_nothing_else_of_a_statement_or_of_help_stands_on_the_page(self, cast: Cast) -> None:
        made = stated(cast)
        helped(cast, cast.person(), question="The one about the leaflet in Polish")
        text = page()
        for hidden in (POSITION, made.reference, "Priya", "Polish", "Rivers", "Harbour"):
            assert hidden not in text
