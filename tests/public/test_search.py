"""Search for everyone: by any form of a word, with mistakes in it, and never a trace of what is for staff."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from governance.resources import actions
from tests.cast import NOON, Cast, signed_in
from tests.policies.samples import STAFF_WORDS, draft, published
from tests.privacy_notices.notices import published as notice
from tests.resources.adding import STAFF_WORDS as SECRETS
from tests.resources.adding import added, for_everyone, secret


@pytest.fixture(autouse=True)
def _no_pages_of_other_tests() -> Iterator[None]:
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def search(text: str, client: Client | None = None) -> str:
    answer = (client or Client()).get("/search/", {"q": text})
    assert answer.status_code == 200
    return answer.content.decode()


def hits(text: str) -> list[str]:
    page = search(text).partition("</form>")[2].partition("</main>")[0]
    return [part.split('"')[0] for part in page.split('class="govuk-link" href="')[1:]]


def test_it_finds_what_policies_resources_and_notices_say(cast: Cast) -> None:
    published(cast)
    for_everyone(cast)
    leaflet = notice(cast)
    assert hits("front desk") == ["/policies/keys-policy/#who-has-a-key"]
    assert hits("keys policy")[0] == "/policies/keys-policy/"
    assert hits("your choices") == ["/resources/your-choices-in-short/"]
    assert leaflet.notice.address in hits(leaflet.title)


def test_any_form_of_a_word_will_do_and_it_is_marked(cast: Cast) -> None:
    for_everyone(cast, text="We **share** letters with doctors.")
    page = search("sharing letter")
    assert "<mark>share</mark>" in page
    assert "<mark>letters</mark>" in page
    assert "**" not in page.partition("</form>")[2]


def test_the_nearest_are_shown_where_it_is_misspelt(cast: Cast) -> None:
    for_everyone(cast, title="Safeguarding children", text="How we keep them safe.")
    page = search("safegaurding")
    assert "Nothing says exactly that" in page
    assert "/resources/safeguarding-children/" in page


def test_what_says_it_in_its_title_comes_first(cast: Cast) -> None:
    for_everyone(cast, title="Other things", text="Cameras, cameras and cameras.")
    for_everyone(cast, title="Cameras", text="Where they are.")
    assert hits("camera") == ["/resources/cameras/", "/resources/other-things/"]


@pytest.mark.parametrize("word", [*STAFF_WORDS, *SECRETS, *(word[:5] for word in (*STAFF_WORDS, *SECRETS))])
def test_no_word_for_staff_finds_anything(cast: Cast, word: str) -> None:
    alone = search(word)
    published(cast)
    secret(cast)
    draft(cast, version="2.0")
    found = search(word)
    assert found == alone or "Nothing says exactly that" in found
    assert not [each for each in (*STAFF_WORDS, *SECRETS) if each in found.replace(f'value="{word}"', "")]


@pytest.mark.parametrize("text", ["key", "guide", "choices", "marzipan", "lock", "everything"])
def test_the_answer_is_the_same_to_the_byte_whatever_there_is_for_staff(cast: Cast, text: str) -> None:
    published(cast)
    for_everyone(cast)
    alone = search(text)
    secret(cast, text="key guide choices marzipan lock everything")
    for number in range(12):
        added(cast, title=f"Key guide {number}", text="key guide choices marzipan lock everything")
    assert search(text) == alone


def test_what_is_not_published_or_not_any_more_is_not_found(cast: Cast) -> None:
    draft(cast)
    made = for_everyone(cast, title="Penguins")
    actions.withdraw(made, by=cast.igor, at=NOON, reason="Old")
    assert hits("front desk") == ["/contact/"]
    assert hits("penguins") == ["/contact/"]


def test_staff_find_here_what_everyone_does(cast: Cast) -> None:
    secret(cast)
    assert "marzipan guide" not in search("marzipan", signed_in(cast.fay))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a" * 10_000, "Use 120 letters or fewer. You typed 10,000"),
        ("a" * 121, "Use 120 letters or fewer"),
        ("ab", "Type at least 3 letters or numbers"),
        ("?!; --", "Type at least 3 letters or numbers"),
        ("\0a\0b\0", "Type at least 3 letters or numbers"),
    ],
)
def test_what_cannot_be_looked_for_is_said_and_stays_in_the_box(cast: Cast, text: str, words: str) -> None:
    page = search(text)
    assert words in page
    assert "There is a problem" in page
    typed = text.replace("\0", "")
    assert f'value="{typed}"' in page


@pytest.mark.parametrize(
    "text",
    [
        "a" * 120,
        "'; DROP TABLE people_person; --",
        "<script>alert(1)</script>",
        "the and of",
        '"unclosed',
        "key & | ! ( :* <->",
        "\ud7ff\ue000\ue001\ufffe",
        "key\0word",
        "-key or -word",
        "%_\\",
        "日本語テキスト",
    ],
)
def test_whatever_is_typed_breaks_nothing(cast: Cast, text: str) -> None:
    published(cast)
    for_everyone(cast)
    page = search(text)
    assert "<script>alert" not in page


def test_what_was_looked_for_is_kept_by_nobody(cast: Cast) -> None:
    for client in (Client(), signed_in(cast.fay)):
        answer = client.get("/search/", {"q": "my own name"})
        assert answer["Cache-Control"] == "private, no-store"
        assert "ETag" not in answer
        assert "my own name" not in answer.content.decode().partition("<h1")[0]
    form = Client().get("/search/")
    assert form["Cache-Control"] == "public, max-age=60"


def test_it_asks_as_little_however_much_there_is(cast: Cast, django_assert_max_num_queries: Any) -> None:
    published(cast)
    for number in range(15):
        for_everyone(cast, title=f"Key guide {number}")
    with django_assert_max_num_queries(18):
        page = search("key guide")
    assert "There are more than these" in page
