"""Coming in: with the right password to the desk, with a wrong one nowhere, and not too often."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from tests.cast import PASSWORD, Cast

ADDRESS = "/accounts/login/"


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    cache.clear()


def sign_in(
    client: Client, password: str = PASSWORD, *, email: str = "fay@example.org", to: str = ""
) -> HttpResponse:
    sent = {"login": email, "password": password} | ({"next": to} if to else {})
    return client.post(ADDRESS, sent)


@pytest.mark.parametrize("email", ["fay@example.org", "FAY@Example.org"])
def test_the_right_password_leads_to_the_desk(client: Client, cast: Cast, email: str) -> None:
    answer = sign_in(client, email=email)
    assert (answer.status_code, answer.url) == (302, "/desk/")
    assert client.get("/desk/").context["user"] == cast.fay


def test_who_is_signed_in_and_comes_again_is_sent_to_the_desk(client: Client, cast: Cast) -> None:
    sign_in(client)
    assert client.get(ADDRESS).url == "/desk/"


def test_who_is_signed_out_is_asked_to_sign_in_and_lands_where_they_were_going(
    client: Client, cast: Cast
) -> None:
    asked = client.get("/desk/inbox/")
    assert asked.url == f"{ADDRESS}?next=/desk/inbox/"
    form = client.get(asked.url).content.decode()
    assert '<input type="hidden" name="next" value="/desk/inbox/"' in form
    assert sign_in(client, to="/desk/inbox/").url == "/desk/inbox/"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
    ],
)
def test_nobody_is_led_off_to_another_site(client: Client, cast: Cast, elsewhere: str) -> None:
    assert sign_in(client, to=elsewhere).url == "/desk/"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("fay@example.org", "wrong"),
        ("nobody@example.org", PASSWORD),
        ("fay@example.org", "x" * 5_000),
    ],
)
def test_a_wrong_password_and_an_unknown_address_are_told_alike(
    client: Client, cast: Cast, email: str, password: str
) -> None:
    answer = sign_in(client, password, email=email)
    assert answer.status_code == 200
    assert "Check your email address and password" in answer.content.decode()
    assert client.get("/desk/").status_code == 302


def test_a_sign_in_that_was_switched_off_says_so_to_whoever_has_its_password(
    client: Client, cast: Cast
) -> None:
    cast.fay.is_active = False
    cast.fay.save()
    assert "Check your email address" in sign_in(client, "wrong").content.decode()
    answer = sign_in(client)
    assert answer.url == "/accounts/inactive/"
    assert client.get(answer.url).status_code == 200
    assert client.get("/desk/").status_code == 302


def test_after_five_failures_even_the_right_password_is_refused_unhashed(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        assert sign_in(client, "wrong").status_code == 200
    hashed: list[str] = []
    verify = MD5PasswordHasher.verify
    monkeypatch.setattr(
        MD5PasswordHasher, "verify", lambda *given: hashed.append("verified") or verify(*given)
    )
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: hashed.append("encoded") or "")
    answer = sign_in(client)
    assert answer.status_code == 429
    assert "Too many tries" in answer.content.decode()
    assert hashed == []
    assert client.get("/desk/").status_code == 302


def test_one_persons_failures_do_not_keep_a_colleague_out(client: Client, cast: Cast) -> None:
    for _ in range(6):
        sign_in(client, "wrong")
    assert sign_in(client, email="dora@example.org").url == "/desk/"


def test_successes_do_not_count_as_failures(client: Client, cast: Cast) -> None:
    for _ in range(8):
        assert sign_in(Client()).status_code == 302


def test_no_form_is_accepted_from_another_site(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict).status_code == 403


def test_signing_out_ends_the_session(client: Client, cast: Cast) -> None:
    sign_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/desk/").status_code == 200
    assert client.post("/accounts/logout/").url == "/"
    assert client.get("/desk/").status_code == 302
