"""Coming in, failing to, leaving and changing a password stand in the ledger, by whoever did it."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from governance.ledger.models import Event
from governance.ledger.signing_in import NOT_LET_IN
from governance.records.actor import SHAREWELL
from tests.cast import PASSWORD, Cast, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "a new and longer one"


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    cache.clear()


def sign_in(client: Client, email: str, password: str = PASSWORD) -> int:
    return client.post("/accounts/login/", {"login": email, "password": password}).status_code


def kept() -> list[tuple[str, int]]:
    """What happened to accounts, and by whom, oldest first."""
    return list(Event.objects.filter(register="accounts").order_by("id").values_list("verb", "actor_id"))


def test_coming_in_and_leaving_are_kept_by_whoever_does_it(client: Client, cast: Cast) -> None:
    assert sign_in(client, cast.fay.email) == 302
    assert client.post("/accounts/logout/").status_code == 302
    assert kept() == [("sign_in", cast.fay.pk), ("sign_out", cast.fay.pk)]


@pytest.mark.parametrize(
    ("email", "password"),
    [("fay@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("dora@example.org", PASSWORD)],
)
def test_a_failure_is_kept_once_and_without_what_was_typed(
    client: Client, cast: Cast, email: str, password: str
) -> None:
    """Dora's account is switched off."""
    cast.dora.is_active = False
    with transaction.atomic():
        cast.dora.save()
    sign_in(client, email, password)
    event = Event.objects.get(register="accounts")
    assert (event.verb, event.actor_id, event.reason) == ("sign_in_failed", SHAREWELL, NOT_LET_IN)
    assert (event.reference, event.detail, event.person_id) == ("", {}, None)


def test_who_signs_out_without_being_signed_in_leaves_nothing(client: Client, cast: Cast) -> None:
    client.post("/accounts/logout/")
    assert kept() == []


def test_a_changed_password_is_kept(cast: Cast) -> None:
    client = signed_in(cast.fay)
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/accounts/password/change/", sent).status_code == 302
    assert kept() == [("sign_in", cast.fay.pk), ("change_password", cast.fay.pk)]


def test_a_password_set_by_the_mailed_link_is_kept_by_its_owner(client: Client, cast: Cast) -> None:
    client.post("/accounts/password/reset/", {"email": cast.fay.email})
    link = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[0].body)
    assert link
    form = client.get(link[0])
    assert client.post(form.url, {"password1": NEW, "password2": NEW}).status_code == 302
    assert kept() == [("reset_password", cast.fay.pk)]
    assert sign_in(client, cast.fay.email, NEW) == 302
