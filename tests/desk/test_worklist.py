"""What waits on whose desk, in which order, and what may never stand there (handbook sections 2 and 13)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone

from governance.accounts import access
from governance.accounts.models import User
from governance.deadlines.models import Deadline
from governance.deadlines.rules import Audience
from governance.deadlines.sweep import sweep
from governance.desk.worklist import waiting
from governance.ledger.models import Event
from governance.notifications.models import Notification
from governance.people import actions
from governance.workflow.register import REGISTERS, Register
from tests.cast import Cast, signed_in
from tests.desk.conftest import Lay


def desk(user: User) -> set[str]:
    """The references on a user's desk."""
    return {deadline.reference for deadline in waiting(user, timezone.now())}


def test_a_task_is_on_its_workers_desk_alone_until_it_is_overdue(cast: Cast, lay: Lay) -> None:
    soon = lay(3, worker=cast.fay, service=cast.harbour)
    late = lay(-1, worker=cast.fay, service=cast.harbour)
    assert desk(cast.fay) == {soon, late}
    assert desk(cast.max) == {late}
    assert desk(cast.dora) == desk(cast.maya) == desk(cast.igor) == set()


def test_due_today_is_not_overdue(cast: Cast, lay: Lay) -> None:
    lay(0, worker=cast.fay, service=cast.harbour)
    assert desk(cast.max) == set()


@pytest.mark.parametrize("gone", [False, True])
def test_what_nobody_holds_is_the_managers(cast: Cast, lay: Lay, gone: bool) -> None:
    if gone:
        User.objects.filter(pk=cast.fay.pk).update(is_active=False)
    task = lay(3, worker=cast.fay if gone else None, service=cast.harbour)
    assert desk(cast.max) == {task}
    assert desk(cast.maya) == desk(cast.dora) == set()


@pytest.mark.parametrize(("last", "whose"), [(0, "fay"), (-1, "max")])
def test_what_its_worker_may_not_open_any_more_is_the_managers(
    cast: Cast, lay: Lay, last: int, whose: str
) -> None:
    task = lay(3, worker=cast.fay, service=cast.harbour, worker_until=last)
    found = {name: desk(getattr(cast, name)) for name in ("fay", "max", "dora", "igor")}
    assert found == {name: {task} if name == whose else set() for name in found}


def test_a_line_says_that_nobody_has_it_where_its_worker_may_not_open_it(cast: Cast, lay: Lay) -> None:
    lay(3, worker=cast.fay, service=cast.harbour, worker_until=-1)
    page = signed_in(cast.max).get("/desk/").content.decode()
    assert "With nobody now, as the case is closed." in page


@pytest.mark.parametrize(
    ("audience", "name"), [(Audience.IG, "igor"), (Audience.DPO, "priya"), (Audience.SIRO, "sol")]
)
def test_who_is_told_of_what_is_overdue_has_it_on_the_desk_too(
    cast: Cast, lay: Lay, audience: Audience, name: str
) -> None:
    lay(2, worker=cast.fay, service=cast.harbour, when_overdue=(audience,))
    late = lay(-2, worker=cast.fay, service=cast.harbour, when_overdue=(audience,))
    assert desk(getattr(cast, name)) == {late}
    assert desk(cast.gwen) == desk(cast.dana) == set()


@pytest.mark.parametrize("audience", Audience)
def test_the_desk_shows_exactly_what_the_sweep_tells(cast: Cast, lay: Lay, audience: Audience) -> None:
    """Two readings of one table of rules: they must not drift apart."""
    User.objects.filter(pk__in=[cast.dora.pk, cast.maya.pk]).update(is_active=False)
    unmanaged = access.open_service("Beacon", "SCT")
    kept_from = (cast.fay, cast.max, cast.igor)
    assert cast.cora
    for days in (-2, 0, 7):
        for worker in (cast.fay, cast.dora, None):
            for service in (cast.harbour, cast.quay, unmanaged, None):
                lay(days, worker=worker, service=service, told=(audience,))
                lay(days, worker=worker, service=service, when_overdue=(audience,))
            for worker_until in (-1, 0):
                closed = {"worker": worker, "worker_until": worker_until}
                for service in (cast.harbour, unmanaged):
                    lay(days, service=service, told=(audience,), **closed)
                    lay(days, service=service, when_overdue=(audience,), **closed)
            for excluded in kept_from:
                lay(days, worker=worker, service=cast.harbour, told=(audience,), excluded=(excluded.pk,))
            for excluded in ((), (cast.fay.pk,), (cast.igor.pk,), (cast.cora.pk,)):
                by_team = {"team": "comms", "excluded": excluded, "worker": worker}
                lay(days, service=cast.harbour, told=(audience,), **by_team)
                lay(days, service=cast.harbour, when_overdue=(audience,), **by_team)
            nobody = tuple(user.pk for user in kept_from)
            lay(days, worker=worker, service=cast.harbour, told=(audience,), excluded=nobody)
    lay(-1, worker=cast.fay, service=cast.harbour, told=(audience,), can_be_overdue=False)
    lay(-3, worker=cast.fay, service=cast.harbour, told=(audience,), until=-1)
    everyone = (cast.fay, cast.max, cast.morag, cast.igor, cast.priya, cast.sol, cast.cora, cast.aled)
    sweep(at=timezone.now())
    assert Notification.objects.exists()
    for user in everyone:
        told = set(Notification.objects.filter(recipient=user).values_list("reference", flat=True))
        assert desk(user) == told, user


