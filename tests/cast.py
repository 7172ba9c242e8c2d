"""The one cast of all tests: three services, who works there, and people made by real actions.

Fay works in Harbour (England) under Max; Finn in Quay (England) under Maya; Isla in Firth (Scotland)
under Morag. Dana and Drew are the Data team, Priya is the DPO, Igor is in the IG team, Cora does
communications, Gwen is the Caldicott Guardian, Sol the SIRO, Dora a doctor in Harbour, Aled the auditor.
"""

from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from governance.accounts import access
from governance.accounts.models import Service, User
from governance.accounts.roles import Role
from governance.calendar import Nation
from governance.people import actions
from governance.people.models import Person
from governance.records.actor import acting_as

PASSWORD = "demo"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@transaction.atomic
def user(name: str, role: Role, **hats: bool) -> User:
    made = User.objects.create_user(
        f"{name.lower()}@example.org", PASSWORD, name=f"{name} Example", role=role, **hats
    )
    access.assume_role(made, role)
    return made


@transaction.atomic
def service(name: str, nation: Nation, manager: User, *workers: User) -> Service:
    made = access.open_service(name, nation, manager=manager)
    for member in (manager, *workers):
        access.join(member, made)
    return made


class Cast:
    def __init__(self) -> None:
        self.fay, self.finn, self.isla = (user(name, Role.FRONTLINE) for name in ("Fay", "Finn", "Isla"))
        self.dora = user("Dora", Role.FRONTLINE, is_doctor=True)
        self.max, self.maya, self.morag = (user(name, Role.MANAGER) for name in ("Max", "Maya", "Morag"))
        self.harbour = service("Harbour", Nation.ENG, self.max, self.fay, self.dora)
        self.quay = service("Quay", Nation.ENG, self.maya, self.finn)
        self.firth = service("Firth", Nation.SCT, self.morag, self.isla)

    @cached_property
    def dana(self) -> User:
        return user("Dana", Role.DATA)

    @cached_property
    def drew(self) -> User:
        return user("Drew", Role.DATA)

    @cached_property
    def priya(self) -> User:
        return user("Priya", Role.IG, is_dpo=True)

    @cached_property
    def igor(self) -> User:
        return user("Igor", Role.IG)

    @cached_property
    def cora(self) -> User:
        return user("Cora", Role.COMMS)

    @cached_property
    def gwen(self) -> User:
        return user("Gwen", Role.GUARDIAN, is_caldicott=True)

    @cached_property
    def sol(self) -> User:
        return user("Sol", Role.GUARDIAN, is_siro=True)

    @cached_property
    def aled(self) -> User:
        return user("Aled", Role.AUDITOR)

    def person(
        self,
        name: str = "Sam Rivers",
        *,
        born: date | None = date(1980, 5, 1),
        worker: User | None = None,
        at: datetime = NOON,
        **facts: Any,
    ) -> Person:
        """A person with a case of `worker` (Fay unless told), in that worker's service."""
        worker = worker or self.fay
        home = worker.memberships.get().service
        with acting_as(worker.pk):
            return actions.create(
                by=worker, at=at, service=home, team=None, key_worker=worker, name=name, born_on=born, **facts
            )


def signed_in(user: User) -> Client:
    """A test client with this user's session."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()
