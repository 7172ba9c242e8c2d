"""The pages for coming in and going out, in our look."""

import re

import pytest
from django.core import mail
from django.test import Client

from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/accounts/login/", "Sign in"),
        ("/accounts/password/reset/", "Choose a new password"),
        ("/accounts/password/reset/done/", "Look in your email"),
        ("/accounts/password/reset/key/1-nothing/", "This link has been used"),
        ("/accounts/password/reset/key/done/", "Your password is changed"),
    ],
)
def test_who_is_signed_out_finds(client: Client, address: str, title: str):
    html = client.get(address).content.decode()
    assert f"<title>{title} – Sharewell</title>" in html
    assert '<html lang="en-GB"' in html
    assert not re.search(r"\sstyle=|<style|placeholder=", html)


@pytest.mark.parametrize(
    ("address", "title"),
    [("/accounts/logout/", "Sign out"), ("/accounts/password/change/", "Change your password")],
)
def test_who_is_signed_in_finds(cast: Cast, address: str, title: str):
    assert f"<title>{title} – Sharewell</title>" in signed_in(cast.fay).get(address).content.decode()


def test_a_wrong_password_is_said_at_the_top_and_the_address_is_kept(client: Client):
    html = client.post("/accounts/login/", {"login": "a@example.org", "password": "wrong"}).content.decode()
    assert "<title>Error: Sign in" in html
    assert 'role="alert"' in html
    assert 'value="a@example.org"' in html


def test_the_mail_for_a_new_password_has_a_link_and_no_name(client: Client, cast: Cast):
    client.post("/accounts/password/reset/", {"email": cast.fay.email})
    [message] = mail.outbox
    assert message.subject == "Sharewell: Choose a new password"
    assert "/accounts/password/reset/key/" in message.body
    assert cast.fay.name not in message.body


def test_an_unknown_address_is_answered_like_a_known_one(client: Client):
    answer = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert answer.headers["Location"] == "/accounts/password/reset/done/"
    assert mail.outbox == []