def test_the_manager_is_the_services_own_and_not_whoever_may_manage_in_it(cast: Cast, lay: Lay) -> None:
    access.join(cast.maya, cast.harbour)
    late = lay(-1, worker=cast.fay, service=cast.harbour)
    assert (desk(cast.max), desk(cast.maya)) == ({late}, set())


def test_what_is_done_or_ended_by_itself_is_gone(cast: Cast, lay: Lay) -> None:
    lay(-3, worker=cast.fay, service=cast.harbour, until=-1)
    lay(-1, worker=cast.fay, service=cast.harbour, can_be_overdue=False)
    done = lay(1, worker=cast.fay, service=cast.harbour)
    still = lay(-90, worker=cast.fay, service=cast.harbour, until=0)
    Deadline.objects.filter(reference=done).update(ended_at=timezone.now())
    assert desk(cast.fay) == {still}


def test_whom_one_knows_personally_is_on_nobodys_desk_but_others(cast: Cast, lay: Lay) -> None:
    sam = cast.person()
    task = lay(-1, worker=cast.fay, service=cast.harbour, person=sam)
    assert task in desk(cast.fay)
    actions.report(person=sam, worker=cast.fay, relationship="cousin", by=cast.max, at=timezone.now())
    assert desk(cast.fay) == set()
    assert task in desk(cast.max)
    actions.report(person=sam, worker=cast.max, relationship="neighbour", by=cast.fay, at=timezone.now())
    assert desk(cast.max) == set()


def test_an_exclusion_holds_even_where_a_deadline_does_not_know_of_it(cast: Cast, lay: Lay) -> None:
    sam = cast.person()
    actions.report(person=sam, worker=cast.fay, relationship="cousin", by=cast.max, at=timezone.now())
    lay(1, worker=cast.fay, service=cast.harbour, person=sam, excluded=())
    assert desk(cast.fay) == set()
    assert "Sam Rivers" not in signed_in(cast.fay).get("/desk/").content.decode()


def test_a_line_names_the_person_only_to_those_who_may_see_them(cast: Cast, lay: Lay) -> None:
    elsewhere = cast.person("Rob Hill", worker=cast.finn)
    lay(-1, worker=cast.fay, service=cast.harbour, person=cast.person())
    hidden = lay(-1, worker=cast.fay, service=cast.harbour, person=elsewhere)
    page = signed_in(cast.fay).get("/desk/").content.decode()
    assert "A look – Sam Rivers" in page
    assert f"A look – {hidden}" in page
    assert "Rob Hill" not in page


def test_names_on_a_desk_are_a_view_and_references_are_not(cast: Cast, lay: Lay) -> None:
    client = signed_in(cast.fay)
    lay(1, worker=cast.fay, service=cast.harbour)
    client.get("/desk/")
    assert not Event.objects.filter(register="desk").exists()
    lay(1, worker=cast.fay, service=cast.harbour, person=cast.person())
    client.get("/desk/")
    assert Event.objects.get(register="desk", verb="view").actor_id == cast.fay.pk


def test_the_desk_is_in_parts_with_the_soonest_first(cast: Cast, lay: Lay) -> None:
    days = {days: lay(days, worker=cast.fay, service=cast.harbour) for days in (28, 8, 29, 7, 0, -1, -30)}
    laid = signed_in(cast.fay).get("/desk/").context["desk"]
    assert [task.reference for task in laid.overdue.tasks] == [days[-30], days[-1]]
    assert [task.reference for task in laid.soon.tasks] == [days[0], days[7]]
    assert [task.reference for task in laid.later.tasks] == [days[8], days[28]]


def test_each_line_says_why_where_whose_and_by_when(cast: Cast, lay: Lay) -> None:
    reference = lay(-1, worker=cast.fay, service=cast.harbour)
    mine = signed_in(cast.fay).get("/desk/").content.decode()
    assert f'<a class="govuk-link" href="/people/{reference}/">A look – {reference}</a>' in mine
    assert "People. Harbour. With you." in mine
    assert "Overdue by 1 day" in mine
    assert "Harbour. With Fay Example." in signed_in(cast.max).get("/desk/").content.decode()


def test_where_a_line_leads_there_is_a_page() -> None:
    none = Register.__dataclass_fields__["dues"].default
    for register in REGISTERS.values():
        if register.dues is not none:
            record = register.model(reference=f"{register.prefix}-2026-000001")
            assert resolve(register.url(record)).url_name == "detail"


def test_of_each_part_twenty_are_shown_and_all_are_on_the_pages_of_the_full_list(
    cast: Cast, lay: Lay
) -> None:
    laid = [lay(n // 3, worker=cast.fay, service=cast.harbour) for n in range(43)]
    laid.append(lay(400, worker=cast.fay, service=cast.harbour))
    client = signed_in(cast.fay)
    page = client.get("/desk/").content.decode()
    assert "20+ things are for this week" in page
    assert page.count("These are the 20 most urgent.") == 1
    everything = reverse("desk:work")
    seen, address = [], everything
    while address:
        context = client.get(address).context
        seen += [task.reference for task in context["tasks"]]
        address = context["page"].next_url and f"{everything}{context['page'].next_url}"
    assert seen == laid


def test_the_desk_costs_the_same_for_few_and_many(cast: Cast, lay: Lay) -> None:
    client = signed_in(cast.max)
    costs = []
    for more in (25, 75):
        for number in range(more):
            person = cast.person(f"Person {more} {number}") if number < 10 else None
            lay(-1, worker=cast.fay, service=cast.harbour, person=person)
        costs.append([])
        for address in ("/desk/", reverse("desk:work")):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            costs[-1].append(len(queries))
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 16, costs
