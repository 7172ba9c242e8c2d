"""No cache in front keeps an answer that does not say that it may be kept (design section 3)."""

import pytest
from django.test import Client

from tests.cast import Cast, signed_in


@pytest.mark.parametrize("path", ["/people/", "/people/PER-2026-000000/", "/nothing/here/", "/people/new/"])
def test_an_answer_to_staff_is_private_whatever_it_is(cast: Cast, path: str) -> None:
    cast.person()
    for user in (cast.fay, cast.aled):
        assert signed_in(user).get(path)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/people/", "/nothing/here/", "/policies/none/"])
def test_an_answer_to_a_visitor_is_too_unless_it_says_otherwise(db: None, path: str) -> None:
    assert Client().get(path)["Cache-Control"] == "private, no-store"
    assert "public" in Client().get("/policies/")["Cache-Control"]
