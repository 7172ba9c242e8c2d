"""The demonstration shows every state, so that whoever opens it first finds something of each."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from consent.consents.models import Consent
from consent.consents.rules import State
from governance.accounts.models import Service, User
from governance.calendar import Nation, local_day
from governance.deadlines.models import Deadline
from governance.people.models import Person

pytestmark = pytest.mark.django_db
SIGN_INS = [
    "frontline",
    "manager",
    "data",
    "data2",
    "dpo",
    "ig",
    "comms",
    "guardian",
    "siro",
    "doctor",
    "auditor",
]


def test_it_has_every_sign_in_service_and_state_and_something_due_tomorrow(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    call_command("demo", verbosity=0)
    at = timezone.now()
    assert {f"{name}@example.org" for name in SIGN_INS} <= set(User.objects.values_list("email", flat=True))
    assert sorted(Service.objects.values_list("nation", flat=True)) == [Nation.ENG, Nation.ENG, Nation.SCT]
    assert Person.objects.count() == 40
    assert {consent.state_at(at) for consent in Consent.objects.select_related("service")} == set(State)
    days = {(due_on - local_day(at)).days for due_on in Deadline.objects.values_list("due_on", flat=True)}
    assert 1 in days
    assert min(days) < 0
    people = Person.objects.count()
    call_command("demo", verbosity=0)
    assert Person.objects.count() == people


def test_it_is_refused_where_it_is_not_asked_for() -> None:
    with pytest.raises(CommandError, match="DEMO=1 only"):
        call_command("demo")
    assert not User.objects.exists()
