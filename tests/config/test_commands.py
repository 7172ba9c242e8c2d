"""How a new installation gets its first people and services."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.accounts.roles import Role
from governance.ledger.models import Event
from governance.records.actor import SHAREWELL
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NEW = "a new and longer one"


def run(command: str, *arguments: str) -> str:
    said = StringIO()
    call_command(command, *arguments, stdout=said)
    return said.getvalue()


def test_from_an_empty_database_to_a_worker_who_signs_in(client: Client) -> None:
    run("give_account", "mo@example.org", "--name", "Mo", "--role", "manager")
    said = run("open_service", "Harbour", "--nation", "ENG", "--manager", "mo@example.org")
    assert said == "Harbour is open.\n"
    said = run(
        "give_account", "Wil@Example.org", "--name", "Wil", "--role", "frontline", "--service", "Harbour"
    )
    harbour = Service.objects.get()
    mo, wil = User.objects.order_by("name")
    assert (harbour.manager, harbour.nation) == (mo, "ENG")
    assert sight(mo, "people").services == sight(wil, "people").services == {harbour.pk}

    link = re.search(r"/accounts/password/reset/key/\S+", said)
    assert link
    form = client.get(link[0])
    assert client.post(form.url, {"password1": NEW, "password2": NEW}).status_code == 302
    sent = {"login": "wil@example.org", "password": NEW}
    assert client.post("/accounts/login/", sent).url == "/desk/"
    assert "This link has been used" in Client().get(link[0], follow=True).content.decode()


def test_who_has_a_password_gets_no_link_and_keeps_it(cast: Cast) -> None:
    said = run("give_account", cast.fay.email, "--doctor")
    assert said == "fay@example.org: Fay Example, Frontline.\n"
    changed = User.objects.get(pk=cast.fay.pk)
    assert (changed.is_doctor, changed.password) == (True, cast.fay.password)


def test_only_what_is_named_is_changed(cast: Cast) -> None:
    run("give_account", cast.priya.email, "--name", "Priya New", "--no-dpo")
    priya = User.objects.get(pk=cast.priya.pk)
    assert (priya.name, priya.role, priya.is_dpo, priya.is_active) == ("Priya New", Role.IG, False, True)


def test_a_new_role_and_place_change_what_is_seen(cast: Cast) -> None:
    run("give_account", cast.fay.email, "--role", "manager", "--service", "Quay", "--leave", "Harbour")
    fay = User.objects.get(pk=cast.fay.pk)
    assert sight(fay, "people").services == {cast.quay.pk}
    run("give_account", cast.fay.email, "--no-active")
    assert sight(User.objects.get(pk=fay.pk), "people").services == set()


def test_every_gift_stands_in_the_ledger_without_a_name(cast: Cast) -> None:
    run("give_account", "sol2@example.org", "--name", "Sol Two", "--role", "guardian", "--siro")
    given = Event.objects.get(verb="give_account")
    assert given.actor_id == SHAREWELL
    assert given.detail == {"role": "guardian", "hats": ["siro"], "active": True, "services": []}
    assert given.reference == str(User.objects.get(email="sol2@example.org").pk)
    run("open_service", "Beacon", "--nation", "SCT")
    opened = Event.objects.get(verb="open_service")
    assert opened.detail == {"nation": "SCT", "manager": None, "regulator": ""}
    run("open_service", "Beacon", "--manager", cast.morag.email, "--regulator", "Care Inspectorate")
    assert Event.objects.get(verb="change_service").detail["manager"] == cast.morag.pk
    assert Service.objects.get(name="Beacon").regulator == "Care Inspectorate"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["give_account", "new@example.org", "--role", "ig"], "needs --name and --role"),
        (["give_account", "no address", "--name", "X", "--role", "ig"], "valid email address"),
        (["give_account", "fay@example.org", "--service", "Nowhere"], "There are: Firth, Harbour, Quay"),
        (["give_account", "fay@example.org", "--dpo", "--siro"], "cannot be the SIRO as well"),
        (["give_account", "fay@example.org", "--name", "x" * 121], "at most 120 characters"),
        (["open_service", "x" * 121, "--nation", "ENG"], "at most 120 characters"),
        (["open_service", "Harbour", "--regulator", "x" * 61], "at most 60 characters"),
        (["open_service", "Beacon"], "needs a name and --nation"),
        (["open_service", "Harbour", "--nation", "SCT"], "stays decided"),
        (["open_service", "Harbour", "--manager", "fay@example.org"], "no account as a manager"),
    ],
)
def test_what_can_not_be_is_said_and_changes_nothing(cast: Cast, command: list[str], said: str) -> None:
    before: list[Any] = [list(User.objects.values()), list(Service.objects.values())]
    with pytest.raises(CommandError, match=said):
        run(*command)
    assert [list(User.objects.values()), list(Service.objects.values())] == before
    assert not Event.objects.filter(register="accounts").exists()


def test_nobody_is_a_superuser() -> None:
    with pytest.raises(CommandError, match="give_account"):
        call_command("createsuperuser", interactive=False, email="root@example.org", name="Root", verbosity=0)
    assert not User.objects.exists()
