"""Each line has one next press: the step itself where the user may take it now, and the record where not."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve
from django.utils import timezone

from consent.consents import actions as consents
from governance.accounts.models import User
from governance.deadlines.rules import RULES
from governance.desk.worklist import Desk, Task
from governance.records.addresses import address
from governance.workflow.register import REGISTERS
from tests.cast import Cast, signed_in
from tests.consent.consents.answers import say
from tests.incidents.concerns.walk import raised
from tests.incidents.incidents.walk import graded, reported
from tests.rights.asking import asked


def lines(user: User, key: str) -> list[Task]:
    """The lines on a user's desk by one rule."""
    return [task for task in Desk.of(user, timezone.now()).shown if task.why == RULES[key].words]


def pressed(user: User, key: str) -> list[tuple[str, str]]:
    """What those lines lead to: the words, and the last part of the address."""
    found = [task.press for task in lines(user, key)]
    return [(press.label, press.url.split("/")[-2]) if press else ("", "") for press in found]


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.press], ids=lambda rule: rule.key)
def test_a_press_is_a_verb_of_a_register_with_a_page(rule) -> None:
    verb = rule.press.verb
    having = [each for each in REGISTERS.values() if verb in each.verbs]
    machines = [each for each in having if each.machine is None or verb in every_verb(each.machine)]
    assert any(has_page(each.name, verb) for each in machines), rule


def every_verb(machine) -> set[str]:
    return {step.verb for step in machine.transitions}


def has_page(register: str, verb: str) -> bool:
    try:
        return bool(resolve(address(register, "XXX-2026-000001", verb)))
    except Resolver404:
        return False


def taken_back(cast: Cast, at: datetime, name: str = "Sam Rivers") -> None:
    consent = say(cast, cast.person(name), at=at, by=cast.fay).consent
    consents.withdraw(consent, by=cast.fay, at=at, withdrawn_at=at)


def test_who_took_a_withdrawal_is_led_to_telling_the_recipients(cast: Cast) -> None:
    taken_back(cast, timezone.now())
    assert pressed(cast.fay, "tell_recipients") == [("Recipients are told", "told")]
    page = signed_in(cast.fay).get("/desk/").content.decode()
    assert "Recipients are told<span" in page
    line = lines(cast.fay, "tell_recipients")[0]
    assert signed_in(cast.fay).get(line.press.url).status_code == 200


def test_an_incident_is_graded_and_then_told_to_the_regulator(cast: Cast) -> None:
    at = timezone.now()
    assert cast.igor
    reported(cast, at=at)
    # It is not graded, so nothing can be sent.
    assert pressed(cast.igor, "incident_regulator") == [("", "")]
    assert pressed(cast.igor, "incident_waits_grade") == [("Grade it", "grade")]
    graded(cast, at=at)
    assert ("Tell the regulator", "tell_regulator") in pressed(cast.igor, "incident_regulator")


def test_who_may_only_look_gets_no_step(cast: Cast) -> None:
    """The SIRO hears of what is overdue and sends nothing to the regulator."""
    long_ago = timezone.now().replace(year=timezone.now().year - 1)
    assert cast.sol
    assert cast.igor
    graded(cast, at=long_ago)
    assert pressed(cast.sol, "incident_regulator") == [("", "")]
    assert pressed(cast.igor, "incident_regulator") == [("Tell the regulator", "tell_regulator")]


def test_concerns_and_requests_lead_to_their_next_step(cast: Cast) -> None:
    at = timezone.now()
    assert cast.igor
    raised(cast, at=at)
    request = asked(cast, at=at)
    assert pressed(cast.igor, "concern_target") == [("Tell them that we have it", "acknowledge")]
    assert pressed(cast.igor, "rights_begin") == [("", "")]
    assert request.reference in signed_in(cast.igor).get("/desk/").content.decode()


@pytest.mark.parametrize(
    "make",
    [
        lambda cast, at, n: taken_back(cast, at, f"Person {n}"),
        lambda cast, at, n: reported(cast, at=at),
        lambda cast, at, n: graded(cast, at=at),
        lambda cast, at, n: raised(cast, at=at),
        lambda cast, at, n: asked(cast, at=at),
    ],
    ids=["withdrawals", "incidents", "graded", "concerns", "requests"],
)
@pytest.mark.parametrize("name", ["fay", "igor", "priya", "max"])
def test_many_lines_ask_the_database_no_more_than_few(
    cast: Cast, make: Callable[[Cast, datetime, int], object], name: str
) -> None:
    at, user = timezone.now(), getattr(cast, name)
    costs = []
    for numbers in (range(2), range(2, 8)):
        for number in numbers:
            make(cast, at, number)
        User.objects.get(pk=user.pk)
        with CaptureQueriesContext(connection) as queries:
            Desk.of(User.objects.get(pk=user.pk), at)
        costs.append(len(queries))
    assert costs[0] == costs[1]
