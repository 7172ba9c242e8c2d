"""The public's page and the staff's, over real connections: who gets what, in whatever order they come."""

from itertools import permutations

import pytest
from django.core.cache import caches
from django.db import transaction

from tests.cast import Cast
from tests.policies.samples import STAFF_WORDS, published
from tests.policies.wire import Answer, ask, cookie_of

pytestmark = pytest.mark.django_db(transaction=True)


def shows_staff_words(answer: Answer) -> bool:
    found = [word in answer.body.decode().lower() for word in STAFF_WORDS]
    assert all(found) or not any(found)
    return all(found)


def test_visitors_and_staff_each_get_their_own_page_in_any_order(cast: Cast, live_server: object) -> None:
    published(cast)
    page, cookie = f"{live_server}/policies/keys-policy/", cookie_of(cast.fay)
    tag = ask(page).headers["ETag"]

    def visitor() -> None:
        answer = ask(page)
        assert (answer.status, shows_staff_words(answer)) == (200, False)
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert answer.headers["ETag"] == tag

    def visitor_who_has_it() -> None:
        answer = ask(page, If_None_Match=tag)
        assert (answer.status, answer.body) == (304, b"")

    def staff() -> None:
        answer = ask(page, Cookie=cookie)
        assert (answer.status, shows_staff_words(answer)) == (200, True)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["ETag"] is None

    def staff_who_had_the_public_page() -> None:
        answer = ask(page, Cookie=cookie, If_None_Match=tag)
        assert (answer.status, shows_staff_words(answer)) == (200, True)

    for order in permutations([visitor, visitor_who_has_it, staff, staff_who_had_the_public_page]):
        caches["pages"].clear()
        for visit in order:
            visit()


def test_head_says_what_get_says_without_the_body(cast: Cast, live_server: object) -> None:
    published(cast)
    page = f"{live_server}/policies/keys-policy/"
    for headers in ({}, {"Cookie": cookie_of(cast.fay)}):
        head, get = ask(page, method="HEAD", **headers), ask(page, **headers)
        assert head.body == b""
        for name in ("ETag", "Cache-Control", "Content-Type"):
            assert head.headers[name] == get.headers[name]
    # How long the staff's page is may not be told to the public.
    assert ask(page, method="HEAD").headers["Content-Length"] == str(len(ask(page).body))


def test_a_visitor_is_given_no_cookie(cast: Cast, live_server: object) -> None:
    published(cast)
    for path in ("/policies/", "/policies/keys-policy/", "/policies/keys-policy/?x=1"):
        assert ask(f"{live_server}{path}").headers["Set-Cookie"] is None


def test_what_is_asked_in_the_address_is_not_in_the_page(cast: Cast, live_server: object) -> None:
    published(cast)
    answer = ask(f"{live_server}/policies/keys-policy/?q=findme", Cookie=cookie_of(cast.fay))
    assert b"findme" not in answer.body


def test_whoever_may_not_sign_in_any_more_reads_as_the_public_does(cast: Cast, live_server: object) -> None:
    published(cast)
    cookie = cookie_of(cast.fay)
    cast.fay.is_active = False
    with transaction.atomic():
        cast.fay.save()
    answer = ask(f"{live_server}/policies/keys-policy/", Cookie=cookie)
    assert (answer.status, shows_staff_words(answer)) == (200, False)
    assert answer.headers["Cache-Control"] == "private, no-store"
